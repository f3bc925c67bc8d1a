//! What a person fills in to do an act: the same fields on a page and on a command line, and the deed that they say.

use crate::reading::Answers;
use crate::{Deed, Kind, Request, Together};
use Shape::{Acts, Fen, Line, List, Moment, Place, Places, Whole, Words};

/// One thing to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in data.
    pub name: &'static str,
    /// The id of the text that says what it asks.
    pub id: &'static str,
    /// How it is answered.
    pub shape: Shape,
    /// Whether it may not be left empty.
    pub required: bool,
}

/// How a field is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Several lines of text.
    Words,
    /// One a line, or set apart by commas.
    List,
    /// A whole number.
    Whole,
    /// Money, in fen.
    Fen,
    /// A moment: `2026-12-01 09:00`, or RFC 3339.
    Moment,
    /// `yes` or `no`, with the ids of the texts that say what each means.
    YesNo([&'static str; 2]),
    /// One of these: its value, and the id of its text.
    Choice(&'static [(&'static str, &'static str)]),
    /// The code of a [`catalog::Special`].
    Special,
    /// The code of a ground of this act, as in [`crate::CAUSES`].
    Cause(Kind),
    /// A place by its 12-digit code.
    Place,
    /// Places by their codes, one a line or set apart by commas.
    Places,
    /// Ids of acts.
    Acts,
}

impl Shape {
    /// The id of the text that says what an answer looks like.
    pub const fn id(self) -> &'static str {
        match self {
            Shape::Line | Shape::Words => "shape-text",
            Shape::List => "shape-list",
            Shape::Whole => "shape-whole",
            Shape::Fen => "shape-fen",
            Shape::Moment => "shape-moment",
            Shape::YesNo(_) => "shape-yes-no",
            Shape::Choice(_) | Shape::Special | Shape::Cause(_) => "shape-choice",
            Shape::Place => "shape-place",
            Shape::Places => "shape-places",
            Shape::Acts => "shape-acts",
        }
    }
}

/// How the deed of one kind is asked for and read.
pub(crate) struct KindFields {
    kind: Kind,
    fields: &'static [Field],
    pub(crate) read: fn(&mut Answers<'_>) -> Option<Deed>,
}

/// The row of `kind`; none for what only the node itself writes.
pub(crate) fn reading_of(kind: Kind) -> Option<&'static KindFields> {
    READINGS.iter().find(|row| row.kind == kind)
}

impl Kind {
    /// What a person fills in; empty where there is nothing to say, and for what the node writes itself.
    pub fn fields(self) -> &'static [Field] {
        reading_of(self).map_or(&[], |row| row.fields)
    }
}

