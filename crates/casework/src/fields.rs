//! What a person fills in to do an act: the same fields on a page and on a command line, read by the
//! same function.

use crate::{Deed, Kind, Request, Together};
use calendar::UnixMillis;
use catalog::Special;
use std::collections::BTreeMap;
use std::str::FromStr;

/// One thing to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in data.
    pub name: &'static str,
    /// What it asks, in Chinese.
    pub zh: &'static str,
    /// What it asks, in English.
    pub en: &'static str,
    /// How it is answered.
    pub shape: Shape,
    /// Whether it may not be left empty.
    pub required: bool,
}

/// How a field is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line.
    Line,
    /// Several lines.
    Words,
    /// One a line, or set apart by commas.
    List,
    /// A whole number.
    Whole,
    /// Money, in fen.
    Fen,
    /// A moment: `2026-12-01 09:00`, or RFC 3339.
    Moment,
    /// `yes` or `no`, with what each means in both languages.
    YesNo([(&'static str, &'static str); 2]),
    /// One of these: value, Chinese, English.
    Choice(&'static [(&'static str, &'static str, &'static str)]),
    /// A place by its 12-digit code.
    Place,
    /// Ids of acts.
    Acts,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The field.
    pub field: &'static str,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

const fn field(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    shape: Shape,
    required: bool,
) -> Field {
    Field {
        name,
        zh,
        en,
        shape,
        required,
    }
}

const REASON: Field = field("reason", "理由", "Reasons", Shape::Words, true);
const BASIS: Field = field("basis", "依据", "Legal basis", Shape::Line, true);
const OPINION: Field = field("opinion", "意见", "Opinion", Shape::Words, true);
const PAPERS: Field = field(
    "papers",
    "原件名称(每行一份)",
    "Originals, one a line",
    Shape::List,
    true,
);
const GRANTED: Shape = Shape::YesNo([("准予", "Granted"), ("不予", "Not granted")]);
/// 送达方式 (民事诉讼法)
const MANNERS: Shape = Shape::Choice(&[
    ("直接送达", "直接送达", "In person"),
    ("留置送达", "留置送达", "Left at the address"),
    ("委托送达", "委托送达", "Through another office"),
    ("邮寄送达", "邮寄送达", "By post"),
    ("电子送达", "电子送达", "Electronically"),
    ("公告送达", "公告送达", "By public notice"),
]);
const STARS: Shape = Shape::Choice(&[
    ("5", "非常满意", "Very satisfied"),
    ("4", "满意", "Satisfied"),
    ("3", "基本满意", "Fairly satisfied"),
    ("2", "不满意", "Dissatisfied"),
    ("1", "非常不满意", "Very dissatisfied"),
]);
const CAUSES: Shape = Shape::Choice(&[
    (
        Special::Hearing.code(),
        Special::Hearing.zh(),
        Special::Hearing.en(),
    ),
    (
        Special::Tender.code(),
        Special::Tender.zh(),
        Special::Tender.en(),
    ),
    (
        Special::Auction.code(),
        Special::Auction.zh(),
        Special::Auction.en(),
    ),
    (
        Special::Inspection.code(),
        Special::Inspection.zh(),
        Special::Inspection.en(),
    ),
    (
        Special::Testing.code(),
        Special::Testing.zh(),
        Special::Testing.en(),
    ),
    (
        Special::Quarantine.code(),
        Special::Quarantine.zh(),
        Special::Quarantine.en(),
    ),
    (
        Special::Appraisal.code(),
        Special::Appraisal.zh(),
        Special::Appraisal.en(),
    ),
    (
        Special::ExpertReview.code(),
        Special::ExpertReview.zh(),
        Special::ExpertReview.en(),
    ),
]);
const REQUESTS: Shape = Shape::Choice(&[
    ("withdraw", "撤回申请", "To withdraw"),
    ("change", "变更", "A change"),
    ("renew", "延续", "A renewal"),
    ("cancel", "注销", "A cancellation"),
]);
const TOGETHER: Shape = Shape::Choice(&[
    ("visit", "联合踏勘", "A joint site visit"),
    ("review", "联合审查", "A joint review"),
    ("approval", "集中批准", "A collective approval"),
]);

