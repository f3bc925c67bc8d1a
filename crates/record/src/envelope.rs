use crate::RecordId;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use tiers::{Digest, NodeId};

/// One life of a store: new at creation and whenever it is found restored or cloned.
pub type Incarnation = [u8; 16];
/// One life of a process; random, so a restored node never repeats (actor, sequence).
pub type Process = [u8; 16];
/// An Automerge actor: the hash of (key, incarnation, run).
pub type ActorBytes = [u8; 16];

/// Ed25519 over BLAKE3, the only suite so far. The number leaves room for others (SM2 with SM3).
const ED25519: u8 = 1;

/// What stands beside a change: who signed it, with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Number of the algorithms used: 1 = Ed25519 over BLAKE3.
    #[serde(rename = "g")]
    pub suite: u8,
    /// The author node.
    #[serde(rename = "k")]
    pub key: NodeId,
    /// Incarnation of the author's store when the change was written.
    #[serde(rename = "i", with = "serde_bytes")]
    pub incarnation: Incarnation,
    /// The process of the author node that wrote the change.
    #[serde(rename = "r", with = "serde_bytes")]
    pub run: Process,
    /// The signature over (record id, change hash, key, incarnation, run).
    #[serde(rename = "s", with = "serde_bytes")]
    pub signature: [u8; 64],
}

impl Envelope {
    /// The actor that the change must name.
    pub fn actor(&self) -> ActorBytes {
        actor(&self.key, &self.incarnation, &self.run)
    }

    /// Whether the signature holds. The strict form of the check, so that every node and every version
    /// gives the same answer for malformed keys too (RFC 8032 leaves that open).
    pub fn holds(&self, record: RecordId, change: Digest) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.key.0) else {
            return false;
        };
        let message = message(record, change, &self.key, &self.incarnation, &self.run);
        let signature = Signature::from_bytes(&self.signature);
        self.suite == ED25519 && key.verify_strict(&message, &signature).is_ok()
    }
}

/// A node's key in one incarnation and one process.
pub struct Signer {
    key: SigningKey,
    incarnation: Incarnation,
    run: Process,
}

impl Signer {
    /// From the 32-byte Ed25519 seed of the node.
    pub fn new(seed: [u8; 32], incarnation: Incarnation, run: Process) -> Self {
        Self {
            key: SigningKey::from_bytes(&seed),
            incarnation,
            run,
        }
    }

    /// The node that signs, named by its public key.
    pub fn node(&self) -> NodeId {
        NodeId(self.key.verifying_key().to_bytes())
    }

    /// The Automerge actor of this process.
    pub fn actor(&self) -> ActorBytes {
        actor(&self.node(), &self.incarnation, &self.run)
    }

    /// Signs bytes that say themselves what they are for.
    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// Signs a change.
    pub fn sign(&self, record: RecordId, change: Digest) -> Envelope {
        let key = self.node();
        let message = message(record, change, &key, &self.incarnation, &self.run);
        Envelope {
            suite: ED25519,
            key,
            incarnation: self.incarnation,
            run: self.run,
            signature: self.key.sign(&message).to_bytes(),
        }
    }
}

fn actor(key: &NodeId, incarnation: &Incarnation, run: &Process) -> ActorBytes {
    let mut hash = blake3::Hasher::new();
    hash.update(b"lianban actor 1");
    hash.update(&key.0).update(incarnation).update(run);
    let mut actor = [0; 16];
    actor.copy_from_slice(&hash.finalize().as_bytes()[..16]);
    actor
}

fn message(
    record: RecordId,
    change: Digest,
    key: &NodeId,
    incarnation: &Incarnation,
    run: &Process,
) -> Vec<u8> {
    let parts: [&[u8]; 6] = [
        b"lianban change 1",
        &record.0.0,
        &change.0,
        &key.0,
        incarnation,
        run,
    ];
    parts.concat()
}