const fn row(
    kind: Kind,
    fields: &'static [Field],
    read: fn(&mut Answers<'_>) -> Option<Deed>,
) -> KindFields {
    KindFields { kind, fields, read }
}

/// A field that may not be left empty.
const fn must(name: &'static str, id: &'static str, shape: Shape) -> Field {
    Field {
        name,
        id,
        shape,
        required: true,
    }
}

/// A field that may be left empty.
const fn may(name: &'static str, id: &'static str, shape: Shape) -> Field {
    Field {
        name,
        id,
        shape,
        required: false,
    }
}

const REASON: Field = must("reason", "field-reason", Words);
/// The ground of an act that goes against somebody.
const fn cause(of: Kind) -> Field {
    must("cause", "field-legal-cause", Shape::Cause(of))
}
/// The ground, where the act does so only in one of its ways.
const fn maybe_cause(of: Kind) -> Field {
    may("cause", "field-legal-cause", Shape::Cause(of))
}
const OPINION: Field = must("opinion", "field-opinion", Words);
const PAPERS: Field = must("papers", "field-papers", List);
const GRANTED: Shape = Shape::YesNo(["choice-granted", "choice-denied"]);
/// 送达方式 (民事诉讼法); the value is what an act keeps.
const MANNERS: Shape = Shape::Choice(&[
    ("直接送达", "choice-in-person"),
    ("留置送达", "choice-left"),
    ("委托送达", "choice-through-office"),
    ("邮寄送达", "choice-by-post"),
    ("电子送达", "choice-electronic"),
    (BY_PUBLIC_NOTICE, "choice-public-notice"),
]);
/// The manner of delivery that takes thirty days.
pub(crate) const BY_PUBLIC_NOTICE: &str = "公告送达";
const STARS: Shape = Shape::Choice(&[
    ("5", "choice-stars-5"),
    ("4", "choice-stars-4"),
    ("3", "choice-stars-3"),
    ("2", "choice-stars-2"),
    ("1", "choice-stars-1"),
]);
const REQUESTS: Shape = Shape::Choice(&[
    ("withdraw", "choice-withdraw"),
    ("change", "choice-change"),
    ("renew", "choice-renew"),
    ("cancel", "choice-cancel"),
]);
const TOGETHER: Shape = Shape::Choice(&[
    ("visit", "choice-visit"),
    ("review", "choice-review"),
    ("approval", "choice-approval"),
]);

/// Every kind that a person does, with its fields and with what they say: a row a kind, in the order of a case's life.
#[rustfmt::skip]
const READINGS: &[KindFields] = &[
    row(Kind::HandOver,
        &[must("place", "field-hand-over-place", Place), may("department", "field-department", Line), REASON],
        |sent| Some(Deed::HandOver { place: sent.read("place")?, department: sent.maybe("department"), reason: sent.text("reason") })),
    row(Kind::TakeOver, &[REASON], |sent| Some(Deed::TakeOver { reason: sent.text("reason") })),
    row(Kind::Correct, &[must("missing", "field-missing", List)], |sent| Some(Deed::Correct { missing: sent.list("missing") })),
    row(Kind::Resubmit, &[must("supplied", "field-supplied", List)], |sent| Some(Deed::Resubmit { supplied: sent.list("supplied") })),
    row(Kind::NotNeeded, &[REASON], |sent| Some(Deed::NotNeeded { reason: sent.text("reason") })),
    row(Kind::Refuse, &[cause(Kind::Refuse), REASON],
        |sent| Some(Deed::Refuse { cause: sent.text("cause"), reason: sent.text("reason") })),
    row(Kind::Accept, &[], |_| Some(Deed::Accept)),
    row(Kind::Begin, &[], |_| Some(Deed::Begin)),
    row(Kind::Fee,
        &[must("fen", "field-fen", Fen), may("reduction", "field-reduction", Fen),
          may("basis", "field-reduction-basis", Line), must("voucher", "field-voucher", Line)],
        |sent| {
            let fen = sent.read("fen");
            let reduction = sent.maybe("reduction").map_or(Some(0), |_| sent.read("reduction"));
            // Where nothing is taken the treasury gives no receipt.
            let free = fen == Some(0);
            let voucher = if free { sent.maybe("voucher").unwrap_or_default() } else { sent.text("voucher") };
            let basis = sent.maybe("basis").unwrap_or_default();
            Some(Deed::Fee { fen: fen?, reduction: reduction?, basis, voucher })
        }),
    row(Kind::Step, &[must("seq", "field-seq", Whole), OPINION],
        |sent| { let seq = sent.read("seq"); Some(Deed::Step { opinion: sent.text("opinion"), seq: seq? }) }),
    row(Kind::Return, &[must("to", "field-return-to", Whole), REASON],
        |sent| { let to = sent.read("to"); Some(Deed::Return { reason: sent.text("reason"), to: to? }) }),
    row(Kind::Suspend,
        &[must("cause", "field-cause", Shape::Special), must("days", "field-days-needed", Whole), must("notice", "field-notice", Line)],
        |sent| {
            let days = sent.read("days");
            Some(Deed::Suspend { cause: sent.text("cause"), notice: sent.text("notice"), days: days? })
        }),
    row(Kind::Resume, &[must("outcome", "field-outcome", Words)], |sent| Some(Deed::Resume { outcome: sent.text("outcome") })),
    row(Kind::AcceptLacking, &[must("papers", "field-deferred", List)], |sent| Some(Deed::AcceptLacking { papers: sent.list("papers") })),
    row(Kind::Supply, &[must("papers", "field-supplied", List)], |sent| Some(Deed::Supply { papers: sent.list("papers") })),
    row(Kind::Promise, &[must("terms", "field-terms", List), must("signed", "field-promise-signed", Line)],
        |sent| Some(Deed::Promise { terms: sent.list("terms"), signed: sent.text("signed") })),
    row(Kind::VerifyPromise, &[must("kept", "field-kept", Shape::YesNo(["choice-kept", "choice-broken"])), must("record", "field-inspected", Words)],
        |sent| {
            let kept = sent.yes_no("kept");
            Some(Deed::VerifyPromise { record: sent.text("record"), kept: kept? })
        }),
    row(Kind::Inspect, &[must("officers", "field-officers", List), must("record", "field-inspected", Words)],
        |sent| Some(Deed::Inspect { officers: sent.list("officers"), record: sent.text("record") })),
    row(Kind::Publicise,
        &[must("text", "field-publicised", Words), must("venue", "field-notice-venue", Line), must("until", "field-notice-until", Moment)],
        |sent| {
            let until = sent.moment("until");
            Some(Deed::Publicise { text: sent.text("text"), venue: sent.text("venue"), until: until? })
        }),
    row(Kind::Object, &[must("text", "field-objection", Words)], |sent| Some(Deed::Object { text: sent.text("text") })),
    row(Kind::AnswerObjection, &[must("text", "field-objection-answer", Words)], |sent| Some(Deed::AnswerObjection { text: sent.text("text") })),
    row(Kind::ApproveExtension, &[must("days", "field-days-more", Whole), must("number", "field-approval", Line), REASON],
        |sent| {
            let days = sent.read("days");
            Some(Deed::ApproveExtension { number: sent.text("number"), reason: sent.text("reason"), days: days? })
        }),
    row(Kind::Extend, &[must("days", "field-days-more", Whole), must("approval", "field-approval", Line), REASON],
        |sent| {
            let days = sent.read("days");
            Some(Deed::Extend { approval: sent.text("approval"), reason: sent.text("reason"), days: days? })
        }),
    row(Kind::HearingTell, &[must("text", "field-told", Words)], |sent| Some(Deed::HearingTell { text: sent.text("text") })),
    row(Kind::HearingAsk, &[must("text", "field-who-asks", Words)], |sent| Some(Deed::HearingAsk { text: sent.text("text") })),
    row(Kind::HearingSet,
        &[must("on", "field-hearing-on", Moment), must("venue", "field-venue", Line), must("host", "field-host", Line)],
        |sent| {
            let on = sent.moment("on");
            Some(Deed::HearingSet { venue: sent.text("venue"), host: sent.text("host"), on: on? })
        }),
    row(Kind::HearingHeld, &[must("record", "field-record", Words), must("signed", "field-signed", List)],
        |sent| Some(Deed::HearingHeld { record: sent.text("record"), signed: sent.list("signed") })),
    row(Kind::Joint,
        &[must("what", "field-together", TOGETHER), must("branches", "field-branches", List), must("text", "field-joint-text", Words)],
        |sent| {
            let what = match sent.text("what").as_str() {
                "visit" => Some(Together::Visit),
                "review" => Some(Together::Review),
                "approval" => Some(Together::Approval),
                _ => sent.unreadable("what"),
            };
            Some(Deed::Joint { branches: sent.list("branches"), text: sent.text("text"), what: what? })
        }),
    row(Kind::Sign,
        &[must("joint", "field-joint", Acts), OPINION, may("granted", "field-granted-together", GRANTED), maybe_cause(Kind::Decide)],
        |sent| {
            let joint = sent.read("joint");
            let granted = match sent.maybe("granted") {
                None => None,
                Some(_) => Some(sent.yes_no("granted")?),
            };
            let cause = sent.maybe("cause").unwrap_or_default();
            Some(Deed::Sign { opinion: sent.text("opinion"), granted, cause, joint: joint? })
        }),
    row(Kind::Decide, &[must("granted", "field-granted", GRANTED), maybe_cause(Kind::Decide), REASON],
        |sent| {
            let granted = sent.yes_no("granted");
            // What is granted needs no ground, whatever the form still holds.
            let cause = match granted {
                Some(false) => sent.maybe("cause").unwrap_or_default(),
                _ => String::new(),
            };
            Some(Deed::Decide { reason: sent.text("reason"), granted: granted?, cause })
        }),
    row(Kind::Conclude, &[], |_| Some(Deed::Conclude)),
    row(Kind::Ask, &[must("what", "field-request", REQUESTS), REASON],
        |sent| {
            let what = match sent.text("what").as_str() {
                "withdraw" => Some(Request::Withdraw),
                "change" => Some(Request::Change),
                "renew" => Some(Request::Renew),
                "cancel" => Some(Request::Cancel),
                _ => sent.unreadable("what"),
            };
            Some(Deed::Ask { reason: sent.text("reason"), what: what? })
        }),
    row(Kind::Withdraw, &[REASON], |sent| Some(Deed::Withdraw { reason: sent.text("reason") })),
    row(Kind::Terminate, &[cause(Kind::Terminate), REASON],
        |sent| Some(Deed::Terminate { cause: sent.text("cause"), reason: sent.text("reason") })),
    row(Kind::Make, &[must("number", "field-licence-number", Line), may("until", "field-until", Moment)],
        |sent| {
            let number = sent.text("number");
            let until = match sent.maybe("until") {
                None => None,
                Some(_) => Some(sent.moment("until")?),
            };
            Some(Deed::Make { number, until })
        }),
    row(Kind::Deliver, &[must("how", "field-how", MANNERS), may("at", "field-delivered-at", Line)],
        |sent| Some(Deed::Deliver { how: sent.text("how"), at: sent.maybe("at").unwrap_or_default() })),
    row(Kind::Archive, &[must("volume", "field-volume", Line)], |sent| Some(Deed::Archive { volume: sent.text("volume") })),
    row(Kind::Rate, &[must("stars", "field-stars", STARS), may("text", "field-remark", Words)],
        |sent| Some(Deed::Rate { stars: sent.read("stars")?, text: sent.maybe("text").unwrap_or_default() })),
    row(Kind::CallBack,
        &[must("content", "field-content", Shape::YesNo(["choice-content", "choice-discontent"])), may("text", "field-called-back", Words)],
        |sent| Some(Deed::CallBack { content: sent.yes_no("content")?, text: sent.maybe("text").unwrap_or_default() })),
    row(Kind::Change, &[maybe_cause(Kind::Change), REASON],
        |sent| Some(Deed::Change { cause: sent.maybe("cause").unwrap_or_default(), reason: sent.text("reason") })),
    row(Kind::Renew, &[must("until", "field-renewed-until", Moment), REASON],
        |sent| {
            let until = sent.moment("until");
            Some(Deed::Renew { reason: sent.text("reason"), until: until? })
        }),
    row(Kind::DenyChange, &[cause(Kind::DenyChange), REASON],
        |sent| Some(Deed::DenyChange { cause: sent.text("cause"), reason: sent.text("reason") })),
    row(Kind::DenyRenewal, &[cause(Kind::DenyRenewal), REASON],
        |sent| Some(Deed::DenyRenewal { cause: sent.text("cause"), reason: sent.text("reason") })),
    row(Kind::Refund, &[must("fen", "field-refund", Fen), must("voucher", "field-voucher", Line), REASON],
        |sent| {
            let fen = sent.read("fen");
            Some(Deed::Refund { voucher: sent.text("voucher"), reason: sent.text("reason"), fen: fen? })
        }),
    row(Kind::Retract, &[cause(Kind::Retract), REASON],
        |sent| Some(Deed::Retract { cause: sent.text("cause"), reason: sent.text("reason") })),
    row(Kind::Revoke, &[cause(Kind::Revoke), REASON],
        |sent| Some(Deed::Revoke { cause: sent.text("cause"), reason: sent.text("reason") })),
    row(Kind::Cancel, &[cause(Kind::Cancel), REASON],
        |sent| Some(Deed::Cancel { cause: sent.text("cause"), reason: sent.text("reason") })),
    row(Kind::Assign, &[must("user", "field-next-agent", Line), REASON],
        |sent| Some(Deed::Assign { user: sent.text("user"), reason: sent.text("reason") })),
    row(Kind::Hand, &[PAPERS, may("to", "field-hand-to", Place)],
        |sent| {
            let papers = sent.list("papers");
            let to = match sent.maybe("to") {
                None => None,
                Some(_) => Some(sent.read("to")?),
            };
            Some(Deed::Hand { papers, to })
        }),
    row(Kind::Take, &[PAPERS], |sent| Some(Deed::Take { papers: sent.list("papers") })),
    row(Kind::Print, &[must("paper", "field-paper", Line), must("number", "field-paper-number", Line)],
        // The printing node gives number and edition; nobody fills them in.
        |sent| Some(Deed::Print { paper: sent.text("paper"), number: sent.text("number"), edition: 1 })),
    row(Kind::Regrant,
        &[must("revision", "field-revision", Whole), must("home", "field-home", Place), may("grants", "field-grants", Places), REASON],
        |sent| {
            let (revision, home) = (sent.read("revision"), sent.read("home"));
            Some(Deed::Regrant { grants: sent.places("grants"), reason: sent.text("reason"), revision: revision?, home: home? })
        }),
    row(Kind::Press, &[must("text", "field-pressed", Words)], |sent| Some(Deed::Press { text: sent.text("text") })),
    row(Kind::Resolve, &[may("stand", "field-stand", Acts), may("void", "field-void", Acts), REASON],
        |sent| Some(Deed::Resolve { stand: sent.acts("stand"), void: sent.acts("void"), reason: sent.text("reason") })),
];
