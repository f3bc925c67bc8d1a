//! Authority and the table of [`crate::TABLE`] applied to an act. The same function refuses at the desk
//! and judges what arrives from elsewhere.

use crate::guard::Guard;
use crate::limits::{CORRECTION_DAYS, HEARING_HOLD_DAYS, last_moment, promised_at};
use crate::table::{Row, TABLE, Whose};
use crate::whose::{owners, roles_of};
use crate::{
    Act, Branch, Contested, Deed, Facts, Form, FormFault, Ground, Kind, Library, Mode, Owner,
    Paper, Refusal, Slot, grounds, lowest_above, plan,
};
use calendar::Calendar;
use catalog::{Item, Special};
use tiers::{NodeId, Role, Tier};

/// Judges `act` by `author` on what stands in its past.
///
/// # Errors
/// The first thing that does not hold. [`Refusal::NotHere`] means: cannot be judged yet.
pub fn judge(
    ground: Ground,
    facts: &Facts,
    contested: &[Contested],
    author: NodeId,
    act: &Act,
    form: &Form,
    library: &Library,
) -> Result<(), Refusal> {
    let case = Case {
        ground,
        facts,
        contested,
        act,
        form,
        library,
    };
    case.judge(author, TABLE)
}

/// An act and all it is judged by.
pub(crate) struct Case<'a> {
    pub(crate) ground: Ground,
    pub(crate) facts: &'a Facts,
    pub(crate) contested: &'a [Contested],
    pub(crate) act: &'a Act,
    pub(crate) form: &'a Form,
    pub(crate) library: &'a Library,
}

/// What a receipt or an acceptance cites.
pub(crate) struct Cited<'a> {
    pub(crate) items: Vec<&'a Item>,
    pub(crate) bundle: Option<&'a catalog::Bundle>,
}

