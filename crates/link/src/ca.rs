use std::fmt;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ED25519, PublicKeyData, SanType, SerialNumber,
    SignatureAlgorithm, date_time_ymd,
};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::certificate::{self, AuthorityClaims, DEMO_UNIT, TITLE};
use crate::tls::SERVER_NAME;

/// The certificate authority of one tree: who holds it decides which nodes belong.
pub struct Authority {
    cert: CertificateDer<'static>,
    cert_pem: String,
    key: KeyPair,
    claims: AuthorityClaims,
}

impl Authority {
    /// Makes the authority of a new tree, with a fresh Ed25519 key of the system's randomness.
    ///
    /// `tree_name` is written into every certificate. `demo` marks the authority and every node it
    /// issues as a demonstration. `now` is in milliseconds since 1970; the certificate holds from a day
    /// before it (clocks differ) for twenty years.
    pub fn create(tree_name: &str, demo: bool, now: i64) -> Result<Self, IssueError> {
        let key = KeyPair::generate_for(&PKCS_ED25519)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = authority_name(tree_name, demo, key.public_key_raw());
        params.serial_number = Some(fresh_serial());
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        set_validity(&mut params, now, AUTHORITY_DAYS)?;
        let cert = params.self_signed(&key)?;
        Ok(Self {
            cert: cert.der().clone(),
            cert_pem: cert.pem(),
            key,
            claims: AuthorityClaims {
                tree: tree_name.to_string(),
                demo,
            },
        })
    }

    /// Reads an authority from the two PEM texts of [`Authority::to_pem`].
    ///
    /// # Errors
    /// When a text is not what it should be, or the key is not the one in the certificate.
    pub fn from_pem(cert_pem: &str, key_pem: &str) -> Result<Self, LoadAuthorityError> {
        let cert = CertificateDer::from_pem_slice(cert_pem.as_bytes())
            .map_err(|_| LoadAuthorityError::CertPem)?;
        let key = KeyPair::from_pem(key_pem).map_err(LoadAuthorityError::Key)?;
        let claims = AuthorityClaims::read(&cert)?;
        if certificate::public_key(&cert)?.as_slice() != key.public_key_raw() {
            return Err(LoadAuthorityError::OtherKey);
        }
        Ok(Self {
            cert,
            cert_pem: cert_pem.to_string(),
            key,
            claims,
        })
    }

    /// The certificate and the secret key as PEM, in this order. The key never leaves the place
    /// where nodes are enrolled.
    pub fn to_pem(&self) -> (String, String) {
        (self.cert_pem.clone(), self.key.serialize_pem())
    }

    /// The certificate as PEM: every node of the tree carries it, it is no secret.
    pub fn cert_pem(&self) -> String {
        self.cert_pem.clone()
    }

    /// The tree's name.
    pub fn tree(&self) -> &str {
        &self.claims.tree
    }

    /// Whether this is the authority of a demonstration tree.
    pub fn demo(&self) -> bool {
        self.claims.demo
    }

    /// Certifies that the holder of a key speaks for a place.
    ///
    /// `node` is the node's public key (its id); the secret half stays with the node. The certificate
    /// holds from a day before `now` (milliseconds since 1970) until `days` days after it.
    pub fn issue(
        &self,
        node: &[u8; 32],
        place: &str,
        tier: &str,
        now: i64,
        days: u32,
    ) -> Result<Issued, IssueError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = node_name(node, self.tree(), tier, self.demo());
        params.serial_number = Some(fresh_serial());
        params.subject_alt_names = vec![
            SanType::DnsName(SERVER_NAME.try_into()?),
            SanType::URI(certificate::address_of(self.tree(), place).try_into()?),
        ];
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // A node is both ends: it dials its parent and answers its children with one certificate.
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        params.use_authority_key_identifier_extension = true;
        set_validity(&mut params, now, days)?;
        let issuer = Issuer::from_ca_cert_der(&self.cert, &self.key)?;
        let cert = params.signed_by(&NodePublicKey(*node), &issuer)?;
        Ok(Issued {
            cert_pem: cert.pem(),
        })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("tree", &self.claims.tree)
            .field("demo", &self.claims.demo)
            .finish_non_exhaustive()
    }
}

/// A certificate fresh from the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The certificate as PEM. Not a secret.
    pub cert_pem: String,
}

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The moment lies outside the years a certificate can name.
    #[error("a certificate cannot name the moment {now_ms} ms")]
    Moment {
        /// Milliseconds since 1970, as given.
        now_ms: i64,
    },
    /// The certificate library refused.
    #[error("the certificate could not be made")]
    Certificate(#[from] rcgen::Error),
}