impl Kind {
    /// What a person fills in; empty where there is nothing to say, and for what the node writes itself.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Kind::Receive
            | Kind::Arrive
            | Kind::Lapse
            | Kind::Accept
            | Kind::Begin
            | Kind::DeemAccepted
            | Kind::Conclude
            | Kind::DeemRenewed
            | Kind::Recount
            | Kind::Publish => &[],
            Kind::HandOver => {
                const {
                    &[
                        field(
                            "place",
                            "移交到(12 位区划代码)",
                            "To the place (12-digit code)",
                            Shape::Place,
                            true,
                        ),
                        field(
                            "department",
                            "部门代码",
                            "Department code",
                            Shape::Line,
                            false,
                        ),
                        REASON,
                    ]
                }
            }
            Kind::TakeOver | Kind::Refuse | Kind::NotNeeded | Kind::Withdraw | Kind::Change => {
                const { &[REASON] }
            }
            Kind::Correct => {
                const {
                    &[field(
                        "missing",
                        "需补正的全部内容(每行一项)",
                        "Everything that is missing, one a line",
                        Shape::List,
                        true,
                    )]
                }
            }
            Kind::Resubmit => {
                const {
                    &[field(
                        "supplied",
                        "收到的材料(每行一项)",
                        "What was handed in, one a line",
                        Shape::List,
                        true,
                    )]
                }
            }
            Kind::Fee => {
                const {
                    &[
                        field("fen", "实收金额", "Amount taken", Shape::Fen, true),
                        field("reduction", "减免金额", "Reduction", Shape::Fen, false),
                        field(
                            "basis",
                            "减免依据",
                            "Basis of the reduction",
                            Shape::Line,
                            false,
                        ),
                        field(
                            "voucher",
                            "财政票据号",
                            "Number of the fiscal receipt",
                            Shape::Line,
                            true,
                        ),
                    ]
                }
            }
            Kind::Step => {
                const {
                    &[
                        field("seq", "环节序号", "Number of the step", Shape::Whole, true),
                        OPINION,
                    ]
                }
            }
            Kind::Return => {
                const {
                    &[
                        field("to", "退回到第几步", "Back to step", Shape::Whole, true),
                        REASON,
                    ]
                }
            }
            Kind::Suspend => {
                const {
                    &[
                        field("cause", "法定事由", "Cause", CAUSES, true),
                        field(
                            "days",
                            "所需工作日",
                            "Working days needed",
                            Shape::Whole,
                            true,
                        ),
                        field(
                            "notice",
                            "特别程序告知书编号",
                            "Number of the notice",
                            Shape::Line,
                            true,
                        ),
                    ]
                }
            }
            Kind::Resume => const { &[field("outcome", "结果", "Outcome", Shape::Words, true)] },
            Kind::Extend => {
                const {
                    &[
                        field("days", "延长工作日", "Working days", Shape::Whole, true),
                        field(
                            "approval",
                            "批准文号",
                            "Number of the approval",
                            Shape::Line,
                            true,
                        ),
                        REASON,
                    ]
                }
            }
            Kind::HearingTell => {
                const {
                    &[field(
                        "text",
                        "拟作出的决定和理由",
                        "What is to be decided, and why",
                        Shape::Words,
                        true,
                    )]
                }
            }
            Kind::HearingAsk => {
                const {
                    &[field(
                        "text",
                        "申请人和事由",
                        "Who asks, and what about",
                        Shape::Words,
                        true,
                    )]
                }
            }
            Kind::HearingSet => {
                const {
                    &[
                        field("on", "听证时间", "When", Shape::Moment, true),
                        field("venue", "地点", "Where", Shape::Line, true),
                        field(
                            "host",
                            "主持人(用户名)",
                            "Host (user name)",
                            Shape::Line,
                            true,
                        ),
                    ]
                }
            }
            Kind::HearingHeld => {
                const {
                    &[
                        field("record", "笔录", "Record", Shape::Words, true),
                        field(
                            "signed",
                            "签字人(每行一位)",
                            "Who signed, one a line",
                            Shape::List,
                            true,
                        ),
                    ]
                }
            }
            Kind::Ask => {
                const {
                    &[
                        field("what", "请求", "What is asked for", REQUESTS, true),
                        REASON,
                    ]
                }
            }
            Kind::Terminate | Kind::Revoke | Kind::Cancel => const { &[BASIS, REASON] },
            Kind::Make => {
                const {
                    &[
                        field(
                            "number",
                            "证照编号",
                            "Number of the paper",
                            Shape::Line,
                            true,
                        ),
                        field("until", "有效期至", "Valid until", Shape::Moment, false),
                    ]
                }
            }
            Kind::Archive => const { &[field("volume", "卷号", "Volume", Shape::Line, true)] },
            Kind::Rate => {
                const {
                    &[
                        field("stars", "评价", "Rating", STARS, true),
                        field("text", "评语", "Words", Shape::Words, false),
                    ]
                }
            }
            Kind::CallBack => {
                const {
                    &[
                        field(
                            "content",
                            "是否满意",
                            "Content?",
                            Shape::YesNo([("满意", "Yes"), ("不满意", "No")]),
                            true,
                        ),
                        field("text", "回访记录", "What was said", Shape::Words, false),
                    ]
                }
            }
            Kind::Renew => {
                const {
                    &[
                        field("until", "有效期延至", "Valid until", Shape::Moment, true),
                        REASON,
                    ]
                }
            }
            Kind::Joint => {
                const {
                    &[
                        field(
                            "what",
                            "联合办理方式",
                            "What is done together",
                            TOGETHER,
                            true,
                        ),
                        field(
                            "branches",
                            "参加的分支事项(每行一个代码)",
                            "Branches, one code a line",
                            Shape::List,
                            true,
                        ),
                        field("text", "联合意见", "The report", Shape::Words, true),
                    ]
                }
            }
            Kind::Sign => {
                const {
                    &[
                        field("joint", "联合文书", "The joint report", Shape::Acts, true),
                        OPINION,
                        field(
                            "granted",
                            "决定(集中批准时)",
                            "Decision (for a collective approval)",
                            GRANTED,
                            false,
                        ),
                    ]
                }
            }
            Kind::Decide => {
                const { &[field("granted", "决定", "Decision", GRANTED, true), REASON] }
            }
            Kind::Deliver => {
                const {
                    &[field(
                        "how",
                        "送达方式",
                        "How it was delivered",
                        MANNERS,
                        true,
                    )]
                }
            }
            Kind::Assign => {
                const {
                    &[
                        field(
                            "user",
                            "接手的代办员(用户名)",
                            "The next agent (user name)",
                            Shape::Line,
                            true,
                        ),
                        REASON,
                    ]
                }
            }
            Kind::Hand => {
                const {
                    &[
                        PAPERS,
                        field(
                            "to",
                            "交给(12 位区划代码;空 = 退还申请人)",
                            "To the place (empty = back to the applicant)",
                            Shape::Place,
                            false,
                        ),
                    ]
                }
            }
            Kind::Take => const { &[PAPERS] },
            Kind::Print => {
                const {
                    &[
                        field("paper", "文书种类", "Kind of paper", Shape::Line, true),
                        field("number", "文书编号", "Number", Shape::Line, true),
                    ]
                }
            }
            Kind::Press => {
                const {
                    &[field(
                        "text",
                        "督办要求",
                        "What is asked",
                        Shape::Words,
                        true,
                    )]
                }
            }
            Kind::Resolve => {
                const {
                    &[
                        field("stand", "生效的处理", "Acts that stand", Shape::Acts, false),
                        field(
                            "void",
                            "不生效的处理",
                            "Acts that do not",
                            Shape::Acts,
                            false,
                        ),
                        REASON,
                    ]
                }
            }
        }
    }
}

