use crate::guard::Guard;
use crate::{FormFault, Kind, Slot, State, rows_of};
use serde::{Deserialize, Serialize};
use tiers::{Digest, PlaceCode, Role, Tier};

/// Why an act may not be done. It is kept with an act that came from elsewhere and does not hold, so it names the
/// condition and its values, and nobody. The texts are for the person at the desk: what stands in the way, and where the
/// table says when it is possible, that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A version it cites is not here: it cannot be judged yet.
    NotHere(Digest),
    /// The node that signed it is not the one the directory names for the place.
    NotTheNode(PlaceCode),
    /// Whoever did it does not hold this post at the place.
    NotThePost(Role),
    /// The role may not do this; it takes this one, or where none is named, a person.
    WrongRole(Option<Role>),
    /// It belongs to another place or department.
    NotTheOwner(PlaceCode, Option<String>),
    /// The state of the case does not allow it.
    NotNow(Kind, State),
    /// No such item.
    UnknownItem(String),
    /// Repealed, suspended, delegated, or not in force on the day.
    NotActive(String),
    /// It may not be filed at this tier or place.
    NotFiledHere(String, Tier),
    /// The applicant must come in person (许可法 29).
    InPersonOnly(String),
    /// What is wrong with the form.
    Form(Vec<FormFault>),
    /// No such branch.
    NoBranch(String),
    /// A joint case, and no branch is named.
    NameBranch,
    /// Another step is open: which was meant, which is.
    NotOpen(u8, u8),
    /// It waits for another branch.
    Waits(String),
    /// The fee is another.
    WrongFee {
        /// Fen due.
        due: u64,
        /// Fen given.
        given: u64,
    },
    /// Fen that have not been paid.
    FeeUnpaid(u64),
    /// Rival acts stand in the way.
    Frozen(Slot),
    /// A settlement must name all rivals; these are they.
    NotAllRivals(Vec<Digest>),
    /// Only a place above this one may do it.
    NotAbove(PlaceCode),
    /// The case is no longer in the scope of the act's place; its home is here.
    Left(PlaceCode),
    /// A condition of the table does not hold.
    Guard(Guard),
    /// Not an act of a case.
    NotACase,
    /// An act of a kind this node does not know is here: the case may only be read.
    ReadOnly,
}

impl std::error::Error for Refusal {}

impl From<Guard> for Refusal {
    fn from(guard: Guard) -> Refusal {
        Refusal::Guard(guard)
    }
}