/// Why an authority could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadAuthorityError {
    /// The certificate's text is no PEM certificate.
    #[error("the authority's certificate is no PEM certificate")]
    CertPem,
    /// The key's text is no private key.
    #[error("the authority's key is no private key")]
    Key(#[source] rcgen::Error),
    /// The certificate is not one of an authority of ours.
    #[error("the authority's certificate cannot be read")]
    Cert(#[from] certificate::ReadCertificateError),
    /// Certificate and key do not belong together.
    #[error("the authority's key is not the one in its certificate")]
    OtherKey,
}

/// Two trees may bear one name; the digits of the key keep their authorities' names apart, so that a
/// stranger's certificate fails as "unknown issuer" and not as a puzzling bad signature.
fn authority_name(tree: &str, demo: bool, public_key: &[u8]) -> DistinguishedName {
    let digits = hex::encode(&public_key[..8]);
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, tree);
    if demo {
        name.push(DnType::OrganizationalUnitName, DEMO_UNIT);
    }
    name.push(DnType::CommonName, format!("lianban authority {digits}"));
    name
}

fn node_name(node: &[u8; 32], tree: &str, tier: &str, demo: bool) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, tree);
    if demo {
        name.push(DnType::OrganizationalUnitName, DEMO_UNIT);
    }
    name.push(DnType::CustomDnType(TITLE.to_vec()), tier);
    name.push(DnType::CommonName, hex::encode(node));
    name
}

/// A renewed certificate must not repeat the number of the one before, which the library's default
/// (derived from the key) would.
fn fresh_serial() -> SerialNumber {
    let mut bytes: [u8; 16] = rand::random();
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    SerialNumber::from_slice(&bytes)
}

fn set_validity(params: &mut CertificateParams, now: i64, days: u32) -> Result<(), IssueError> {
    let moment = IssueError::Moment { now_ms: now };
    let Some(now_ms) = u64::try_from(now).ok().filter(|ms| *ms < NOW_MS_MAX) else {
        return Err(moment);
    };
    if days > VALIDITY_DAYS_MAX {
        return Err(moment);
    }
    let now = date_time_ymd(1970, 1, 1) + Duration::from_millis(now_ms);
    params.not_before = now - DAY;
    params.not_after = now + DAY * days;
    Ok(())
}

/// A node's public key as the certificate library wants it.
struct NodePublicKey([u8; 32]);

impl PublicKeyData for NodePublicKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const AUTHORITY_DAYS: u32 = 20 * 365;
/// A century: keeps the end within the four-digit years of a certificate.
const VALIDITY_DAYS_MAX: u32 = 100 * 366;
/// The year 9000, in milliseconds since 1970.
const NOW_MS_MAX: u64 = 7030 * 366 * 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Claims;
    use crate::key::NodeKey;

    const NOW: i64 = 1_790_000_000_000;

    fn claims_of(pem: &str) -> Claims {
        Claims::read(&CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn a_certificate_says_who_where_and_in_which_tree() {
        let authority = Authority::create("大庆", true, NOW).unwrap();
        let key = NodeKey::from_seed([3; 32]);
        let issued = authority
            .issue(&key.node_id(), "230602001001", "village", NOW, 90)
            .unwrap();
        assert_eq!(
            claims_of(&issued.cert_pem),
            Claims {
                node: key.node_id(),
                tree: "大庆".into(),
                place: "230602001001".into(),
                tier: "village".into(),
                demo: true,
                not_after_ms: NOW + 90 * 86_400_000,
            }
        );
    }

    #[test]
    fn an_authority_read_from_disk_issues_the_same() {
        let (cert, key) = Authority::create("tree", false, NOW).unwrap().to_pem();
        let authority = Authority::from_pem(&cert, &key).unwrap();
        assert_eq!((authority.tree(), authority.demo()), ("tree", false));
        let node = NodeKey::from_seed([4; 32]).node_id();
        let issued = authority.issue(&node, "p", "city", NOW, 1).unwrap();
        let leaf = CertificateDer::from_pem_slice(issued.cert_pem.as_bytes()).unwrap();
        let root = CertificateDer::from_pem_slice(cert.as_bytes()).unwrap();
        assert!(certificate::is_signed_by(&leaf, &root).unwrap());
        assert!(!claims_of(&issued.cert_pem).demo);
    }

    #[test]
    fn an_authority_with_another_authoritys_key_is_refused() {
        let (cert, _) = Authority::create("a", false, NOW).unwrap().to_pem();
        let (_, key) = Authority::create("a", false, NOW).unwrap().to_pem();
        assert!(matches!(
            Authority::from_pem(&cert, &key),
            Err(LoadAuthorityError::OtherKey)
        ));
    }

    #[test]
    fn moments_beyond_the_calendar_are_refused() {
        for now in [-1, i64::MAX] {
            assert!(matches!(
                Authority::create("a", false, now),
                Err(IssueError::Moment { .. })
            ));
        }
    }
}
