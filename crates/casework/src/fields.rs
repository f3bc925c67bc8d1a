//! What a person fills in to do an act: the same fields on a page and on a command line.

use crate::Kind;
use catalog::Special;

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
    /// Places by their codes, one a line or set apart by commas.
    Places,
    /// Ids of acts.
    Acts,
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
            Kind::Regrant => {
                const {
                    &[
                        field(
                            "revision",
                            "归属版本(现在的版本加一)",
                            "Revision: one more than the one that holds",
                            Shape::Whole,
                            true,
                        ),
                        field(
                            "home",
                            "归属地(12 位区划代码)",
                            "Home (12-digit code)",
                            Shape::Place,
                            true,
                        ),
                        field(
                            "grants",
                            "参加地点(12 位区划代码, 每行一个; 空 = 没有)",
                            "Other places (12-digit codes, one a line; empty = none)",
                            Shape::Places,
                            false,
                        ),
                        REASON,
                    ]
                }
            }
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

impl Shape {
    /// What an answer looks like, in both languages.
    pub(crate) const fn example(self) -> (&'static str, &'static str) {
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
            Shape::Places => ("12 位区划代码, 每行一个", "12-digit codes, one a line"),
            Shape::Acts => ("办理记录的编号", "ids of acts"),
        }
    }
}
