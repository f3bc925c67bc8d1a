use crate::Wrong;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that is wrong in a catalog file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// What it is of: the code of an item or bundle, or city and name of a round; empty for a line that cannot be read.
    pub of: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// The rule and its values, for a log; what a person reads is made of the same elsewhere.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { file, line, of, .. } = self;
        write!(f, "{file}:{line}: ")?;
        if !of.is_empty() {
            write!(f, "{of}: ")?;
        }
        match &self.wrong {
            Wrong::NotRead { column, what } => write!(f, "column {column}: {what}")?,
            wrong => write!(f, "{wrong:?}")?,
        }
        write!(f, " [{}]", self.rule().name())
    }
}

impl Fault {
    /// Which rule is broken.
    pub const fn rule(&self) -> Check {
        self.wrong.rule()
    }
}

/// One thing that is wrong with an item or bundle that stands in no file yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    /// The item or bundle.
    pub code: String,
    /// What is wrong.
    pub wrong: Wrong,
}

impl Flaw {
    /// Which rule is broken.
    pub const fn rule(&self) -> Check {
        self.wrong.rule()
    }
}

/// The rules that a catalog is checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// A line is a JSON object with exactly the fields of an item or bundle, and known values where only
    /// some are lawful (status, tier, special procedure).
    Json,
    /// A code names one item or bundle.
    DuplicateCode,
    /// A name names one item or bundle.
    DuplicateName,
    /// What the data gives as a name in English or as its pinyin is short plain ASCII.
    Spelling,
    /// One matter belongs to one department (一事一部门): two active items with one name, qualifiers in
    /// brackets aside, or with one output on one legal basis, have the same department at every tier
    /// where both are decided.
    OneOwner,
    /// Departments are in the list, and at the tier that is said.
    Department,
    /// Other places that decide are of other tiers than the item's, each once.
    AltHandling,
    /// It can be filed somewhere.
    FilingTiers,
    /// There are one to eight steps, numbered 1, 2, ...
    Steps,
    /// 受理 comes first, 办结 last, and none goes back.
    StageOrder,
    /// A step's place can be found from where the item is filed, and so can the place that decides.
    StepPlace,
    /// The steps add up to the promise.
    StepSum,
    /// The promise is not longer than the law allows.
    Promise,
    /// An instant item promises no days, any other at least one.
    Instant,
    /// Materials have different names.
    Materials,
    /// A material that several members of a bundle ask for has the same form everywhere, for it is
    /// handed in once.
    SharedMaterial,
    /// Preconditions are items of this catalog; a bundle's member finds its own among the other members
    /// or the waived.
    Precondition,
    /// No item needs, by way of others or not, its own output.
    PreconditionCycle,
    /// A version begins before it ends.
    Effective,
    /// A delegated item says to which tier, which is below the one it comes from; no other item does.
    Delegated,
    /// Special procedures are named once, with days and basis.
    Special,
    /// The tier that reviews first is below the one that decides, has a step before the decision, and
    /// no more than 20 working days for all of them (许可法 43).
    LowerReview,
    /// Where silence after a correction notice ends a case, it does so after one day or more.
    CorrectionLapse,
    /// A fee has unit, standard and basis.
    Fee,
    /// A reduction is of a fee, has name and basis, takes off 1 to 1000 thousandths, and no other of the
    /// fee has its basis.
    Reduction,
    /// A licence (行政许可) that is in use has a legal basis.
    LegalBasis,
    /// What is received in the village for the authority may be filed by proxy, and in the village.
    Proxy,
    /// A paper that lapses is valid for one month or more.
    Validity,
    /// An item in use says where to ask and where to complain.
    Channels,
    /// An item in use says on which basis its results are public or are not.
    Disclosure,
    /// Members are items of this catalog, each once, in use, and decided where the member says.
    Member,
    /// The steps of a member are as many as the item's and add up to its limit.
    MemberSteps,
    /// Edges run between members.
    EdgeEnd,
    /// Edges hold back what the bundle's rule says: acceptance or approval.
    EdgeGate,
    /// Nobody waits for himself.
    Cycle,
    /// The departments are those of the members, and as many as is said.
    DepartmentCount,
    /// The total is what the bundle's rule gives.
    Total,
    /// A bundle takes no more than 45 working days (许可法 26 and 42(2)).
    JointLimit,
    /// A clean-up round has figures that do not contradict each other, with quotation and source.
    Round,
}

