//! Papers that are handed out: what each rests on, the number it has or gets, and the act of printing it.

use super::command::{CaseShow, PaperPrinted, Refused};
use super::execute::Wanted;
use super::kept::Kept;
use super::{Engine, wording};
use calendar::date_of;
use casework::{
    ActId, CaseView, Deed, Done, Facts, Kind, Mode, Paper, Printed, Standing, ground_of,
    paper_number, rows_of,
};
use catalog::Item;
use record::Kind as Records;
use tiers::{PlaceCode, Role, Tier};

/// Who may print: those who work on a case, as the table of acts says.
pub const PRINTERS: [Role; 6] = [
    Role::Window,
    Role::Agent,
    Role::Handler,
    Role::Reviewer,
    Role::Approver,
    Role::Lead,
];

/// A paper that a case calls for: the act it tells of, and what was printed of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperGround {
    /// Which paper.
    pub paper: Paper,
    /// Whose, in a case of several branches; none = the whole's.
    pub branch: Option<String>,
    /// Who did what it tells of, and when.
    pub done: Done,
    /// The act it tells of.
    pub act: ActId,
    /// Where that act stands in the trail.
    pub at: usize,
    /// The prints of it, the first one first. A paper of the same kind about an earlier act, such as the
    /// slip of an earlier hand-over, is another paper.
    pub printed: Vec<Printed>,
}

impl PaperGround {
    /// The number it was printed with.
    pub fn number(&self) -> Option<&str> {
        self.printed.first().map(|print| print.number.as_str())
    }
}

/// Whether a paper is about one branch of a joint case: what each department says on its own. The others
/// are the whole's.
pub fn is_of_a_branch(paper: Paper) -> bool {
    matches!(
        paper,
        Paper::Special
            | Paper::HearingRight
            | Paper::HearingNotice
            | Paper::HearingRecord
            | Paper::Statement
            | Paper::Grant
            | Paper::Denial
            | Paper::Change
            | Paper::Renewal
            | Paper::Revocation
            | Paper::Cancellation
    )
}

/// The kinds of acts that a paper may tell of.
fn tells_of(paper: Paper, kind: &str) -> bool {
    let Some(kind) = Kind::from_name(kind) else {
        return false;
    };
    match paper {
        Paper::Entrustment => kind == Kind::Receive,
        // The right to be heard, and the right to speak, are told together.
        Paper::Statement => kind == Kind::HearingTell,
        // The paper says whether it was granted; the act is one.
        Paper::Grant | Paper::Denial => matches!(kind, Kind::Decide | Kind::Sign),
        paper => rows_of(kind).any(|row| row.paper == Some(paper)),
    }
}

/// What the law calls a licence (行政许可): only for these is a 行政许可决定书 printed.
const LICENCE: &str = "行政许可";

impl Engine {
    /// What `paper` of a case rests on; none where it is not called for. In a joint case the papers of a
    /// branch need its item code, and no other paper takes one.
    pub fn paper_ground(
        &self,
        view: &CaseView,
        paper: Paper,
        branch: Option<&str>,
    ) -> Option<PaperGround> {
        let facts = &view.facts;
        let branch = match (is_of_a_branch(paper), facts.branches.as_slice()) {
            (true, [_]) | (false, _) => None,
            (true, _) => Some(branch.filter(|code| facts.branch(Some(code)).is_some())?),
        };
        if matches!(paper, Paper::Grant | Paper::Denial) && !self.is_licence(facts, branch) {
            return None;
        }
        let done = ground_of(paper, facts, branch)?;
        let told = |entry: &casework::TrailEntry| {
            entry.standing == Standing::Stands
                && entry.at == Some(done.at)
                && entry.who.as_ref() == Some(&done.who)
                && (branch.is_none() || entry.branch.as_deref() == branch)
                && tells_of(paper, &entry.kind)
        };
        // Two acts may claim one moment; the later in the trail is the one that holds.
        let at = view.trail.iter().rposition(told)?;
        // The prints stand in the facts in the order of their acts.
        let prints = (view.trail.iter().enumerate())
            .filter(|(_, entry)| {
                entry.standing == Standing::Stands && entry.kind == Kind::Print.name()
            })
            .map(|(position, _)| position);
        let printed = (prints.zip(&facts.papers))
            .filter(|(position, print)| {
                *position > at && print.paper == paper.id() && print.branch.as_deref() == branch
            })
            .map(|(_, print)| print.clone());
        Some(PaperGround {
            paper,
            branch: branch.map(str::to_owned),
            act: view.trail[at].act,
            printed: printed.collect(),
            done,
            at,
        })
    }

    /// Every paper that a case calls for, in the order in which a case may come to them; for each branch
    /// where it is a branch's.
    pub fn paper_grounds(&self, view: &CaseView) -> Vec<PaperGround> {
        let facts = &view.facts;
        let mut all = Vec::new();
        for paper in Paper::ALL {
            if is_of_a_branch(paper) && facts.branches.len() > 1 {
                let branches = facts.branches.iter();
                all.extend(branches.filter_map(|branch| {
                    self.paper_ground(view, paper, Some(branch.item.as_str()))
                }));
            } else {
                all.extend(self.paper_ground(view, paper, None));
            }
        }
        all
    }

    /// Whether this place hands the paper out: where its act was done, it is printed. What another place
    /// did comes from there: an agent's village never prints an acceptance.
    pub fn hands_out(&self, facts: &Facts, ground: &PaperGround) -> bool {
        let place = ground.done.who.place;
        // The applicant's own desk may print the slip of any hand-over.
        let desk = ground.paper == Paper::Custody && facts.filing() == Some(self.at);
        place == self.at || desk
    }