/// The deed of `kind` as `fields` say it.
///
/// # Errors
/// Every field that is missing, not known or cannot be read; an empty list when only the node itself
/// writes this kind.
pub fn deed_of(kind: Kind, fields: &BTreeMap<String, String>) -> Result<Deed, Vec<Misfit>> {
    let mut sent = Sent {
        kind,
        fields,
        misfits: Vec::new(),
    };
    let deed = sent.deed();
    match deed {
        Some(deed) if sent.misfits.is_empty() => Ok(deed),
        _ => Err(sent.misfits),
    }
}

struct Sent<'a> {
    kind: Kind,
    fields: &'a BTreeMap<String, String>,
    misfits: Vec<Misfit>,
}

impl Sent<'_> {
    fn deed(&mut self) -> Option<Deed> {
        Some(match self.kind {
            Kind::Receive
            | Kind::Arrive
            | Kind::Lapse
            | Kind::DeemAccepted
            | Kind::DeemRenewed
            | Kind::Recount
            | Kind::Publish => return None,
            Kind::Accept => Deed::Accept,
            Kind::Begin => Deed::Begin,
            Kind::Conclude => Deed::Conclude,
            Kind::HandOver => Deed::HandOver {
                place: self.read("place")?,
                department: self.maybe("department"),
                reason: self.text("reason"),
            },
            Kind::TakeOver => Deed::TakeOver {
                reason: self.text("reason"),
            },
            Kind::Refuse => Deed::Refuse {
                reason: self.text("reason"),
            },
            Kind::NotNeeded => Deed::NotNeeded {
                reason: self.text("reason"),
            },
            Kind::Withdraw => Deed::Withdraw {
                reason: self.text("reason"),
            },
            Kind::Change => Deed::Change {
                reason: self.text("reason"),
            },
            Kind::Correct => Deed::Correct {
                missing: self.list("missing"),
            },
            Kind::Resubmit => Deed::Resubmit {
                supplied: self.list("supplied"),
            },
            Kind::Fee => {
                let fen = self.read("fen");
                let reduction = self
                    .maybe("reduction")
                    .map_or(Some(0), |_| self.read("reduction"));
                let free = fen == Some(0);
                Deed::Fee {
                    basis: self.maybe("basis").unwrap_or_default(),
                    voucher: match free {
                        true => self.maybe("voucher").unwrap_or_default(),
                        false => self.text("voucher"),
                    },
                    fen: fen?,
                    reduction: reduction?,
                }
            }
            Kind::Step => {
                let seq = self.read("seq");
                Deed::Step {
                    opinion: self.text("opinion"),
                    seq: seq?,
                }
            }
            Kind::Return => {
                let to = self.read("to");
                Deed::Return {
                    reason: self.text("reason"),
                    to: to?,
                }
            }
            Kind::Suspend => {
                let days = self.read("days");
                Deed::Suspend {
                    cause: self.text("cause"),
                    notice: self.text("notice"),
                    days: days?,
                }
            }
            Kind::Resume => Deed::Resume {
                outcome: self.text("outcome"),
            },
            Kind::Extend => {
                let days = self.read("days");
                Deed::Extend {
                    approval: self.text("approval"),
                    reason: self.text("reason"),
                    days: days?,
                }
            }
            Kind::HearingTell => Deed::HearingTell {
                text: self.text("text"),
            },
            Kind::HearingAsk => Deed::HearingAsk {
                text: self.text("text"),
            },
            Kind::HearingSet => {
                let on = self.moment("on");
                Deed::HearingSet {
                    venue: self.text("venue"),
                    host: self.text("host"),
                    on: on?,
                }
            }
            Kind::HearingHeld => Deed::HearingHeld {
                record: self.text("record"),
                signed: self.list("signed"),
            },
            Kind::Ask => {
                let what = match self.text("what").as_str() {
                    "withdraw" => Some(Request::Withdraw),
                    "change" => Some(Request::Change),
                    "renew" => Some(Request::Renew),
                    "cancel" => Some(Request::Cancel),
                    _ => self.unreadable("what"),
                };
                Deed::Ask {
                    reason: self.text("reason"),
                    what: what?,
                }
            }
            Kind::Terminate => Deed::Terminate {
                basis: self.text("basis"),
                reason: self.text("reason"),
            },
            Kind::Revoke => Deed::Revoke {
                basis: self.text("basis"),
                reason: self.text("reason"),
            },
            Kind::Cancel => Deed::Cancel {
                basis: self.text("basis"),
                reason: self.text("reason"),
            },
            Kind::Make => Deed::Make {
                number: self.text("number"),
                until: match self.maybe("until") {
                    None => None,
                    Some(_) => Some(self.moment("until")?),
                },
            },
            Kind::Archive => Deed::Archive {
                volume: self.text("volume"),
            },
            Kind::Rate => Deed::Rate {
                stars: self.read("stars")?,
                text: self.maybe("text").unwrap_or_default(),
            },
            Kind::CallBack => Deed::CallBack {
                content: self.yes_no("content")?,
                text: self.maybe("text").unwrap_or_default(),
            },
            Kind::Renew => {
                let until = self.moment("until");
                Deed::Renew {
                    reason: self.text("reason"),
                    until: until?,
                }
            }
            Kind::Joint => {
                let what = match self.text("what").as_str() {
                    "visit" => Some(Together::Visit),
                    "review" => Some(Together::Review),
                    "approval" => Some(Together::Approval),
                    _ => self.unreadable("what"),
                };
                Deed::Joint {
                    branches: self.list("branches"),
                    text: self.text("text"),
                    what: what?,
                }
            }
            Kind::Sign => {
                let joint = self.read("joint");
                let granted = match self.maybe("granted") {
                    None => None,
                    Some(_) => Some(self.yes_no("granted")?),
                };
                Deed::Sign {
                    opinion: self.text("opinion"),
                    granted,
                    joint: joint?,
                }
            }
            Kind::Decide => {
                let granted = self.yes_no("granted");
                Deed::Decide {
                    reason: self.text("reason"),
                    granted: granted?,
                }
            }
            Kind::Deliver => Deed::Deliver {
                how: self.text("how"),
            },
            Kind::Assign => Deed::Assign {
                user: self.text("user"),
                reason: self.text("reason"),
            },
            Kind::Hand => Deed::Hand {
                papers: self.list("papers"),
                to: match self.maybe("to") {
                    None => None,
                    Some(_) => Some(self.read("to")?),
                },
            },
            Kind::Take => Deed::Take {
                papers: self.list("papers"),
            },
            Kind::Print => Deed::Print {
                paper: self.text("paper"),
                number: self.text("number"),
            },
            Kind::Press => Deed::Press {
                text: self.text("text"),
            },
            Kind::Resolve => Deed::Resolve {
                stand: self.acts("stand"),
                void: self.acts("void"),
                reason: self.text("reason"),
            },
        })
    }

    fn known(&self, name: &str) -> &'static Field {
        let mut fields = self.kind.fields().iter();
        fields
            .find(|field| field.name == name)
            .expect("a deed asks only for the fields of its kind")
    }

    /// What was typed, if anything.
    fn maybe(&self, name: &str) -> Option<String> {
        let text = self.fields.get(name)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn text(&mut self, name: &str) -> String {
        self.maybe(name).unwrap_or_else(|| {
            let field = self.known(name);
            self.misfits.push(Misfit {
                field: field.name,
                zh: format!("请填写{}", field.zh),
                en: format!("Fill in: {}", field.en),
            });
            String::new()
        })
    }

    fn unreadable<T>(&mut self, name: &str) -> Option<T> {
        let field = self.known(name);
        if self.maybe(name).is_some() {
            let (zh, en) = field.shape.example();
            self.misfits.push(Misfit {
                field: field.name,
                zh: format!("应为{zh}"),
                en: format!("must be {en}"),
            });
        }
        None
    }

    fn read<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name);
        text.parse().ok().or_else(|| self.unreadable(name))
    }

    fn moment(&mut self, name: &str) -> Option<UnixMillis> {
        let text = self.text(name);
        read_moment(&text).or_else(|| self.unreadable(name))
    }

    fn yes_no(&mut self, name: &str) -> Option<bool> {
        match self.text(name).as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => self.unreadable(name),
        }
    }

    fn list(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name);
        parts(&text).map(str::to_owned).collect()
    }

    fn acts(&mut self, name: &str) -> Vec<tiers::Digest> {
        let text = self.maybe(name).unwrap_or_default();
        let acts: Option<Vec<_>> = parts(&text).map(|part| part.parse().ok()).collect();
        acts.or_else(|| self.unreadable(name)).unwrap_or_default()
    }
}