impl Check {
    /// All rules.
    pub const ALL: [Check; 39] = [
        Check::Json,
        Check::DuplicateCode,
        Check::DuplicateName,
        Check::Spelling,
        Check::OneOwner,
        Check::Department,
        Check::AltHandling,
        Check::FilingTiers,
        Check::Steps,
        Check::StageOrder,
        Check::StepPlace,
        Check::StepSum,
        Check::Promise,
        Check::Instant,
        Check::Materials,
        Check::SharedMaterial,
        Check::Precondition,
        Check::PreconditionCycle,
        Check::Effective,
        Check::Delegated,
        Check::Special,
        Check::LowerReview,
        Check::CorrectionLapse,
        Check::Fee,
        Check::Reduction,
        Check::LegalBasis,
        Check::Proxy,
        Check::Validity,
        Check::Channels,
        Check::Disclosure,
        Check::Member,
        Check::MemberSteps,
        Check::EdgeEnd,
        Check::EdgeGate,
        Check::Cycle,
        Check::DepartmentCount,
        Check::Total,
        Check::JointLimit,
        Check::Round,
    ];

    /// The name for messages, such as `step-sum`.
    pub const fn name(self) -> &'static str {
        match self {
            Check::Json => "json",
            Check::DuplicateCode => "duplicate-code",
            Check::DuplicateName => "duplicate-name",
            Check::Spelling => "spelling",
            Check::OneOwner => "one-owner",
            Check::Department => "department",
            Check::AltHandling => "alt-handling",
            Check::FilingTiers => "filing-tiers",
            Check::Steps => "steps",
            Check::StageOrder => "stage-order",
            Check::StepPlace => "step-place",
            Check::StepSum => "step-sum",
            Check::Promise => "promise",
            Check::Instant => "instant",
            Check::Materials => "materials",
            Check::SharedMaterial => "shared-material",
            Check::Precondition => "precondition",
            Check::PreconditionCycle => "precondition-cycle",
            Check::Effective => "effective",
            Check::Delegated => "delegated",
            Check::Special => "special",
            Check::LowerReview => "lower-review",
            Check::CorrectionLapse => "correction-lapse",
            Check::Fee => "fee",
            Check::Reduction => "reduction",
            Check::LegalBasis => "legal-basis",
            Check::Proxy => "proxy",
            Check::Validity => "validity",
            Check::Channels => "channels",
            Check::Disclosure => "disclosure",
            Check::Member => "member",
            Check::MemberSteps => "member-steps",
            Check::EdgeEnd => "edge-end",
            Check::EdgeGate => "edge-gate",
            Check::Cycle => "cycle",
            Check::DepartmentCount => "department-count",
            Check::Total => "total",
            Check::JointLimit => "joint-limit",
            Check::Round => "round",
        }
    }

    /// The element of an item that is to be looked at first, by its name in the files; empty for rules
    /// of bundles and of whole lines.
    pub const fn element(self) -> &'static str {
        match self {
            Check::DuplicateCode => "code",
            Check::DuplicateName | Check::OneOwner => "name",
            Check::Spelling => "name_en",
            Check::Department => "department",
            Check::AltHandling => "alt_handling",
            Check::FilingTiers => "filing_tiers",
            Check::Steps | Check::StageOrder | Check::StepPlace | Check::StepSum => "steps",
            Check::Promise => "legal_days",
            Check::Instant => "promised_days",
            Check::Materials | Check::SharedMaterial => "materials",
            Check::Precondition | Check::PreconditionCycle => "preconditions",
            Check::Effective => "effective",
            Check::Delegated => "delegated_to",
            Check::Special => "special",
            Check::LowerReview => "lower_review",
            Check::CorrectionLapse => "correction_lapse_days",
            Check::Fee | Check::Reduction => "fee",
            Check::LegalBasis => "legal_basis",
            Check::Proxy => "proxy_mode",
            Check::Validity => "output",
            Check::Channels => "channels",
            Check::Disclosure => "disclosure",
            Check::Json
            | Check::Member
            | Check::MemberSteps
            | Check::EdgeEnd
            | Check::EdgeGate
            | Check::Cycle
            | Check::DepartmentCount
            | Check::Total
            | Check::JointLimit
            | Check::Round => "",
        }
    }
}
