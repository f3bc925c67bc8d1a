use std::fmt;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::certificate::{self, AuthorityClaims, Claims, ReadCertificateError};
use crate::key::{NodeKey, ParseKeyError};

/// Who this node is on the line: its key, its certificate, and the authority it trusts.
#[derive(Clone)]
pub struct Identity {
    claims: Claims,
    key: NodeKey,
    cert: CertificateDer<'static>,
    authority: CertificateDer<'static>,
}

impl Identity {
    /// Puts key, certificate and authority together and checks that they belong together.
    ///
    /// Dates are not judged here: a node whose certificate ran out while it had no line must still
    /// start and work; only its links are refused until it has a new one.
    ///
    /// # Errors
    /// One variant for each text that cannot be read and for each pair that does not match.
    pub fn load(cert_pem: &str, key_pem: &str, ca_pem: &str) -> Result<Self, LoadIdentityError> {
        let cert = certificate_from(cert_pem).ok_or(LoadIdentityError::CertPem)?;
        let authority = certificate_from(ca_pem).ok_or(LoadIdentityError::AuthorityPem)?;
        let key = NodeKey::from_pkcs8_pem(key_pem)?;
        let claims = Claims::read(&cert).map_err(LoadIdentityError::Cert)?;
        let tree = AuthorityClaims::read(&authority).map_err(LoadIdentityError::Authority)?;
        if claims.node != key.node_id() {
            return Err(LoadIdentityError::OtherKey);
        }
        let signed =
            certificate::is_signed_by(&cert, &authority).map_err(LoadIdentityError::Cert)?;
        if !signed || claims.tree != tree.tree || claims.demo != tree.demo {
            return Err(LoadIdentityError::OtherTree {
                cert: claims.tree,
                authority: tree.tree,
            });
        }
        Ok(Self {
            claims,
            key,
            cert,
            authority,
        })
    }

    /// The node's id: its public key.
    pub fn node_id(&self) -> [u8; 32] {
        self.claims.node
    }

    /// The place this node speaks for.
    pub fn place(&self) -> &str {
        &self.claims.place
    }

    /// The tier it was enrolled at, in the enroller's word.
    pub fn tier(&self) -> &str {
        &self.claims.tier
    }

    /// The name of the tree it belongs to.
    pub fn tree(&self) -> &str {
        &self.claims.tree
    }

    /// Whether the tree is a demonstration.
    pub fn demo(&self) -> bool {
        self.claims.demo
    }

    /// When the certificate runs out, in milliseconds since 1970. Renew well before.
    pub fn not_after_ms(&self) -> i64 {
        self.claims.not_after_ms
    }

    /// The node's key.
    pub fn key(&self) -> &NodeKey {
        &self.key
    }

    /// The same node, believing in another authority: what only a liar would be.
    #[cfg(test)]
    pub(crate) fn trusting(mut self, other: &Self) -> Self {
        self.authority = other.authority.clone();
        self.claims.tree = other.claims.tree.clone();
        self
    }

    pub(crate) fn cert(&self) -> &CertificateDer<'static> {
        &self.cert
    }

    pub(crate) fn authority(&self) -> &CertificateDer<'static> {
        &self.authority
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(&self.claims).finish()
    }
}

/// Why a node's papers do not make an identity.
#[derive(Debug, thiserror::Error)]
pub enum LoadIdentityError {
    /// The certificate's text is no PEM certificate.
    #[error("the node's certificate is no PEM certificate")]
    CertPem,
    /// The authority's text is no PEM certificate.
    #[error("the authority's certificate is no PEM certificate")]
    AuthorityPem,
    /// The key's text is no key.
    #[error("the node's key cannot be read")]
    Key(#[from] ParseKeyError),
    /// The certificate is not one of a node of ours.
    #[error("the node's certificate cannot be read")]
    Cert(#[source] ReadCertificateError),
    /// The authority's certificate is not one of an authority of ours.
    #[error("the authority's certificate cannot be read")]
    Authority(#[source] ReadCertificateError),
    /// Certificate and key do not belong together.
    #[error("the node's key is not the one in its certificate")]
    OtherKey,
    /// Certificate and authority do not belong together.
    #[error(
        "certificate of another tree: it is of {cert:?} and not signed by the given authority of \
         {authority:?}"
    )]
    OtherTree {
        /// The tree named in the node's certificate.
        cert: String,
        /// The tree named in the authority's certificate.
        authority: String,
    },
}

fn certificate_from(pem: &str) -> Option<CertificateDer<'static>> {
    CertificateDer::from_pem_slice(pem.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::Authority;

    const NOW: i64 = 1_790_000_000_000;

    #[test]
    fn papers_that_belong_together_make_an_identity() {
        let authority = Authority::create("tree", true, NOW).unwrap();
        let key = NodeKey::from_seed([1; 32]);
        let issued = authority
            .issue(&key.node_id(), "place", "town", NOW, 30)
            .unwrap();
        let identity =
            Identity::load(&issued.cert_pem, &key.to_pkcs8_pem(), &authority.cert_pem()).unwrap();
        assert_eq!(identity.node_id(), key.node_id());
        assert_eq!(identity.place(), "place");
        assert_eq!(identity.tier(), "town");
        assert_eq!(identity.tree(), "tree");
        assert!(identity.demo());
        assert_eq!(identity.not_after_ms(), NOW + 30 * 86_400_000);
    }

    #[test]
    fn papers_of_different_nodes_or_trees_do_not() {
        let here = Authority::create("tree", false, NOW).unwrap();
        // The same name on purpose: the signature decides, not the name.
        let there = Authority::create("tree", false, NOW).unwrap();
        let key = NodeKey::from_seed([1; 32]);
        let other = NodeKey::from_seed([2; 32]);
        let cert = here
            .issue(&key.node_id(), "p", "town", NOW, 30)
            .unwrap()
            .cert_pem;
        let pem = key.to_pkcs8_pem();
        assert!(matches!(
            Identity::load(&cert, &other.to_pkcs8_pem(), &here.cert_pem()),
            Err(LoadIdentityError::OtherKey)
        ));
        assert!(matches!(
            Identity::load(&cert, &pem, &there.cert_pem()),
            Err(LoadIdentityError::OtherTree { .. })
        ));
        assert!(matches!(
            Identity::load(&here.cert_pem(), &pem, &here.cert_pem()),
            Err(LoadIdentityError::Cert(ReadCertificateError::NodeName))
        ));
        assert!(matches!(
            Identity::load("", &pem, &here.cert_pem()),
            Err(LoadIdentityError::CertPem)
        ));
    }
}
