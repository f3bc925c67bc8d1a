use std::fmt;

/// One thing that is wrong in a catalog file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Which rule is broken.
    pub rule: Check,
    /// What is wrong, in one line that begins with the code.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault {
            file,
            line,
            rule,
            message,
        } = self;
        write!(f, "{file}:{line}: {message} [{}]", rule.name())
    }
}

/// The rules that a catalog is checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// A line is a JSON object with exactly the fields of an item or bundle.
    Json,
    /// A code names one item or bundle.
    DuplicateCode,
    /// A name names one item or bundle.
    DuplicateName,
    /// Departments are in the list, and at the tier that is said.
    Department,
    /// It can be filed somewhere.
    FilingTiers,
    /// There are one to eight steps, numbered 1, 2, ...
    Steps,
    /// 受理 comes first, 办结 last, and none goes back.
    StageOrder,
    /// The steps add up to the promise.
    StepSum,
    /// The promise is not longer than the law allows.
    Promise,
    /// An instant item promises no days, any other at least one.
    Instant,
    /// Materials have different names.
    Materials,
    /// Preconditions are items of this catalog; a bundle's member finds its own among the other members
    /// or the waived.
    Precondition,
    /// Members are items of this catalog, each once, in force, and decided where the member says.
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
}

impl Check {
    /// The name for messages, such as `step-sum`.
    pub const fn name(self) -> &'static str {
        match self {
            Check::Json => "json",
            Check::DuplicateCode => "duplicate-code",
            Check::DuplicateName => "duplicate-name",
            Check::Department => "department",
            Check::FilingTiers => "filing-tiers",
            Check::Steps => "steps",
            Check::StageOrder => "stage-order",
            Check::StepSum => "step-sum",
            Check::Promise => "promise",
            Check::Instant => "instant",
            Check::Materials => "materials",
            Check::Precondition => "precondition",
            Check::Member => "member",
            Check::MemberSteps => "member-steps",
            Check::EdgeEnd => "edge-end",
            Check::EdgeGate => "edge-gate",
            Check::Cycle => "cycle",
            Check::DepartmentCount => "department-count",
            Check::Total => "total",
        }
    }
}
