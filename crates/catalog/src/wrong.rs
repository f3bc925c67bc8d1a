use crate::{Check, Date, ItemStatus, Special};
use serde::{Deserialize, Serialize};
use tiers::Tier;

/// What breaks a rule, with its values. A text for people is made of it elsewhere, under [`Wrong::id`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "each value is named in the sentence of its variant"
)]
pub enum Wrong {
    /// The line cannot be read: at which column, and what the reader of JSON says, in English.
    NotRead { column: usize, what: String },
    /// The code is given to two.
    CodeTwice,
    /// The name is given to two.
    NameTwice { name: String },
    /// The item of this code has the name as well.
    NameOfAnother { code: String },
    /// The English of the name is blank, longer than `most` bytes or not printable ASCII.
    NameEn { name: String, most: usize },
    /// The pinyin of the name is longer than `most` bytes or not lower-case syllables with one space between.
    Pinyin { name: String, most: usize },
    /// The item of this code and name is the same matter, and at the tier one belongs to `own`, the other to `their`.
    TwoOwners {
        code: String,
        name: String,
        tier: Tier,
        own: String,
        their: String,
    },
    /// No department has this code.
    NoDepartment { code: String },
    /// The department is of the tier `real`, not of `said`.
    DepartmentTier {
        code: String,
        real: Tier,
        said: Tier,
    },
    /// Two departments decide at the tier.
    TwoDeciders { tier: Tier },
    /// It can be filed at no tier.
    FiledNowhere,
    /// There are `count` steps, and 1 to `most` are possible.
    StepCount { count: usize, most: usize },
    /// The steps are not numbered 1, 2, ...
    StepNumbers,
    /// The first step is not 受理 or the last is not 办结.
    StageEnds,
    /// A step goes back to an earlier stage.
    StageBack,
    /// The steps add up to `sum` minutes, and others are promised.
    StepSum { sum: u64, promised: u32 },
    /// The step `seq` is done at the tier, which is below the lowest at which it is filed.
    StepTooLow { seq: u8, tier: Tier, lowest: Tier },
    /// Filed at one tier it finds no place of the tier that decides.
    NoDecider { filing: Tier, handled: Tier },
    /// An instant item that promises days, or another one that promises none.
    InstantDays { instant: bool, days: u16 },
    /// More is promised than the law allows; days are working days.
    PromiseTooLong { days: u16, minutes: u32, legal: u16 },
    /// The material is listed twice.
    MaterialTwice { name: String },
    /// The precondition is no item.
    NoPrecondition { code: String },
    /// The waived precondition is no item.
    NoWaived { code: String },
    /// The member `item` needs `code`, which is neither a member nor waived.
    PreconditionUnmet { item: String, code: String },
    /// Items need each other in a circle, in this order.
    PreconditionCircle { codes: Vec<String> },
    /// The version does not begin before it ends.
    EndsFirst { from: Date, until: Date },
    /// It is delegated, to no tier.
    DelegatedNowhere,
    /// It is delegated to a tier that is not below the one that handles it.
    DelegatedNotBelow { to: Tier, handled: Tier },
    /// It names a tier as delegated to, with another status.
    NotDelegated { to: Tier, status: ItemStatus },
    /// The special procedure is listed twice.
    SpecialTwice { kind: Special },
    /// The special procedure has no days.
    SpecialWithoutDays { kind: Special },
    /// The special procedure has no basis.
    SpecialWithoutBasis { kind: Special },
    /// The tier that reviews first is not below the one that decides.
    LowerNotBelow { lower: Tier, handled: Tier },
    /// The tier that reviews first has no step before the decision.
    LowerWithoutStep { lower: Tier },
    /// The tier that reviews first takes `minutes`, which is more than `most` working days.
    LowerTooLong {
        lower: Tier,
        minutes: u64,
        most: u32,
    },
    /// A fee without its unit.
    FeeWithoutUnit,
    /// A fee without its standard.
    FeeWithoutStandard,
    /// A fee without its basis.
    FeeWithoutBasis,
    /// Reductions of a fee that is none.
    ReductionOfNothing,
    /// A reduction has no name.
    ReductionWithoutName { name: String },
    /// A reduction takes off other than 1 to 1000 thousandths.
    ReductionShare { name: String },
    /// A reduction has no basis.
    ReductionWithoutBasis { name: String },
    /// A reduction has the basis of another one.
    ReductionTwice { name: String },
    /// A village receives it for the authority, and proxies are not allowed.
    EntrustedWithoutProxy,
    /// A village receives it for the authority, and it is not filed there.
    EntrustedNotInVillage,
    /// An application lapses on the day of its correction notice.
    LapsesAtOnce,
    /// The paper is valid for no month.
    ValidForNothing,
    /// A licence without a legal basis.
    LicenceWithoutBasis,
    /// It does not say where to ask.
    NoAsk,
    /// It does not say where to complain.
    NoComplain,
    /// It does not say why its results are public or are not.
    NoDisclosureBasis,
    /// The item is a member twice.
    MemberTwice { item: String },
    /// The member is no item.
    MemberUnknown { item: String },
    /// The member is not in use.
    MemberNotInUse { item: String, status: ItemStatus },
    /// The member is not decided by this department.
    MemberDecider {
        item: String,
        department: String,
        tier: Tier,
    },
    /// The steps of the member add up to `sum` minutes, its limit is another.
    MemberSum { item: String, sum: u64, limit: u32 },
    /// The member has `steps` steps, and limits are given for `given`.
    MemberLimits {
        item: String,
        steps: usize,
        given: usize,
    },
    /// The members belong to these departments, and others are counted or listed.
    DepartmentsDiffer {
        departments: Vec<String>,
        counted: u16,
        listed: usize,
    },
    /// An end of an edge is no member.
    EdgeEnd { item: String },
    /// An edge holds back other than what the bundle's rule says.
    EdgeGate { from: String, to: String },
    /// The material is asked for in the form `held` by the item `first` and in `form` by `code`.
    SharedForm {
        name: String,
        first: String,
        held: String,
        code: String,
        form: String,
    },
    /// It takes more working days than joint handling may.
    JointTooLong { days: u32, most: u32 },
    /// Members wait for each other in a circle.
    MembersCircle,
    /// By its rule it takes `total` minutes, and others are said.
    TotalDiffers { total: u32, said: u32 },
    /// A percentage above 100.
    PercentOver,
    /// What is left is given in two units.
    LeftTwice,
    /// The figures before, after and cut do not fit.
    CutDiffers { before: u32, after: u32, cut: u32 },
    /// A round holds no figure.
    NoFigure,
    /// A round has no quotation or no source.
    NoQuotation,
}