impl Case<'_> {
    pub(crate) fn judge(&self, author: NodeId, table: &[Row]) -> Result<(), Refusal> {
        let act = self.act;
        let kind = act.deed.kind();
        self.authority(author, kind, table)?;
        let mut rows = table.iter().filter(|row| row.act == kind).peekable();
        if rows.peek().is_none() {
            return Err(Refusal::NotACase);
        }
        self.frozen()?;
        // Who knew that his place was taken out; who did not know is not judged by it.
        if let (Some(_), Some(home)) = (self.facts.taken_from(act.who.place), self.facts.home()) {
            return Err(Refusal::Left(home));
        }
        let item = kind
            .is_of_a_branch()
            .then_some(act.branch.as_deref())
            .flatten();
        if kind.is_of_a_branch()
            && self.facts.receipt.is_some()
            && self.facts.branch(item).is_none()
        {
            return Err(self.no_branch());
        }
        let regime = self.facts.regime(item);
        if !regime.has(kind) {
            return Err(Refusal::NotInRegime(kind, regime));
        }
        let state = self.facts.state(item);
        // Two rows of one act and state differ by role, or by what is asked for: the last refusal of
        // those tells most, since the earlier row was for somebody or something else.
        let mut refusal = Refusal::NotNow(kind, state);
        for row in rows.filter(|row| row.states.contains(&state)) {
            match self.fits(row) {
                Ok(()) => return Ok(()),
                Err(why) => refusal = why,
            }
        }
        Err(refusal)
    }

    fn fits(&self, row: &Row) -> Result<(), Refusal> {
        // A page that stood open too long is told so, and not that the next step is another's.
        if row.guards.contains(&Guard::StepOpen) {
            Guard::StepOpen.check(self)?;
        }
        let roles = row.roles;
        if !roles.contains(&self.act.who.role) {
            return Err(Refusal::WrongRole(roles.first().copied()));
        }
        self.whose(row.whose)?;
        row.guards.iter().try_for_each(|guard| guard.check(self))
    }

    fn authority(&self, author: NodeId, kind: Kind, table: &[Row]) -> Result<(), Refusal> {
        let cited = &self.act.cites;
        let entry = self.library.entry(&cited.directory);
        let entry = entry.ok_or(Refusal::NotHere(cited.directory))?;
        self.calendar()?;
        let who = &self.act.who;
        if entry.node != author || entry.place != who.place {
            return Err(Refusal::NotTheNode(who.place));
        }
        if who.role == Role::Node {
            // Time and arrival write these; a node decides nothing else by itself.
            let mut rows = table.iter().filter(|row| row.act == kind);
            return if rows.any(|row| row.roles.contains(&Role::Node)) {
                Ok(())
            } else {
                Err(Refusal::WrongRole(None))
            };
        }
        if !entry.may_act(&who.user, who.role, who.department.as_deref()) {
            return Err(Refusal::NotThePost(who.role));
        }
        Ok(())
    }

    fn frozen(&self) -> Result<(), Refusal> {
        if matches!(self.act.deed, Deed::Resolve { .. }) {
            return Ok(());
        }
        let touch = crate::slot::Touch::of(self.act, self.facts);
        let mut touched = touch.takes.iter().chain(&touch.reads);
        match touched.find(|slot| self.facts.frozen.contains(*slot)) {
            Some(slot) => Err(Refusal::Frozen(slot.clone())),
            None => Ok(()),
        }
    }

    pub(crate) fn no_branch(&self) -> Refusal {
        match &self.act.branch {
            Some(code) => Refusal::NoBranch(code.clone()),
            None => Refusal::NameBranch,
        }
    }

    pub(crate) fn calendar(&self) -> Result<&Calendar, Refusal> {
        let cited = &self.act.cites.calendar;
        self.library.calendar(cited).ok_or(Refusal::NotHere(*cited))
    }

    fn whose(&self, whose: Whose) -> Result<(), Refusal> {
        let (facts, act) = (self.facts, self.act);
        let place = act.who.place;
        match whose {
            Whose::Home if place == self.home() => Ok(()),
            Whose::Home => Err(Refusal::NotTheNode(self.home())),
            Whose::Common => {
                let Deed::Regrant { home, grants, .. } = &act.deed else {
                    return Ok(());
                };
                let old = [self.home()]
                    .into_iter()
                    .chain(facts.grants().iter().copied());
                let new = [*home].into_iter().chain(grants.iter().copied());
                // Without one, they do not lie in one city: the guard says so to whoever tries.
                match lowest_above(old.chain(new)) {
                    Some(common) if common != place => Err(Refusal::NotTheOwner(common, None)),
                    _ => Ok(()),
                }
            }
            Whose::Anyone => Ok(()),
            Whose::Step | Whose::StepOrLast => {
                let branch = facts
                    .branch(act.branch.as_deref())
                    .ok_or_else(|| self.no_branch())?;
                let last = branch.next.checked_sub(1);
                let last = last.filter(|_| whose == Whose::StepOrLast);
                if last.is_some_and(|last| self.owns_step(&branch.steps[last]).is_ok()) {
                    return Ok(());
                }
                match branch.open() {
                    Some(open) => self.owns_step(open),
                    None => Err(Refusal::NotTheNode(place)),
                }
            }
            Whose::Above | Whose::DeciderOrAbove => {
                let owner = match whose {
                    Whose::Above => facts.intake_owner(),
                    _ => owners(Whose::Decider, facts, act.branch.as_deref()).pop(),
                };
                let owner = owner.ok_or(Refusal::NotTheNode(place))?;
                let above = place != owner.place && place.contains(owner.place);
                match (above, whose) {
                    (true, _) => Ok(()),
                    (false, Whose::DeciderOrAbove) => self.owned(&owner),
                    (false, _) => Err(Refusal::NotAbove(owner.place)),
                }
            }
            Whose::Settler => {
                // The chief representative of a place above all who are in dispute.
                let owner = facts
                    .receipt
                    .as_ref()
                    .map(|receipt| facts.place_now(receipt.accepting.place));
                let owner = owner.unwrap_or(self.home());
                // Where a case lives is in dispute between places that only the city is sure to be above.
                let above = place.contains(owner) && !self.settles_scope();
                let above = place.tier() <= Tier::City || above;
                if above {
                    Ok(())
                } else {
                    Err(Refusal::NotAbove(owner))
                }
            }
            Whose::PaperPlace => {
                let Deed::Print { paper, .. } = &act.deed else {
                    return Ok(());
                };
                let paper = Paper::from_id(paper);
                let made = paper.and_then(|paper| grounds::of(paper, facts, act.branch.as_deref()));
                let made = made.map(|done| facts.place_now(done.who.place));
                let filing = facts.filing();
                let here = made.is_none() || made == Some(place) || filing == Some(place);
                let owner = made.or(filing).unwrap_or(self.home());
                if here {
                    Ok(())
                } else {
                    Err(Refusal::NotTheOwner(owner, None))
                }
            }
            _ => {
                let owners = owners(whose, facts, act.branch.as_deref());
                let desk = matches!(act.who.role, Role::Window | Role::Agent | Role::Node);
                let mut refusal = Refusal::NotTheNode(place);
                for owner in &owners {
                    // Where intake is concerned the window of the place stands for any department.
                    let stands_in = whose.desk_stands_in() && desk && owner.place == place;
                    match self.owned(owner) {
                        Ok(()) => return Ok(()),
                        Err(_) if stands_in => return Ok(()),
                        Err(why) => refusal = why,
                    }
                }
                Err(refusal)
            }
        }
    }

    /// The home of the case: of the record, until it is moved.
    fn home(&self) -> tiers::PlaceCode {
        self.facts.home().unwrap_or(self.ground.home)
    }

    /// Whether the act settles a dispute about where the case lives.
    fn settles_scope(&self) -> bool {
        let Deed::Resolve { stand, void, .. } = &self.act.deed else {
            return false;
        };
        let mut groups = self.contested.iter();
        groups.any(|group| {
            let mut named = stand.iter().chain(void);
            group.slots.contains(&Slot::Scope) && named.any(|act| group.acts.contains(act))
        })
    }

    /// Whether the act is done for the owner of `step`, in the role of its stage: who reviews does not
    /// act at the step of who approves, although both are of one department.
    fn owns_step(&self, step: &crate::StepState) -> Result<(), Refusal> {
        self.owned(&self.facts.owner_now(&step.plan.owner))?;
        let roles = roles_of(step.plan.stage);
        if roles.contains(&self.act.who.role) {
            return Ok(());
        }
        Err(Refusal::WrongRole(roles.first().copied()))
    }

    /// Whether the act is done for `owner`: the same place, and its department where one is named.
    fn owned(&self, owner: &Owner) -> Result<(), Refusal> {
        let who = &self.act.who;
        let department = owner.department.is_none()
            || who.department == owner.department
            || who.role == Role::Node;
        if who.place == owner.place && department {
            return Ok(());
        }
        Err(Refusal::NotTheOwner(owner.place, owner.department.clone()))
    }

    /// The item version that a branch is handled under.
    pub(crate) fn item(&self, branch: &Branch) -> Result<&Item, Refusal> {
        for hash in &self.facts.catalog {
            match self.library.item(hash) {
                Some(item) if item.code == branch.item => return Ok(item),
                Some(_) => {}
                None if self.library.bundle(hash).is_some() => {}
                None => return Err(Refusal::NotHere(*hash)),
            }
        }
        Err(Refusal::UnknownItem(branch.item.clone()))
    }

    /// Working days that the item plans for a special procedure; none where it lists no such. A hearing
    /// is never barred by a catalog: the law itself gives the right to it.
    pub(crate) fn planned(&self, branch: &Branch, cause: &str) -> Result<Option<u16>, Refusal> {
        let Some(cause) = Special::from_code(cause) else {
            return Ok(None);
        };
        let listed = self.item(branch)?.special(cause).map(|one| one.days);
        Ok(match cause {
            Special::Hearing => Some(listed.unwrap_or(HEARING_HOLD_DAYS)),
            _ => listed,
        })
    }

    /// What the act cites of the catalog, each the version of what it should be.
    pub(crate) fn cited(&self) -> Result<Cited<'_>, Refusal> {
        let code = match &self.act.deed {
            Deed::Receive { code, .. } => code.clone(),
            _ => (self.facts.receipt.as_ref()).map_or_else(String::new, |r| r.code.clone()),
        };
        let unknown = || Refusal::UnknownItem(code.clone());
        let cited = &self.act.cites.catalog;
        let (first, rest) = cited.split_first().ok_or_else(unknown)?;
        if let Some(item) = self.library.item(first) {
            return if item.code == code && rest.is_empty() {
                Ok(Cited {
                    items: vec![item],
                    bundle: None,
                })
            } else {
                Err(unknown())
            };
        }
        let bundle = self.library.bundle(first).ok_or(Refusal::NotHere(*first))?;
        if bundle.code != code || rest.len() != bundle.members.len() {
            return Err(unknown());
        }
        let mut items = Vec::new();
        for (member, hash) in bundle.members.iter().zip(rest) {
            let item = self.library.item(hash).ok_or(Refusal::NotHere(*hash))?;
            if item.code != member.item {
                return Err(Refusal::UnknownItem(item.code.clone()));
            }
            items.push(item);
        }
        Ok(Cited {
            items,
            bundle: Some(bundle),
        })
    }

    /// What is cited, where it is what it should be: that it is, is a guard of its own.
    pub(crate) fn known(&self) -> Option<Cited<'_>> {
        self.cited().ok()
    }

    pub(crate) fn right_mode(&self, guard: Guard) -> Result<(), Refusal> {
        let Some(cited) = self.known() else {
            return Ok(());
        };
        let right = match (cited.bundle, cited.items.as_slice()) {
            (None, [item]) => plan::mode(item, self.act.who.place),
            _ => Mode::Window,
        };
        match &self.act.deed {
            Deed::Receive { mode, .. } if *mode != right => Err(Refusal::Guard(guard)),
            _ => Ok(()),
        }
    }

    pub(crate) fn filed_here(&self) -> Result<(), Refusal> {
        let Some(cited) = self.known() else {
            return Ok(());
        };
        let place = self.act.who.place;
        let (tiers, code, here) = match (cited.bundle, cited.items.as_slice()) {
            (Some(bundle), _) => {
                // A linked bundle is filed where its departments are.
                let here = bundle.county_division.is_none_or(|county| county == place)
                    || bundle.city_division == Some(place);
                (&bundle.filing_tiers, &bundle.code, here)
            }
            (None, [item, ..]) => (&item.filing_tiers, &item.code, true),
            (None, []) => return Ok(()),
        };
        if here && tiers.contains(&place.tier()) {
            Ok(())
        } else {
            Err(Refusal::NotFiledHere(code.clone(), place.tier()))
        }
    }

    pub(crate) fn in_force(&self) -> Result<(), Refusal> {
        let day = calendar::date_of(self.act.at.ms);
        let items = self.known().map(|cited| cited.items).unwrap_or_default();
        match items.iter().find(|item| !item.in_force(day)) {
            Some(item) => Err(Refusal::NotActive(item.code.clone())),
            None => Ok(()),
        }
    }

    pub(crate) fn form_whole(&self) -> Result<(), Refusal> {
        let Some(cited) = self.known() else {
            return Ok(());
        };
        let mut faults = crate::check_form(&cited.items, self.form);
        let Deed::Receive { quantity, .. } = &self.act.deed else {
            return Ok(());
        };
        if faults.is_empty() && crate::form::quantity(self.form) != Some(*quantity) {
            faults.push(FormFault::Quantity);
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Form(faults))
        }
    }

    /// An acceptance may cite the version in force on its day instead of the receipt's.
    pub(crate) fn version_of_the_day(&self) -> Result<(), Refusal> {
        if self.act.cites.catalog.is_empty() {
            return Ok(());
        }
        self.cited()?;
        self.in_force()
    }

    /// The five working days after the clock began are over by the act's claimed time, on the calendar
    /// it cites.
    pub(crate) fn five_days_over(&self) -> Result<bool, Refusal> {
        let guard = Refusal::Guard(Guard::FiveDaysOver);
        let from = self.facts.clock_from.ok_or(guard)?;
        Ok(self.act.at.ms > last_moment(self.calendar()?, from, CORRECTION_DAYS))
    }

    pub(crate) fn counted_right(&self, guard: Guard) -> Result<(), Refusal> {
        let Deed::Recount {
            before, was, now, ..
        } = &self.act.deed
        else {
            return Ok(());
        };
        let old = self
            .library
            .calendar(before)
            .ok_or(Refusal::NotHere(*before))?;
        let at = |calendar: &Calendar| promised_at(self.facts, calendar);
        let true_figures = at(old) == Some(*was) && at(self.calendar()?) == Some(*now);
        let days = self
            .facts
            .receipt
            .as_ref()
            .is_some_and(|receipt| !receipt.instant);
        if true_figures && was != now && days {
            Ok(())
        } else {
            Err(Refusal::Guard(guard))
        }
    }

    pub(crate) fn all_rivals_named(&self, guard: Guard) -> Result<(), Refusal> {
        let Deed::Resolve { stand, void, .. } = &self.act.deed else {
            return Ok(());
        };
        let mut named: Vec<&tiers::Digest> = stand.iter().chain(void).collect();
        named.sort();
        for group in self.contested {
            let mut rivals: Vec<&tiers::Digest> = group.acts.iter().collect();
            rivals.sort();
            if rivals.iter().any(|rival| named.contains(rival)) {
                let missing = rivals.iter().find(|rival| !named.contains(rival));
                if missing.is_none() && rivals.len() == named.len() {
                    return Ok(());
                }
                let all = rivals.into_iter().copied().collect();
                return Err(Refusal::NotAllRivals(all));
            }
        }
        Err(Refusal::Guard(guard))
    }
}
