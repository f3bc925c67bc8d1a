//! What all parts of one paper are told from.

use crate::voice::Voice;
use crate::{PaperGround, Register};
use casework::{Branch, CaseView, Facts, Paper, Receipt, Regime};
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

    /// What kind of power the item is.
    pub(crate) fn regime(&self) -> Regime {
        self.facts().regime(self.ground.branch.as_deref())
    }

    /// The lawful title of a paper of this case, in the regime of the branch that it is about.
    pub(crate) fn title_of(&self, paper: Paper, branch: Option<&str>) -> Text {
        self.say(paper.title_in(self.facts().regime(branch)), &[])
    }

    /// The same as [`Telling::say`] in the words of the item's regime: the Licensing Law is cited for a licence alone.
    /// Others have a text of their own regime or one of all items, and the rule that the item rests on as `law`.
    pub(crate) fn say_lawful(&self, id: &str, arguments: &[(&'static str, Value<'_>)]) -> Text {
        if self.regime() == Regime::Licence {
            return self.say(id, arguments);
        }
        self.say_by(id, self.law(), arguments)
    }

    /// As [`Telling::say_lawful`] for what is no licence, or rests on a rule of its own.
    pub(crate) fn say_by(
        &self,
        id: &str,
        law: Text,
        arguments: &[(&'static str, Value<'_>)],
    ) -> Text {
        let own = format!("{id}-{}", self.regime().name());
        let all = format!("{id}-item");
        let known = |id: &String| self.voice.wording.is_known(id);
        let id = [own, all].into_iter().find(known);
        let mut arguments = arguments.to_vec();
        arguments.push(("law", law.into()));
        self.say(id.as_deref().unwrap_or_default(), &arguments)
    }

    /// The rule that the item rests on, as its version in the catalog gives it.
    pub(crate) fn law(&self) -> Text {
        let item = self
            .branch()
            .and_then(|own| self.register.item_of(self.facts(), own));
        match item.map(|item| item.legal_basis.trim()) {
            None | Some("") => self.say("paper-law-none", &[]),
            Some(basis) => Text::same(basis),
        }
    }

    /// Who decides: place and department of the branch.
    pub(crate) fn decider(&self) -> Option<Text> {
        let own = self.branch()?;
        let place = self.register.path_name(own.place).replace(' ', "");
        Some(Text::same(match &own.department {
            Some(code) => unit_name(&place, &self.register.department_name(code)),
            None => place,
        }))
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
        match self.ground.department(self.facts(), self.place()) {
            Some(code) => Text::same(unit_name(&place, &self.register.department_name(code))),
            None => Text::same(place),
        }
    }
}

/// 大庆市水利局 of 大庆市 and 市水利局: a department is named after its level, which the place's name
/// ends with.
pub fn unit_name(place: &str, department: &str) -> String {
    let level = place.chars().last();
    let rest = level.and_then(|level| department.strip_prefix(level));
    format!("{place}{}", rest.unwrap_or(department))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_stands_once_in_the_name_of_a_unit() {
        assert_eq!(unit_name("大庆市", "市水利局"), "大庆市水利局");
        assert_eq!(unit_name("大庆市肇州县", "县民政局"), "大庆市肇州县民政局");
        assert_eq!(unit_name("大庆市", "气象局"), "大庆市气象局");
    }
}
