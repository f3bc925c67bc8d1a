use std::fmt;

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, spki::der::pem::LineEnding};

/// A node's one Ed25519 key: it proves the node on the line (TLS) and signs what the node writes.
///
/// The node id is the public key, so a node that loses its key is another node.
#[derive(Clone)]
pub struct NodeKey {
    signing: SigningKey,
}

impl NodeKey {
    /// The key of a seed. The caller brings the randomness: 32 bytes from the system, or a fixed
    /// pattern in a test. A guessable seed is a forged node.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self {
            signing: SigningKey::from_bytes(&seed),
        }
    }

    /// Reads a key from the PEM text of its PKCS#8 form.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, ParseKeyError> {
        Ok(Self {
            signing: SigningKey::from_pkcs8_pem(pem).map_err(ParseKeyError)?,
        })
    }

    /// The key as PEM text (PKCS#8). Whoever writes it to disk keeps it readable by the owner alone.
    pub fn to_pkcs8_pem(&self) -> String {
        self.signing
            .to_pkcs8_pem(LineEnding::LF)
            .expect("a whole Ed25519 key always has a PKCS#8 form")
            .to_string()
    }

    /// The node's id: its public key.
    pub fn node_id(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// The secret seed, for the part of the node that signs changes with the same key.
    pub fn seed(&self) -> [u8; 32] {
        self.signing.to_bytes()
    }

    /// The DER text of the PKCS#8 form, as TLS takes it.
    pub(crate) fn to_pkcs8_der(&self) -> Vec<u8> {
        self.signing
            .to_pkcs8_der()
            .expect("a whole Ed25519 key always has a PKCS#8 form")
            .as_bytes()
            .to_vec()
    }
}

impl fmt::Debug for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeKey({})", hex::encode(self.node_id()))
    }
}

/// The text is not an Ed25519 private key in PKCS#8 PEM.
#[derive(Debug, thiserror::Error)]
#[error("not an Ed25519 private key in PKCS#8 PEM")]
pub struct ParseKeyError(#[source] ed25519_dalek::pkcs8::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_pem_text() {
        let key = NodeKey::from_seed([7; 32]);
        let again = NodeKey::from_pkcs8_pem(&key.to_pkcs8_pem()).unwrap();
        assert_eq!(again.node_id(), key.node_id());
        assert_eq!(again.seed(), [7; 32]);
    }

    #[test]
    fn debug_shows_the_public_half_only() {
        let key = NodeKey::from_seed([7; 32]);
        assert!(!format!("{key:?}").contains(&hex::encode(key.seed())));
    }

    #[test]
    fn other_text_is_refused() {
        assert!(NodeKey::from_pkcs8_pem("-----BEGIN CERTIFICATE-----").is_err());
    }
}