/// One a line, or set apart by commas; empty ones say nothing.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['\n', ',', '、', ',']).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// RFC 3339, or a local date and time as a page sends it; a date alone means its last minute.
fn read_moment(text: &str) -> Option<UnixMillis> {
    if let Ok(moment) = calendar::read_moment(text) {
        return Some(moment);
    }
    let text = text.replace(' ', "T");
    let local = match text.len() {
        10 => format!("{text}T23:59:00+08:00"),
        16 => format!("{text}:00+08:00"),
        _ => format!("{text}+08:00"),
    };
    calendar::read_moment(&local).ok()
}

impl Shape {
    /// What an answer looks like, in both languages.
    const fn example(self) -> (&'static str, &'static str) {
        match self {
            Shape::Line | Shape::Words => ("文字", "words"),
            Shape::List => ("每行一项", "one a line"),
            Shape::Whole => ("整数", "a whole number"),
            Shape::Fen => ("以分为单位的整数", "a whole number of fen"),
            Shape::Moment => (
                "时间,如 2026-12-01 09:00",
                "a time such as 2026-12-01 09:00",
            ),
            Shape::YesNo(_) => ("是或否 (yes/no)", "yes or no"),
            Shape::Choice(_) => ("所列选项之一", "one of the choices"),
            Shape::Place => ("12 位区划代码", "a 12-digit code"),
            Shape::Acts => ("办理记录的编号", "ids of acts"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn every_kind_a_person_does_is_read_from_its_own_fields() {
        let answer = |field: &Field| match field.shape {
            Shape::Line | Shape::Words | Shape::List => "某某".to_owned(),
            Shape::Whole | Shape::Fen => "3".to_owned(),
            Shape::Moment => "2026-12-01 09:00".to_owned(),
            Shape::YesNo(_) => "yes".to_owned(),
            Shape::Choice(options) => options[0].0.to_owned(),
            Shape::Place => "230621100000".to_owned(),
            Shape::Acts => tiers::Digest([7; 32]).to_string(),
        };
        let mut read = 0;
        for kind in Kind::ALL {
            let filled: BTreeMap<String, String> = (kind.fields().iter())
                .map(|field| (field.name.to_owned(), answer(field)))
                .collect();
            match deed_of(kind, &filled) {
                Ok(deed) => {
                    assert_eq!(deed.kind(), kind);
                    read += 1;
                }
                // The node's own.
                Err(misfits) => assert_eq!(misfits, [], "{kind:?}"),
            }
            for field in kind.fields().iter().filter(|field| field.required) {
                let mut less = filled.clone();
                less.remove(field.name);
                let misfits = deed_of(kind, &less).unwrap_err();
                assert!(
                    misfits.iter().any(|misfit| misfit.field == field.name),
                    "{kind:?} {field:?}"
                );
            }
        }
        assert_eq!(read, Kind::ALL.len() - 7);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let misfits = deed_of(Kind::Suspend, &fields(&[("days", "ten")])).unwrap_err();
        let named: Vec<&str> = misfits.iter().map(|misfit| misfit.field).collect();
        assert_eq!(named, ["days", "cause", "notice"]);
        assert_eq!(misfits[0].zh, "应为整数");
    }

    #[test]
    fn moments_are_read_as_a_page_and_as_a_script_write_them() {
        let nine = calendar::read_moment("2026-12-01T09:00:00+08:00").unwrap();
        for text in [
            "2026-12-01 09:00",
            "2026-12-01T09:00",
            "2026-12-01T09:00:00+08:00",
            "2026-12-01T01:00:00Z",
        ] {
            assert_eq!(read_moment(text), Some(nine), "{text}");
        }
        assert_eq!(read_moment("tomorrow"), None);
    }
}
