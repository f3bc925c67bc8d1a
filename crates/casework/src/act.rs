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
    /// The hash of the calendar that it was counted by.
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
    /// Counts acts within one millisecond.
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
    /// The papers of a correction are complete (补正收齐).
    #[serde(rename = "resubmit")]
    Resubmit {
        /// What was handed in.
        supplied: Vec<String>,
    },
    /// The authority accepts the case (受理).
    #[serde(rename = "accept")]
    Accept,
    /// 分支受理: a member of a joint case whose predecessors have closed is accepted (critical path).
    #[serde(rename = "begin")]
    Begin,
    /// The authority does not accept the case (不予受理, 许可法 32(1)(二)).
    #[serde(rename = "refuse")]
    Refuse {
        /// Code of the ground, as in [`crate::CAUSES`].
        cause: String,
        /// Reason, and where to go.
        reason: String,
    },
    /// The fee of a branch is taken (收费).
    #[serde(rename = "fee")]
    Fee {
        /// Fen that were paid.
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
        /// The number of the step in its branch.
        seq: u8,
        /// Opinion: every reviewer writes one.
        opinion: String,
    },
    /// 批准: 准予 or 不予.
    #[serde(rename = "decide")]
    Decide {
        /// Whether the licence is granted (准予).
        granted: bool,
        /// Code of the ground of a denial, as in [`crate::CAUSES`]; empty where it is granted.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        cause: String,
        /// The reasons of the decision.
        reason: String,
    },
    /// A branch is concluded (办结).
    #[serde(rename = "conclude")]
    Conclude,
    /// The result is delivered (送达).
    #[serde(rename = "deliver")]
    Deliver {
        /// 直接送达, 邮寄, ...
        how: String,
        /// Where, or the number of the consignment.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        at: String,
    },
    /// 接管: the parent takes an overdue intake from the owner.
    #[serde(rename = "takeover")]
    TakeOver {
        /// Why it is done, in words.
        reason: String,
    },
    /// 视为受理 (许可法 32(4)): silence is acceptance, from the day of receipt.
    #[serde(rename = "deem")]
    DeemAccepted,
    /// Settles rivals: names every one of them.
    #[serde(rename = "resolve")]
    Resolve {
        /// The rival acts that stand.
        stand: Vec<ActId>,
        /// Which do not.
        void: Vec<ActId>,
        /// Why it is done, in words.
        reason: String,
    },
    /// 不受理告知 (许可法 32(1)(一)): no licence is needed for it; told at once.
    #[serde(rename = "unneeded")]
    NotNeeded {
        /// Why.
        reason: String,
    },
    /// 逾期不补正视为撤回: only where the item's rule says after how many days.
    #[serde(rename = "lapse")]
    Lapse,
    /// 移交: the accepting owner of a case hands it to another place of it.
    #[serde(rename = "handover")]
    HandOver {
        /// To which place.
        place: PlaceCode,
        /// Its department; none = the desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<String>,
        /// Why it is done, in words.
        reason: String,
    },
    /// 退回 to an earlier step.
    #[serde(rename = "return")]
    Return {
        /// Which step is open again.
        to: u8,
        /// Why it is done, in words.
        reason: String,
    },
    /// 特别程序 (许可法 45): the clock stops, by a written notice that tells the time needed.
    #[serde(rename = "suspend")]
    Suspend {
        /// Code of the procedure, as in [`catalog::Special::code`].
        cause: String,
        /// Working days planned.
        days: u16,
        /// Number of the written notice (特别程序告知书).
        notice: String,
    },
    /// 特别程序结束: the clock goes on.
    #[serde(rename = "resume")]
    Resume {
        /// What came of it.
        outcome: String,
    },
    /// 延期 (许可法 42): once, with approval, reasons told.
    #[serde(rename = "extend")]
    Extend {
        /// Working days by which the limit is longer.
        days: u16,
        /// Reasons, as told to the applicant.
        reason: String,
        /// Number of the approval: the head's, or for joint handling the government's.
        approval: String,
    },
    /// 延期批准 (许可法 42): the head of the authority approves that a limit is extended; for joint handling the government.
    #[serde(rename = "approve_extension")]
    ApproveExtension {
        /// Working days that are approved.
        days: u16,
        /// Number of the approval.
        number: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 容缺受理: accepted although papers are missing that may be handed in later.
    #[serde(rename = "accept_lacking")]
    AcceptLacking {
        /// What the applicant promises to hand in, each named.
        papers: Vec<String>,
    },
    /// 容缺补交: the papers of such an acceptance have come.
    #[serde(rename = "supply")]
    Supply {
        /// What was handed in.
        papers: Vec<String>,
    },
    /// 告知承诺: the applicant was told the terms in writing and promises to meet them.
    #[serde(rename = "promise")]
    Promise {
        /// The terms, as the item has them.
        terms: Vec<String>,
        /// Who signed the promise, and when.
        signed: String,
    },
    /// 承诺核查: whether what was promised is so.
    #[serde(rename = "verify_promise")]
    VerifyPromise {
        /// Whether it is.
        kept: bool,
        /// What was found.
        record: String,
    },
    /// 核查笔录, 入户调查: two officers looked at the facts (许可法 34(3)).
    #[serde(rename = "inspect")]
    Inspect {
        /// Log-in names or names of the two.
        officers: Vec<String>,
        /// What they found.
        record: String,
    },
    /// 公示, 公告: what is to be decided, or a paper whose recipient cannot be found, is made public.
    #[serde(rename = "publicise")]
    Publicise {
        /// What is made public.
        text: String,
        /// Where.
        venue: String,
        /// The last day, at its end.
        until: UnixMillis,
    },
    /// 异议: somebody objects to what was made public.
    #[serde(rename = "object")]
    Object {
        /// Who objects, and to what.
        text: String,
    },
    /// 异议答复: what became of an objection.
    #[serde(rename = "answer_objection")]
    AnswerObjection {
        /// What was found, and what follows.
        text: String,
    },
    /// 听证告知 (许可法 46, 47): the right to be heard.
    #[serde(rename = "hear_tell")]
    HearingTell {
        /// What is about to be decided, and why.
        text: String,
    },
    /// 听证申请: within five working days of being told.
    #[serde(rename = "hear_ask")]
    HearingAsk {
        /// By whom, and what about.
        text: String,
    },
    /// 听证通知 (许可法 48): told seven working days before.
    #[serde(rename = "hear_set")]
    HearingSet {
        /// When it will be held.
        on: UnixMillis,
        /// The room of the hearing.
        venue: String,
        /// Log-in name of the host: nobody who reviewed the application.
        host: String,
    },
    /// 听证笔录: what was said, signed by those heard.
    #[serde(rename = "hear_held")]
    HearingHeld {
        /// What was said at the hearing.
        record: String,
        /// Who signed it.
        signed: Vec<String>,
    },
    /// 申请人请求: withdraw, change, renew, cancel. Takes effect when the owner answers.
    #[serde(rename = "ask")]
    Ask {
        /// What is asked for.
        what: Request,
        /// Why it is done, in words.
        reason: String,
    },
    /// 准予撤回: the owner's answer to a request to withdraw.
    #[serde(rename = "withdraw")]
    Withdraw {
        /// Words of the answer.
        reason: String,
    },
    /// 终止办理: the case can go no further.
    #[serde(rename = "terminate")]
    Terminate {
        /// Code of the ground, as in [`crate::CAUSES`].
        cause: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 制证 (许可法 39)
    #[serde(rename = "make")]
    Make {
        /// Number of the paper.
        number: String,
        /// Until when it is valid; none = as long as the item says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<UnixMillis>,
    },
    /// The case is archived (归档).
    #[serde(rename = "archive")]
    Archive {
        /// Number of the volume (卷号).
        volume: String,
    },
    /// 好差评: one to five stars, once, free of pressure.
    #[serde(rename = "rate")]
    Rate {
        /// 5 非常满意 to 1 非常不满意.
        stars: u8,
        /// Words; may be empty.
        text: String,
    },
    /// 回访 after a proxy case.
    #[serde(rename = "callback")]
    CallBack {
        /// Whether the principal was content.
        content: bool,
        /// What was said.
        text: String,
    },
    /// 变更: asked for by its holder (许可法 49), or of office (8(2)).
    #[serde(rename = "change")]
    Change {
        /// Code of the ground of a change of office, as in [`crate::CAUSES`]; empty where its holder asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        cause: String,
        /// What is changed.
        reason: String,
    },
    /// 延续 (许可法 50)
    #[serde(rename = "renew")]
    Renew {
        /// New end of validity.
        until: UnixMillis,
        /// Why it is done, in words.
        reason: String,
    },
    /// 视为准予延续 (许可法 50): the authority was silent until the paper ran out.
    #[serde(rename = "deem_renewed")]
    DeemRenewed,
    /// 不予变更: the answer to a request for a change.
    #[serde(rename = "deny_change")]
    DenyChange {
        /// Code of the ground, as in [`crate::CAUSES`].
        cause: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 不予延续 (许可法 50): the answer to a request for renewal.
    #[serde(rename = "deny_renewal")]
    DenyRenewal {
        /// Code of the ground, as in [`crate::CAUSES`].
        cause: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 退费: a fee goes back to whoever paid it for nothing.
    #[serde(rename = "refund")]
    Refund {
        /// Fen that are given back.
        fen: u64,
        /// Number of the fiscal voucher of the refund.
        voucher: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 撤回 (许可法 8(2)): a lawful licence whose ground is gone, which brings compensation.
    #[serde(rename = "retract")]
    Retract {
        /// Code of the ground, as in [`crate::CAUSES`].
        cause: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 撤销 (许可法 69): a licence that should not have been given.
    #[serde(rename = "revoke")]
    Revoke {
        /// Code of the ground, as in [`crate::CAUSES`].
        cause: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 注销 (许可法 70)
    #[serde(rename = "cancel")]
    Cancel {
        /// Code of the ground, as in [`crate::CAUSES`].
        cause: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 联合审查, 联合踏勘, 集中批准: one paper, signed by the department of each branch that it names.
    #[serde(rename = "joint")]
    Joint {
        /// Which of the three.
        what: Together,
        /// Item codes of the branches.
        branches: Vec<String>,
        /// What the departments found together.
        text: String,
    },
    /// 会签: a department signs a joint paper; its own step is done by that.
    #[serde(rename = "sign")]
    Sign {
        /// The joint act.
        joint: ActId,
        /// The opinion of the department that signs.
        opinion: String,
        /// For a joint approval: 准予?
        #[serde(default, skip_serializing_if = "Option::is_none")]
        granted: Option<bool>,
        /// Code of the ground of a denial, as in [`crate::CAUSES`].
        #[serde(default, skip_serializing_if = "String::is_empty")]
        cause: String,
    },
    /// 代办人更换: who looks after a proxy case from now on.
    #[serde(rename = "assign")]
    Assign {
        /// Log-in name of the next agent at the filing place.
        user: String,
        /// Why it is done, in words.
        reason: String,
    },
    /// 材料移交: originals are given to another, or back to the applicant.
    #[serde(rename = "hand")]
    Hand {
        /// The originals by their names.
        papers: Vec<String>,
        /// To which place; none = back to the applicant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<PlaceCode>,
    },
    /// 材料接收: originals are taken from the applicant, or from whoever gave them here.
    #[serde(rename = "take")]
    Take {
        /// The originals by their names.
        papers: Vec<String>,
    },
    /// 打印: a paper was printed and handed out.
    #[serde(rename = "print")]
    Print {
        /// Which, as in [`crate::Paper::id`].
        paper: String,
        /// The number that stands on it.
        number: String,
        /// The edition of the wording that its seal covers.
        edition: u16,
    },
    /// 期限重算: due dates differ on a newly announced calendar; the act says from what to what.
    #[serde(rename = "recount")]
    Recount {
        /// The calendar counted on before.
        before: Digest,
        /// The promised limit before.
        was: UnixMillis,
        /// The promised limit on the calendar that the act cites.
        now: UnixMillis,
        /// Why it differs.
        reason: String,
    },
    /// 归属调整: where the case lives is stated anew and whole, see [`crate::Scope`].
    #[serde(rename = "regrant")]
    Regrant {
        /// One more than the revision that holds.
        revision: u32,
        /// Where the case lives from now on.
        home: PlaceCode,
        /// Explicit grants besides, in the order of their codes; none that the home's path covers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        grants: Vec<PlaceCode>,
        /// Why it is done, in words.
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

/// What an applicant may ask for in a case that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// To take the application back (撤回申请).
    Withdraw,
    /// To change the licence (变更).
    Change,
    /// To renew the licence (延续).
    Renew,
    /// To cancel the licence (注销).
    Cancel,
}

/// What departments do together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// 联合踏勘: a joint site visit, at the stage of handling.
    Visit,
    /// 联合审查: a joint review.
    Review,
    /// 集中批准: a collective approval.
    Approval,
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