    fn is_licence(&self, facts: &Facts, branch: Option<&str>) -> bool {
        let item = |code| self.item_of(facts, facts.branch(code)?);
        item(branch).is_some_and(|item: &Item| item.kind == LICENCE)
    }

    /// Prints a paper: an act with the number it has, or the next of this node's own block.
    pub(super) fn print(
        &mut self,
        user: &str,
        case: &str,
        paper: &str,
        branch: Option<&str>,
    ) -> Result<PaperPrinted, Refused> {
        let paper = Paper::from_id(paper.trim()).ok_or_else(|| no_paper(paper))?;
        let id = self.find(case, Records::Case)?;
        let show = self.show(id)?;
        let facts = &show.view.facts;
        let ground = self
            .paper_ground(&show.view, paper, branch)
            .ok_or_else(|| not_called_for(facts, paper, branch))?;
        if !self.hands_out(facts, &ground) {
            return Err(elsewhere(
                &self.path_name(ground.done.who.place),
                facts,
                paper,
            ));
        }
        let again = !ground.printed.is_empty();
        let (number, sequence) = self.number_of(&show, &ground)?;
        let deed = Deed::Print {
            paper: paper.id().to_owned(),
            number: number.clone(),
        };
        let wanted = Wanted {
            branch: ground.branch.clone(),
            deed,
            today: false,
        };
        let act = self.judged_on(id, case, user, wanted)?;
        if let Some(sequence) = sequence {
            self.use_number(sequence);
        }
        let done = self.do_act(id, &act, Kind::Print.name().to_owned())?;
        Ok(PaperPrinted {
            case: done.case,
            act: done.act,
            paper: paper.id().to_owned(),
            title: paper.zh().to_owned(),
            branch: ground.branch,
            number,
            again,
            code: String::new(),
            text: String::new(),
        })
    }

    /// The number of a paper, with its sequence where it is a new one. A receipt has had its number since it
    /// was made; a paper that was printed keeps its own.
    fn number_of(
        &mut self,
        show: &CaseShow,
        ground: &PaperGround,
    ) -> Result<(String, Option<u32>), Refused> {
        if let Some(number) = ground.number() {
            return Ok((number.to_owned(), None));
        }
        let receipt = show.view.facts.receipt.as_ref();
        if let Some(receipt) = receipt.filter(|_| ground.paper == Paper::Receipt) {
            return Ok((receipt.number.clone(), None));
        }
        let (sequence, letters) = self.next_sequence()?;
        let authority = self.short_name(self.at);
        let year = date_of(self.now).year();
        let number = paper_number(&authority, ground.paper, year, sequence, &letters);
        Ok((number, Some(sequence)))
    }

    /// Marks a number of the block as used. It is appended before what carries the number: after a crash
    /// a number may be missing, and none is given out twice.
    pub(super) fn use_number(&mut self, sequence: u32) {
        self.number = sequence;
        self.append(Kept::Number(sequence), Vec::new());
    }

    /// The short name by which a place numbers its papers: its own name after those above it from the county
    /// down (肇州县永乐镇), for townships and villages of one name are many; a city's and a province's
    /// is their own. Names above are left out where the whole would not fit a paper's code.
    fn short_name(&self, place: PlaceCode) -> String {
        let mut name = self.place_name(place);
        let mut above = place.parent();
        while let Some(code) = above.filter(|code| code.tier() > Tier::City) {
            let longer = format!("{}{name}", self.place_name(code));
            if longer.len() > AUTHORITY_BYTES_MAX {
                break;
            }
            name = longer;
            above = code.parent();
        }
        name
    }
}

/// Bytes of an authority's short name, as long as names above its own may be put before it: with kind, year,
/// sequence and letters the number stays within what a code can carry.
const AUTHORITY_BYTES_MAX: usize = 40;

fn no_paper(given: &str) -> Refused {
    let ids: Vec<&str> = Paper::ALL.into_iter().map(Paper::id).collect();
    wording::say(
        &format!("没有文书 {given}; 文书有: {}", ids.join(" ")),
        &format!("there is no paper {given:?}; there are: {}", ids.join(", ")),
    )
}

fn not_called_for(facts: &Facts, paper: Paper, branch: Option<&str>) -> Refused {
    if is_of_a_branch(paper) && facts.branches.len() > 1 {
        let codes: Vec<&str> = facts.branches.iter().map(|own| own.item.as_str()).collect();
        let known = branch.is_some_and(|code| codes.contains(&code));
        if !known {
            return wording::say(
                &format!(
                    "联办件的{}按分支出具, 请写明分支: {}",
                    paper.zh(),
                    codes.join(" ")
                ),
                &format!(
                    "in a joint case this paper is a branch's: name one of {}",
                    codes.join(", ")
                ),
            );
        }
    }
    wording::say(
        &format!("本件没有作出{}所载的处理, 不能打印", paper.zh()),
        &format!(
            "{}: what it says has not been done in this case",
            paper.en()
        ),
    )
}

fn elsewhere(place: &str, facts: &Facts, paper: Paper) -> Refused {
    let receipt = facts.receipt.as_ref();
    let proxy = receipt.is_some_and(|receipt| receipt.mode == Mode::ForApplicant);
    let (zh, en) = match proxy {
        true => (
            "; 代办点只出具收件凭证",
            "; an agent's desk hands out its receipt and nothing of the authority's",
        ),
        false => ("", ""),
    };
    wording::say(
        &format!("{}由{place}出具, 请在该处打印{zh}", paper.zh()),
        &format!(
            "{}: it is printed where it was done, at {place}{en}",
            paper.en()
        ),
    )
}