impl Wrong {
    /// The id of its text.
    pub const fn id(&self) -> &'static str {
        match self {
            Wrong::NotRead { .. } => "wrong-not-read",
            Wrong::CodeTwice => "wrong-code-twice",
            Wrong::NameTwice { .. } => "wrong-name-twice",
            Wrong::NameOfAnother { .. } => "wrong-name-of-another",
            Wrong::NameEn { .. } => "wrong-name-en",
            Wrong::Pinyin { .. } => "wrong-pinyin",
            Wrong::TwoOwners { .. } => "wrong-two-owners",
            Wrong::NoDepartment { .. } => "wrong-no-department",
            Wrong::DepartmentTier { .. } => "wrong-department-tier",
            Wrong::TwoDeciders { .. } => "wrong-two-deciders",
            Wrong::FiledNowhere => "wrong-filed-nowhere",
            Wrong::StepCount { .. } => "wrong-step-count",
            Wrong::StepNumbers => "wrong-step-numbers",
            Wrong::StageEnds => "wrong-stage-ends",
            Wrong::StageBack => "wrong-stage-back",
            Wrong::StepSum { .. } => "wrong-step-sum",
            Wrong::StepTooLow { .. } => "wrong-step-too-low",
            Wrong::NoDecider { .. } => "wrong-no-decider",
            Wrong::InstantDays { instant: true, .. } => "wrong-instant-days",
            Wrong::InstantDays { instant: false, .. } => "wrong-days-missing",
            Wrong::PromiseTooLong { .. } => "wrong-promise-too-long",
            Wrong::MaterialTwice { .. } => "wrong-material-twice",
            Wrong::NoPrecondition { .. } => "wrong-no-precondition",
            Wrong::NoWaived { .. } => "wrong-no-waived",
            Wrong::PreconditionUnmet { .. } => "wrong-precondition-unmet",
            Wrong::PreconditionCircle { .. } => "wrong-precondition-circle",
            Wrong::EndsFirst { .. } => "wrong-ends-first",
            Wrong::DelegatedNowhere => "wrong-delegated-nowhere",
            Wrong::DelegatedNotBelow { .. } => "wrong-delegated-not-below",
            Wrong::NotDelegated { .. } => "wrong-not-delegated",
            Wrong::SpecialTwice { .. } => "wrong-special-twice",
            Wrong::SpecialWithoutDays { .. } => "wrong-special-without-days",
            Wrong::SpecialWithoutBasis { .. } => "wrong-special-without-basis",
            Wrong::LowerNotBelow { .. } => "wrong-lower-not-below",
            Wrong::LowerWithoutStep { .. } => "wrong-lower-without-step",
            Wrong::LowerTooLong { .. } => "wrong-lower-too-long",
            Wrong::FeeWithoutUnit => "wrong-fee-without-unit",
            Wrong::FeeWithoutStandard => "wrong-fee-without-standard",
            Wrong::FeeWithoutBasis => "wrong-fee-without-basis",
            Wrong::ReductionOfNothing => "wrong-reduction-of-nothing",
            Wrong::ReductionWithoutName { .. } => "wrong-reduction-without-name",
            Wrong::ReductionShare { .. } => "wrong-reduction-share",
            Wrong::ReductionWithoutBasis { .. } => "wrong-reduction-without-basis",
            Wrong::ReductionTwice { .. } => "wrong-reduction-twice",
            Wrong::EntrustedWithoutProxy => "wrong-entrusted-without-proxy",
            Wrong::EntrustedNotInVillage => "wrong-entrusted-not-in-village",
            Wrong::LapsesAtOnce => "wrong-lapses-at-once",
            Wrong::ValidForNothing => "wrong-valid-for-nothing",
            Wrong::LicenceWithoutBasis => "wrong-licence-without-basis",
            Wrong::NoAsk => "wrong-no-ask",
            Wrong::NoComplain => "wrong-no-complain",
            Wrong::NoDisclosureBasis => "wrong-no-disclosure-basis",
            Wrong::MemberTwice { .. } => "wrong-member-twice",
            Wrong::MemberUnknown { .. } => "wrong-member-unknown",
            Wrong::MemberNotInUse { .. } => "wrong-member-not-in-use",
            Wrong::MemberDecider { .. } => "wrong-member-decider",
            Wrong::MemberSum { .. } => "wrong-member-sum",
            Wrong::MemberLimits { .. } => "wrong-member-limits",
            Wrong::DepartmentsDiffer { .. } => "wrong-departments-differ",
            Wrong::EdgeEnd { .. } => "wrong-edge-end",
            Wrong::EdgeGate { .. } => "wrong-edge-gate",
            Wrong::SharedForm { .. } => "wrong-shared-form",
            Wrong::JointTooLong { .. } => "wrong-joint-too-long",
            Wrong::MembersCircle => "wrong-members-circle",
            Wrong::TotalDiffers { .. } => "wrong-total-differs",
            Wrong::PercentOver => "wrong-percent-over",
            Wrong::LeftTwice => "wrong-left-twice",
            Wrong::CutDiffers { .. } => "wrong-cut-differs",
            Wrong::NoFigure => "wrong-no-figure",
            Wrong::NoQuotation => "wrong-no-quotation",
        }
    }

    /// The rule that is broken.
    pub const fn rule(&self) -> Check {
        match self {
            Wrong::NotRead { .. } => Check::Json,
            Wrong::CodeTwice => Check::DuplicateCode,
            Wrong::NameTwice { .. } | Wrong::NameOfAnother { .. } => Check::DuplicateName,
            Wrong::NameEn { .. } | Wrong::Pinyin { .. } => Check::Spelling,
            Wrong::TwoOwners { .. } => Check::OneOwner,
            Wrong::NoDepartment { .. } | Wrong::DepartmentTier { .. } => Check::Department,
            Wrong::TwoDeciders { .. } => Check::AltHandling,
            Wrong::FiledNowhere => Check::FilingTiers,
            Wrong::StepCount { .. } | Wrong::StepNumbers => Check::Steps,
            Wrong::StageEnds | Wrong::StageBack => Check::StageOrder,
            Wrong::StepSum { .. } => Check::StepSum,
            Wrong::StepTooLow { .. } | Wrong::NoDecider { .. } => Check::StepPlace,
            Wrong::InstantDays { .. } => Check::Instant,
            Wrong::PromiseTooLong { .. } => Check::Promise,
            Wrong::MaterialTwice { .. } => Check::Materials,
            Wrong::NoPrecondition { .. }
            | Wrong::NoWaived { .. }
            | Wrong::PreconditionUnmet { .. } => Check::Precondition,
            Wrong::PreconditionCircle { .. } => Check::PreconditionCycle,
            Wrong::EndsFirst { .. } => Check::Effective,
            Wrong::DelegatedNowhere
            | Wrong::DelegatedNotBelow { .. }
            | Wrong::NotDelegated { .. } => Check::Delegated,
            Wrong::SpecialTwice { .. }
            | Wrong::SpecialWithoutDays { .. }
            | Wrong::SpecialWithoutBasis { .. } => Check::Special,
            Wrong::LowerNotBelow { .. }
            | Wrong::LowerWithoutStep { .. }
            | Wrong::LowerTooLong { .. } => Check::LowerReview,
            Wrong::FeeWithoutUnit | Wrong::FeeWithoutStandard | Wrong::FeeWithoutBasis => {
                Check::Fee
            }
            Wrong::ReductionOfNothing
            | Wrong::ReductionWithoutName { .. }
            | Wrong::ReductionShare { .. }
            | Wrong::ReductionWithoutBasis { .. }
            | Wrong::ReductionTwice { .. } => Check::Reduction,
            Wrong::EntrustedWithoutProxy | Wrong::EntrustedNotInVillage => Check::Proxy,
            Wrong::LapsesAtOnce => Check::CorrectionLapse,
            Wrong::ValidForNothing => Check::Validity,
            Wrong::LicenceWithoutBasis => Check::LegalBasis,
            Wrong::NoAsk | Wrong::NoComplain => Check::Channels,
            Wrong::NoDisclosureBasis => Check::Disclosure,
            Wrong::MemberTwice { .. }
            | Wrong::MemberUnknown { .. }
            | Wrong::MemberNotInUse { .. }
            | Wrong::MemberDecider { .. } => Check::Member,
            Wrong::MemberSum { .. } | Wrong::MemberLimits { .. } => Check::MemberSteps,
            Wrong::DepartmentsDiffer { .. } => Check::DepartmentCount,
            Wrong::EdgeEnd { .. } => Check::EdgeEnd,
            Wrong::EdgeGate { .. } => Check::EdgeGate,
            Wrong::SharedForm { .. } => Check::SharedMaterial,
            Wrong::JointTooLong { .. } => Check::JointLimit,
            Wrong::MembersCircle => Check::Cycle,
            Wrong::TotalDiffers { .. } => Check::Total,
            Wrong::PercentOver
            | Wrong::LeftTwice
            | Wrong::CutDiffers { .. }
            | Wrong::NoFigure
            | Wrong::NoQuotation => Check::Round,
        }
    }
}
