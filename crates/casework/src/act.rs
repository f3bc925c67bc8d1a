use calendar::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiers::{Digest, PlaceCode, Role};

/// A step with legal or supervisory meaning. The causal past and, for a receipt, the form it pins are
/// the dependencies of the change that carries it and are not said again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// For whom it is done, and by whom.
    #[serde(rename = "w")]
    pub who: Who,
    /// What it was made under, by hash.
    #[serde(rename = "c")]
    pub cites: Cites,
    /// Claimed time: evidence, not order.
    #[serde(rename = "t")]
    pub at: Stamp,
    /// Member item of a bundle; none = the whole case.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// What is done.
    #[serde(rename = "d")]
    pub deed: Deed,
}

/// The person and post an act is done by. The node is the change's author and is not said again. Views
/// show it as it is, so its names are whole words on the wire too; frames are compressed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Who {
    /// Place of the post, and of the node.
    pub place: PlaceCode,
    /// Department; none = the desk of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Log-in name; `node` for acts of the node itself.
    pub user: String,
    /// In which role.
    pub role: Role,
}

/// What an act was made under. Nothing "current" is ever looked up in a fold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cites {
    /// Catalog versions: the item, or the bundle followed by its members' items in the bundle's order.
    /// Only a receipt and an acceptance carry them.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub catalog: Vec<Digest>,
    /// Calendar version.
    #[serde(rename = "c")]
    pub calendar: Digest,
    /// Directory entry of the author's node.
    #[serde(rename = "d")]
    pub directory: Digest,
}

/// A hybrid time: the node's clock and a counter that keeps a node's acts apart within a millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// The clock, as claimed.
    #[serde(rename = "m")]
    pub ms: UnixMillis,
    /// Counter.
    #[serde(rename = "n", default, skip_serializing_if = "is_zero")]
    pub n: u32,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// The id of an act: the hash of record id, dependencies and bytes.
pub type ActId = Digest;

/// What is done. Names on the wire are short and never change their meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// 收件: the application is in the hands of a node; a receipt is printed.
    #[serde(rename = "receive")]
    Receive {
        /// Number on paper, from the node's own block.
        number: String,
        /// Code of the item or bundle.
        code: String,
        /// Which clock the receipt starts.
        mode: Mode,
        /// Units that the fee is counted in.
        quantity: u32,
    },
    /// 行政机关收到: the authority's node has the case; its clock starts (proxy for the applicant).
    #[serde(rename = "arrive")]
    Arrive,
    /// 补正材料一次性告知 (许可法 32(4)): once, whole, within five working days.
    #[serde(rename = "correct")]
    Correct {
        /// Everything that is missing.
        missing: Vec<String>,
    },
    /// 补正收齐
    #[serde(rename = "resubmit")]
    Resubmit {
        /// What was handed in.
        supplied: Vec<String>,
    },
    /// 受理
    #[serde(rename = "accept")]
    Accept,
    /// 不予受理
    #[serde(rename = "refuse")]
    Refuse {
        /// Reason, and where to go.
        reason: String,
    },
    /// 收费
    #[serde(rename = "fee")]
    Fee {
        /// Fen taken.
        fen: u64,
        /// Fen of lawful reduction.
        reduction: u64,
        /// Basis of the reduction; empty = none.
        basis: String,
        /// Number of the fiscal receipt (财政票据).
        voucher: String,
    },
    /// 承办 or 审核 of one step.
    #[serde(rename = "step")]
    Step {
        /// Step number.
        seq: u8,
        /// Opinion: every reviewer writes one.
        opinion: String,
    },
    /// 批准: 准予 or 不予.
    #[serde(rename = "decide")]
    Decide {
        /// 准予?
        granted: bool,
        /// Reasons.
        reason: String,
    },
    /// 办结
    #[serde(rename = "conclude")]
    Conclude,
    /// 送达
    #[serde(rename = "deliver")]
    Deliver {
        /// 直接送达, 邮寄, ...
        how: String,
    },
    /// 接管: the parent takes an overdue intake from the owner.
    #[serde(rename = "takeover")]
    TakeOver {
        /// Why.
        reason: String,
    },
    /// 视为受理 (许可法 32(4)): silence is acceptance, from the day of receipt.
    #[serde(rename = "deem")]
    DeemAccepted,
    /// Settles rivals: names every one of them.
    #[serde(rename = "resolve")]
    Resolve {
        /// Which stand.
        stand: Vec<ActId>,
        /// Which do not.
        void: Vec<ActId>,
        /// Why.
        reason: String,
    },
    /// 督办: a supervisor presses for action; moves nothing.
    #[serde(rename = "press")]
    Press {
        /// What is asked.
        text: String,
    },
    /// A version of something public: a catalog item, a bundle, a calendar, a directory entry.
    #[serde(rename = "publish")]
    Publish {
        /// The content, byte for byte as hashed.
        #[serde(with = "bytes")]
        body: Vec<u8>,
    },
}

/// Which clock a receipt starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At the authority's own window: the clock starts now.
    Window,
    /// 受托收件: the village receives for the authority; the clock starts now, also offline.
    Entrusted,
    /// 代申请人: the clock starts when the authority receives.
    ForApplicant,
}

/// The fields of a form as they were pinned.
pub type Form = BTreeMap<String, String>;

impl Deed {
    /// The short name, as on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Deed::Receive { .. } => "receive",
            Deed::Arrive => "arrive",
            Deed::Correct { .. } => "correct",
            Deed::Resubmit { .. } => "resubmit",
            Deed::Accept => "accept",
            Deed::Refuse { .. } => "refuse",
            Deed::Fee { .. } => "fee",
            Deed::Step { .. } => "step",
            Deed::Decide { .. } => "decide",
            Deed::Conclude => "conclude",
            Deed::Deliver { .. } => "deliver",
            Deed::TakeOver { .. } => "takeover",
            Deed::DeemAccepted => "deem",
            Deed::Resolve { .. } => "resolve",
            Deed::Press { .. } => "press",
            Deed::Publish { .. } => "publish",
        }
    }
}

mod bytes {
    use serde::{Deserializer, Serializer, de::Visitor};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a byte string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        input.deserialize_byte_buf(Bytes)
    }
}
