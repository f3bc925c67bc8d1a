//! The act of printing a paper, and the names that its text is told from.

use super::answers::{CaseShow, PaperPrinted, Refused};
use super::execute::Wanted;
use super::journal::JournalEntry;
use super::{Engine, ReadModel, Reason};
use calendar::{Calendar, date_of};
use casework::{Branch, CaseView, Deed, Facts, Kind, Mode, Paper, paper_number};
use catalog::Item;
use papers::{
    Issue, PaperGround, Register, Setting, Sheet, Wording, hands_out, is_of_a_branch, paper_ground,
};
use record::{Kind as Records, RecordId, is_number};
use tiers::{Digest, PlaceCode, Tier};

impl Register for ReadModel {
    fn place(&self) -> PlaceCode {
        self.at()
    }

    fn place_name(&self, place: PlaceCode) -> String {
        ReadModel::place_name(self, place)
    }

    fn path_name(&self, place: PlaceCode) -> String {
        ReadModel::path_name(self, place)
    }

    fn department_name(&self, code: &str) -> String {
        ReadModel::department_name(self, code)
    }

    fn item_name(&self, code: &str) -> String {
        self.name_of(code)
    }

    fn person(&self, place: PlaceCode, user: &str) -> Option<String> {
        let person = self.entry_of(place)?.person(user)?;
        Some(person.name.clone())
    }

    fn item_of(&self, facts: &Facts, branch: &Branch) -> Option<&Item> {
        ReadModel::item_of(self, facts, branch)
    }

    fn calendar_of(&self, version: &Digest) -> Option<&Calendar> {
        ReadModel::calendar_of(self, version)
    }

    fn calendar_in_force(&self) -> Option<&Calendar> {
        ReadModel::calendar_in_force(self)
    }

    fn wording(&self) -> &dyn Wording {
        self.texts()
    }
}

impl ReadModel {
    /// What the square on a paper carries: signed by this node over all that is printed. Empty where it cannot be
    /// signed; the paper is as valid without, it only has to be asked about.
    pub fn paper_code(&self, case: RecordId, sheet: &Sheet, ground: &PaperGround) -> String {
        self.seal(&sheet.seal(case, ground))
            .unwrap_or_else(|error| {
                tracing::warn!(number = sheet.number, %error, "a paper is printed without its code");
                String::new()
            })
    }
}

impl Engine {
    /// Sets papers with other texts than those of the program from here on, as a node would whose program is a later
    /// or an earlier one.
    #[cfg(any(test, feature = "fixture"))]
    pub fn use_wording(&mut self, wording: &'static dyn Wording) {
        self.model.use_texts(wording);
    }

