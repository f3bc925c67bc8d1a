use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What a node's certificate says about it. Whether to believe it is for TLS (or
/// [`Identity::load`](crate::Identity::load)) to decide first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claims {
    pub node: [u8; 32],
    pub tree: String,
    pub place: String,
    pub tier: String,
    pub demo: bool,
    pub not_after_ms: i64,
}

impl Claims {
    /// Reads the claims of a node's certificate in DER.
    pub fn read(der: &[u8]) -> Result<Self, ReadCertificateError> {
        let cert = parse(der)?;
        let node = ed25519_key(&cert)?;
        // The name is what people see in tools; the key is what the line proves. They must agree.
        if common_name(&cert) != Some(hex::encode(node).as_str()) {
            return Err(ReadCertificateError::NodeName);
        }
        let (tree, place) = address(&cert).ok_or(ReadCertificateError::Address)?;
        Ok(Self {
            node,
            tree,
            place,
            tier: title(&cert).unwrap_or_default().to_string(),
            demo: is_demo(&cert),
            not_after_ms: not_after_ms(&cert),
        })
    }
}

/// A certificate that is none of ours.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReadCertificateError {
    /// The bytes are no X.509 certificate.
    #[error("not an X.509 certificate")]
    NotX509,
    /// The key in it is not Ed25519.
    #[error("the certificate's key is not Ed25519")]
    Key,
    /// The common name is not the node id that belongs to the key.
    #[error("the certificate's name is not the node id of its key")]
    NodeName,
    /// There is no address of the form `lianban://<tree>/<place>`.
    #[error("the certificate names no tree and place")]
    Address,
    /// An authority's certificate that carries no tree name.
    #[error("the authority's certificate names no tree")]
    Tree,
}

/// What an authority's certificate says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuthorityClaims {
    pub tree: String,
    pub demo: bool,
}

impl AuthorityClaims {
    /// Reads the claims of an authority's certificate in DER.
    pub fn read(der: &[u8]) -> Result<Self, ReadCertificateError> {
        let cert = parse(der)?;
        let tree = cert
            .subject()
            .iter_organization()
            .find_map(|name| name.as_str().ok())
            .ok_or(ReadCertificateError::Tree)?;
        Ok(Self {
            tree: tree.to_string(),
            demo: is_demo(&cert),
        })
    }
}

/// Whether the authority's key signed this certificate, and is named as its issuer.
pub(crate) fn is_signed_by(der: &[u8], authority_der: &[u8]) -> Result<bool, ReadCertificateError> {
    let cert = parse(der)?;
    let authority = parse(authority_der)?;
    Ok(cert.issuer().as_raw() == authority.subject().as_raw()
        && cert.verify_signature(Some(authority.public_key())).is_ok())
}

/// The public key of an Ed25519 certificate.
pub(crate) fn public_key(der: &[u8]) -> Result<[u8; 32], ReadCertificateError> {
    ed25519_key(&parse(der)?)
}

/// The address of a place in a tree, as a certificate carries it. Certificates allow ASCII alone in
/// it, so a tree's Chinese name goes in percent-encoded.
pub(crate) fn address_of(tree: &str, place: &str) -> String {
    format!("{SCHEME}{}/{}", percent_encode(tree), percent_encode(place))
}

fn parse(der: &[u8]) -> Result<X509Certificate<'_>, ReadCertificateError> {
    match X509Certificate::from_der(der) {
        Ok(([], cert)) => Ok(cert),
        _ => Err(ReadCertificateError::NotX509),
    }
}

fn ed25519_key(cert: &X509Certificate<'_>) -> Result<[u8; 32], ReadCertificateError> {
    let info = cert.public_key();
    if info.algorithm.algorithm.to_id_string() != OID_ED25519 {
        return Err(ReadCertificateError::Key);
    }
    info.subject_public_key
        .data
        .as_ref()
        .try_into()
        .map_err(|_| ReadCertificateError::Key)
}

fn common_name<'a>(cert: &'a X509Certificate<'_>) -> Option<&'a str> {
    cert.subject().iter_common_name().next()?.as_str().ok()
}

fn title<'a>(cert: &'a X509Certificate<'_>) -> Option<&'a str> {
    cert.subject()
        .iter_attributes()
        .find(|attribute| attribute.attr_type().to_id_string() == OID_TITLE)?
        .as_str()
        .ok()
}

fn is_demo(cert: &X509Certificate<'_>) -> bool {
    cert.subject()
        .iter_organizational_unit()
        .any(|unit| unit.as_str() == Ok(DEMO_UNIT))
}

fn not_after_ms(cert: &X509Certificate<'_>) -> i64 {
    cert.validity().not_after.timestamp().saturating_mul(1000)
}

fn address(cert: &X509Certificate<'_>) -> Option<(String, String)> {
    let names = cert.subject_alternative_name().ok()??;
    names
        .value
        .general_names
        .iter()
        .find_map(|name| match name {
            GeneralName::URI(uri) => {
                let (tree, place) = uri.strip_prefix(SCHEME)?.split_once('/')?;
                Some((percent_decode(tree)?, percent_decode(place)?))
            }
            _ => None,
        })
}

fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let pair = [bytes.next()?, bytes.next()?];
        let mut decoded = [0];
        hex::decode_to_slice(pair, &mut decoded).ok()?;
        out.push(decoded[0]);
    }
    String::from_utf8(out).ok()
}

/// The organisational unit that marks everything of a demonstration tree.
pub(crate) const DEMO_UNIT: &str = "demonstration";
/// The attribute "title": a position within an organisation. It carries the tier.
pub(crate) const TITLE: [u64; 4] = [2, 5, 4, 12];

const OID_TITLE: &str = "2.5.4.12";
const OID_ED25519: &str = "1.3.101.112";
const SCHEME: &str = "lianban://";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_and_a_slash_survive_the_address() {
        for name in ["大庆", "a/b", "100%", "", "plain-name_1"] {
            let encoded = percent_encode(name);
            assert!(encoded.is_ascii() && !encoded.contains('/'));
            assert_eq!(percent_decode(&encoded).as_deref(), Some(name));
        }
    }

    #[test]
    fn a_broken_escape_is_no_name() {
        for text in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(percent_decode(text), None);
        }
    }

    #[test]
    fn other_bytes_are_no_certificate() {
        assert_eq!(Claims::read(b"x"), Err(ReadCertificateError::NotX509));
    }
}