fn yuan(fen: &u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn shorts(acts: &[Digest]) -> String {
    let acts: Vec<String> = acts.iter().map(Digest::short).collect();
    acts.join(", ")
}

fn list(kind: Kind, of: fn(State) -> &'static str, between: &str) -> String {
    let states: Vec<&str> = kind.states().into_iter().map(of).collect();
    states.join(between)
}

impl Refusal {
    /// Whether it says only that the act is somebody else's: where a person holds several posts, what
    /// another post is refused for says more.
    pub fn is_vague(&self) -> bool {
        matches!(
            self,
            Refusal::WrongRole(_) | Refusal::NotTheOwner(..) | Refusal::NotThePost(_)
        )
    }

    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Refusal::NotHere(_) => "所依据的目录版本尚未到达本点".to_owned(),
            Refusal::NotTheNode(place) => format!("签名的节点不是名录中 {place} 的节点"),
            Refusal::NotThePost(_) => "办理人在本点没有这个岗位".to_owned(),
            Refusal::WrongRole(_) => "您的岗位不能办理此环节".to_owned(),
            Refusal::NotTheOwner(place, department) => format!(
                "此环节由 {place}{} 办理",
                (department.as_ref()).map_or_else(String::new, |code| format!(" {code}"))
            ),
            Refusal::NotNow(kind, state) => match rows_of(*kind).next() {
                None => format!("{}不能在办件中办理", kind.zh()),
                Some(_) => format!(
                    "本件现为“{}”,不能办理“{}”;此项只能在“{}”时办理",
                    state.zh(),
                    kind.zh(),
                    list(*kind, State::zh, "、")
                ),
            },
            Refusal::UnknownItem(code) => format!("目录中没有事项 {code}"),
            Refusal::NotActive(code) => {
                format!("事项 {code} 已废止、暂停、下放或不在有效期内, 不得收件")
            }
            Refusal::NotFiledHere(code, _) => format!("事项 {code} 不在本级收件"),
            Refusal::InPersonOnly(code) => format!("事项 {code} 须本人到场, 不能代办"),
            Refusal::Form(faults) => format!("有 {} 处需要更正", faults.len()),
            Refusal::NoBranch(code) => format!("本件没有分支 {code}"),
            Refusal::NameBranch => "请指明分支事项".to_owned(),
            Refusal::NotOpen(asked, open) => {
                format!("当前环节是第 {open} 步, 不能办理第 {asked} 步")
            }
            Refusal::Waits(code) => format!("须等待 {code}"),
            Refusal::WrongFee { due, given } => format!(
                "应收 {} 元, 不是 {} 元, 流程不能继续",
                yuan(due),
                yuan(given)
            ),
            Refusal::FeeUnpaid(due) => format!("应收 {} 元尚未缴纳, 流程不能继续", yuan(due)),
            Refusal::Frozen(_) => "存在互相冲突的处理, 须先由首席代表裁定".to_owned(),
            Refusal::NotAllRivals(acts) => format!("裁定须写明全部冲突: {}", shorts(acts)),
            Refusal::NotAbove(place) => format!("只有 {place} 的上级可以办理"),
            Refusal::Left(home) => format!("本件的归属已调整到 {home}, 本点不再办理"),
            Refusal::Guard(guard) => guard.zh().to_owned(),
            Refusal::NotACase => "此处不能发布".to_owned(),
            Refusal::ReadOnly => "本件含有本版程序不认识的环节, 只能查看".to_owned(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::NotHere(hash) => write!(f, "a version it cites is not here: {hash}"),
            Refusal::NotTheNode(place) => write!(
                f,
                "the node that signed it is not the one the directory names for {place}"
            ),
            Refusal::NotThePost(role) => {
                write!(
                    f,
                    "who did it does not hold the post of {} here",
                    role.name()
                )
            }
            Refusal::WrongRole(role) => {
                write!(f, "needs the role {}", role.map_or("person", Role::name))
            }
            Refusal::NotTheOwner(place, None) => write!(f, "this belongs to {place}"),
            Refusal::NotTheOwner(place, Some(department)) => {
                write!(f, "this belongs to {department} at {place}")
            }
            Refusal::NotNow(kind, state) => write!(
                f,
                "the case is {}; {:?} is possible only when it is: {}",
                state.en(),
                kind.en(),
                list(*kind, State::en, ", ")
            ),
            Refusal::UnknownItem(code) => write!(f, "{code}: no such item in the catalog"),
            Refusal::NotActive(code) => write!(
                f,
                "{code}: repealed, suspended, delegated or not in force on this day, it may not be filed"
            ),
            Refusal::NotFiledHere(code, tier) => {
                write!(f, "{code}: may not be filed at this tier ({tier})")
            }
            Refusal::InPersonOnly(code) => write!(f, "{code}: the applicant must come in person"),
            Refusal::Form(faults) => {
                let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "the form has {} fault(s): {}",
                    faults.len(),
                    words.join("; ")
                )
            }
            Refusal::NoBranch(code) => write!(f, "no such branch: {code}"),
            Refusal::NameBranch => f.write_str("name the branch"),
            Refusal::NotOpen(asked, open) => write!(f, "step {asked} is not open; step {open} is"),
            Refusal::Waits(code) => write!(f, "it waits for {code}"),
            Refusal::WrongFee { due, given } => {
                write!(f, "the fee is {due} fen, not {given}")
            }
            Refusal::FeeUnpaid(due) => write!(f, "the fee of {due} fen has not been paid"),
            Refusal::Frozen(slot) => {
                write!(
                    f,
                    "rival acts stand in the way: {slot:?} must be settled first"
                )
            }
            Refusal::NotAllRivals(acts) => {
                write!(f, "a settlement must name all rivals: {}", shorts(acts))
            }
            Refusal::NotAbove(place) => write!(f, "only a place above {place} may do this"),
            Refusal::Left(home) => write!(
                f,
                "the case lives at {home} now and is no longer this place's"
            ),
            Refusal::Guard(guard) => f.write_str(guard.en()),
            Refusal::NotACase => f.write_str("this is not an act of a case"),
            Refusal::ReadOnly => {
                f.write_str("an act of a kind this node does not know is here: it may only be read")
            }
        }
    }
}
