use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// Why a text is not a 32-byte id in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not 64 hexadecimal digits: {0}")]
pub struct ParseIdError(String);

macro_rules! id32 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// The first eight hexadecimal digits: for people, never for comparison.
            pub fn short(&self) -> String {
                hex::encode(&self.0[..4])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.short())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let mut bytes = [0; 32];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseIdError(text.to_owned()))?;
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                if out.is_human_readable() {
                    out.collect_str(self)
                } else {
                    out.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                if input.is_human_readable() {
                    let text = String::deserialize(input)?;
                    text.parse().map_err(D::Error::custom)
                } else {
                    let bytes = ByteBuf32::deserialize(input)?;
                    Ok(Self(bytes.0))
                }
            }
        }
    };
}

id32! {
    /// A node, by its Ed25519 public key: what its certificate carries and what its changes are signed with.
    NodeId
}

id32! {
    /// A BLAKE3 hash of some content: a catalog version, a calendar, a directory entry.
    Digest
}

impl Digest {
    /// The BLAKE3 hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Its first eight bytes, as a number that sorts as they do.
    pub fn begins(self) -> u64 {
        u64::from_be_bytes(*self.0.first_chunk().expect("eight of thirty-two bytes"))
    }

    /// The digest that begins like this and goes on with `rest` in every byte.
    pub fn beginning(begins: u64, rest: u8) -> Self {
        let mut digest = [rest; 32];
        digest[..8].copy_from_slice(&begins.to_be_bytes());
        Self(digest)
    }
}

/// 32 bytes read from a binary format that has byte strings.
struct ByteBuf32([u8; 32]);

impl<'de> Deserialize<'de> for ByteBuf32 {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct DigestVisitor;
        impl serde::de::Visitor<'_> for DigestVisitor {
            type Value = ByteBuf32;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("32 bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<ByteBuf32, E> {
                bytes
                    .try_into()
                    .map(ByteBuf32)
                    .map_err(|_| E::invalid_length(bytes.len(), &self))
            }
        }
        input.deserialize_bytes(DigestVisitor)
    }
}
