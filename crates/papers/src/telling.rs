//! What all parts of one paper are told from.

use crate::voice::Voice;
use crate::{PaperGround, Register};
use casework::{Branch, CaseView, Facts, Paper, Receipt};
use tiers::PlaceCode;
use words::{Text, Value};

/// A paper in the making.
pub(crate) struct Telling<'a> {
    pub(crate) register: &'a dyn Register,
    pub(crate) view: &'a CaseView,
    pub(crate) receipt: &'a Receipt,
    pub(crate) ground: &'a PaperGround,
    /// The edition that says it.
    pub(crate) voice: Voice<'a>,
    /// The applicant's name, as far as the reader may see it.
    pub(crate) applicant: String,
}

impl Telling<'_> {
    /// What the edition says under `id`.
    pub(crate) fn say(&self, id: &str, arguments: &[(&'static str, Value<'_>)]) -> Text {
        self.voice.say(id, arguments)
    }

    pub(crate) fn paper(&self) -> Paper {
        self.ground.paper
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.view.facts
    }

    /// The branch it is about; the only one where there is one.
    pub(crate) fn branch(&self) -> Option<&Branch> {
        self.facts().branch(self.ground.branch.as_deref())
    }

    /// What was applied for: the item of the branch, or the whole.
    pub(crate) fn item(&self) -> String {
        match (&self.ground.branch, self.branch()) {
            (Some(_), Some(branch)) => branch.name.clone(),
            _ => self.register.item_name(&self.receipt.code),
        }
    }

    /// The place that hands it out.
    pub(crate) fn place(&self) -> PlaceCode {
        match self.paper() {
            // A slip of a hand-over may be printed at the applicant's own desk too.
            Paper::Custody => self.register.place(),
            _ => self.ground.done.who.place,
        }
    }

    /// The unit that hands it out: place and department, or the place's desk. What the authority says is
    /// said by the department that decides, also where its window did the act.
    pub(crate) fn unit(&self) -> Text {
        let place = self.register.path_name(self.place()).replace(' ', "");
        let of_the_desk = matches!(
            self.paper(),
            Paper::Receipt | Paper::Delivery | Paper::Custody | Paper::Entrustment
        );
        let own = self.branch().filter(|own| own.place == self.place());
        let department = self.ground.done.who.department.clone();
        let department = department.or_else(|| own?.department.clone());
        match department.filter(|_| !of_the_desk) {
            Some(code) => Text::same(joined(&place, &self.register.department_name(&code))),
            None => Text::same(place),
        }
    }
}

/// 大庆市水利局 of 大庆市 and 市水利局: a department is named after its level, which the place's name
/// ends with.
fn joined(place: &str, department: &str) -> String {
    let level = place.chars().last();
    let rest = level.and_then(|level| department.strip_prefix(level));
    format!("{place}{}", rest.unwrap_or(department))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_stands_once_in_the_name_of_a_unit() {
        assert_eq!(joined("大庆市", "市水利局"), "大庆市水利局");
        assert_eq!(joined("大庆市肇州县", "县民政局"), "大庆市肇州县民政局");
        assert_eq!(joined("大庆市", "气象局"), "大庆市气象局");
    }
}