    /// Prints a paper: an act with the number it has, or the next of this node's own block.
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn print(
        &mut self,
        user: &str,
        case: &str,
        paper: &str,
        branch: Option<&str>,
    ) -> Result<PaperPrinted, Refused> {
        let paper = Paper::from_id(paper.trim()).ok_or_else(|| no_paper(paper))?;
        let id = self.find(case, Records::Case)?;
        let show = self.case_show(id)?;
        let facts = &show.view.facts;
        let ground = paper_ground(&show.view, paper, branch)
            .ok_or_else(|| not_called_for(facts, paper, branch))?;
        let edition = ground.edition(self.model.texts());
        if !edition.is_kept(self.model.texts()) {
            return Err(Reason::NewerEdition { paper }.into());
        }
        if !hands_out(&self.model, facts, &ground) {
            return Err(elsewhere(
                self.path_name(ground.done.who.place),
                facts,
                paper,
            ));
        }
        let again = ground.prints_at(self.model.at()) > 0;
        let (number, sequence) = self.number_of(&show, &ground)?;
        let deed = Deed::Print {
            paper: paper.id().to_owned(),
            number: number.clone(),
            edition: edition.0,
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
        let view = self.case_show(id)?.view;
        let (code, text) = self.code_and_text(id, &view, &ground).unwrap_or_default();
        Ok(PaperPrinted {
            case: done.case,
            act: done.act,
            paper: paper.id().to_owned(),
            branch: ground.branch,
            number,
            again,
            code,
            text,
        })
    }

    /// The code of a paper that has just been printed, and the text that its seal covers.
    fn code_and_text(
        &self,
        id: RecordId,
        view: &CaseView,
        before: &PaperGround,
    ) -> Option<(String, String)> {
        let ground = paper_ground(view, before.paper, before.branch.as_deref())?;
        let setting = Setting {
            issue: match ground.prints_at(self.model.at()) {
                0 => return None,
                1 => Issue::First,
                _ => Issue::Again,
            },
            edition: ground.edition(self.model.texts()),
            whole_name: true,
        };
        let sheet = Sheet::set(&self.model, view, &ground, setting)?;
        Some((self.paper_code(id, &sheet, &ground), sheet.sealed_text()))
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
        // A notice that stops the clock has had its number since it was written down: one paper, one number.
        if let Some(number) = notice_number(&show.view.facts, ground) {
            return Ok((number.to_owned(), None));
        }
        let (sequence, letters) = self.next_sequence()?;
        let authority = self.authority_of(&show.view.facts, ground);
        let year = date_of(self.model.now()).year();
        let number = paper_number(&authority, ground.paper, year, sequence, &letters);
        Ok((number, Some(sequence)))
    }

    /// Marks a number of the block as used. It is appended before what carries the number: after a crash
    /// a number may be missing, and none is given out twice.
    pub(super) fn use_number(&mut self, sequence: u32) {
        self.model.give_number(sequence);
        self.append(JournalEntry::Number(sequence), Vec::new());
    }

    /// The name by which whoever issues a paper numbers it (代字): the department's where one decides, else the place's.
    fn authority_of(&self, facts: &Facts, ground: &PaperGround) -> String {
        let place = self.short_name(self.model.at());
        let Some(code) = ground.department(facts, self.model.at()) else {
            return place;
        };
        let department = self.department_name(code);
        let whole = papers::unit_name(&place, &department);
        if whole.len() <= AUTHORITY_BYTES_MAX {
            whole
        } else {
            // Without the places above it, a department still is of one level and one name.
            papers::unit_name(&self.place_name(self.model.at()), &department)
        }
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

/// The number under which a special procedure was told (特别程序告知书), where a paper can bear it.
fn notice_number<'a>(facts: &'a Facts, ground: &PaperGround) -> Option<&'a str> {
    if ground.paper != Paper::Special {
        return None;
    }
    let number = ground.stop(facts)?.notice.trim();
    is_number(number).then_some(number)
}

/// Bytes of an authority's short name, as long as names above its own may be put before it: with kind, year,
/// sequence and letters the number stays within what a code can carry.
const AUTHORITY_BYTES_MAX: usize = 40;

fn no_paper(given: &str) -> Refused {
    let given = given.to_owned();
    Reason::NoPaper { given }.into()
}

fn not_called_for(facts: &Facts, paper: Paper, branch: Option<&str>) -> Refused {
    if is_of_a_branch(paper) && facts.branches.len() > 1 {
        let codes: Vec<String> = facts.branches.iter().map(|own| own.item.clone()).collect();
        let known = branch.is_some_and(|code| codes.iter().any(|own| own == code));
        if !known {
            return Reason::NameABranch { paper, codes }.into();
        }
    }
    Reason::NotDone { paper }.into()
}

fn elsewhere(place: String, facts: &Facts, paper: Paper) -> Refused {
    let receipt = facts.receipt.as_ref();
    let proxy = receipt.is_some_and(|receipt| receipt.mode == Mode::ForApplicant);
    let reason = Reason::PaperElsewhere {
        paper,
        place,
        proxy,
    };
    reason.into()
}
