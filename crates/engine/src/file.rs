//! Drafts and filing: what is typed is a draft from the first letter; filing it begins a case record
//! whose first change is the form.

use super::answers::{DraftView, FieldFault, Filed, Refused, Rival};
use super::brief::Brief;
use super::reason::{self, Fault, Reason};
use super::shown::DraftShown;
use super::{Engine, ReadModel};
use calendar::date_of;
use casework::{
    Act, Deed, Form, FormFault, Ground, Mode, Refusal, Who, check_form, judge_next, mode, quantity,
};
use record::{AuthorError, Header, Kind, Log, RecordId};
use std::sync::Arc;
use sync::LinkNo;
use tiers::{Digest, NodeId, Role, Spread, Tier};

/// Field of a draft that names the item; not part of the form.
pub(super) const ITEM: &str = "_item";
/// Field of a draft that names the case it was filed as.
pub(super) const FILED: &str = "_filed";

impl ReadModel {
    /// A draft as it stands.
    ///
    /// # Errors
    /// When it is not here.
    pub fn draft_view(&self, id: RecordId) -> Result<DraftView, Refused> {
        let shown = self.draft_shown(id);
        let shown = shown.ok_or_else(|| reason::no_case(&id.to_string()))?;
        let place_of = |author: &Option<NodeId>| {
            let mut entries = self.library().entries().map(|(_, entry)| entry);
            let author = author.as_ref()?;
            let entry = entries.find(|entry| entry.node == *author);
            entry.map(|entry| entry.place)
        };
        let rivals = shown.rivals.iter().map(|(field, values)| {
            let values = values.iter().map(|(value, author)| Rival {
                place: place_of(author),
                value: value.clone(),
            });
            (field.clone(), values.collect())
        });
        let filed = shown.form.get(FILED).filter(|case| !case.is_empty());
        Ok(DraftView {
            draft: id.to_string(),
            item: shown.form.get(ITEM).cloned().unwrap_or_default(),
            home: shown.home,
            conflicts: rivals.collect(),
            filed: filed.cloned(),
            saved: shown.saved,
            reach: self.reach(shown.up_seq),
            fields: typed(&shown.form),
        })
    }

    /// Numbers left in the block.
    pub(super) fn numbers_left(&self) -> Option<(u32, bool)> {
        let block = &self.own_entry()?.block;
        let next = (self.last_number() + 1).max(block.first);
        let left = (block.last + 1).saturating_sub(next);
        Some((left, left < block.low_water))
    }

    /// Versions a receipt cites: the item's, or the bundle's and its members'.
    pub fn versions(&self, code: &str) -> Option<Vec<Digest>> {
        if let Some(bundle) = self.bundle(code) {
            let mut versions = vec![*self.published().bundles().get(code)?];
            for member in &bundle.members {
                versions.push(self.item_version(&member.item)?);
            }
            return Some(versions);
        }
        Some(vec![self.item_version(code)?])
    }
}

impl Engine {
    /// Begins a draft for an item or bundle.
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn draft_new(&mut self, user: &str, code: &str) -> Result<DraftView, Refused> {
        self.desk_person(user)?;
        self.may_file_here(code)?;
        let header = self.header(Kind::Draft, Spread::Pair);
        let id = header.id();
        let fields = Form::from([(ITEM.to_owned(), code.to_owned())]);
        let change = Self::blank()
            .change_form(self.model.signer().actor(), &Log::default(), &fields)
            .map_err(reason::trouble)?;
        self.keep_change(id, Some(header), change)
            .map_err(reason::trouble)?;
        self.fold_admitted();
        self.draft_view(id)
    }

    /// Sets fields of a draft; what several hands wrote is settled by setting it.
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn draft_set(
        &mut self,
        user: &str,
        draft: &str,
        fields: &Form,
    ) -> Result<DraftView, Refused> {
        self.desk_person(user)?;
        let id = self.find(draft, Kind::Draft)?;
        let shown = self.shown_draft(id)?;
        let mut faults = Vec::new();
        for (field, value) in fields {
            let too_long = value.len() > casework::FIELD_BYTES_MAX;
            let known =
                casework::FIELDS.contains(&field.as_str()) || field.starts_with(casework::MATERIAL);
            if !known || too_long {
                faults.push(reason::field(if too_long {
                    FormFault::TooLong(field.clone())
                } else {
                    FormFault::Unknown(field.clone())
                }));
            }
        }
        if !faults.is_empty() {
            return Err(reason::fields(faults));
        }
        let (form, rivals) = (&shown.form, &shown.rivals);
        if form.get(FILED).is_some_and(|case| !case.is_empty()) {
            return Err(Reason::DraftFiled.into());
        }
        let mut changed = fields.clone();
        changed.retain(|field, value| {
            form.get(field).map(String::as_str).unwrap_or_default() != value.as_str()
                || rivals.contains_key(field)
        });
        let change = match changed.is_empty() {
            true => None,
            false => match self.form_change(id, &changed)? {
                Ok(change) => Some(change),
                // Saving what is there already is not a change.
                Err(AuthorError::Unchanged) => None,
                Err(error) => return Err(reason::trouble(error)),
            },
        };
        if let Some(change) = change {
            self.keep_change(id, None, change)
                .map_err(reason::trouble)?;
            self.fold_admitted();
        }
        self.draft_view(id)
    }

    /// Whether a draft could be filed as it stands.
    ///
    /// # Errors
    /// Everything that is wrong with it, by field.
    pub fn draft_check(&mut self, user: &str, draft: &str) -> Result<(), Refused> {
        self.desk_person(user)?;
        let id = self.find(draft, Kind::Draft)?;
        let shown = self.shown_draft(id)?;
        self.draft_faults(&shown)
    }

    fn shown_draft(&self, id: RecordId) -> Result<Arc<DraftShown>, Refused> {
        let shown = self.draft_shown(id);
        shown.ok_or_else(|| reason::no_case(&id.to_string()))
    }

    /// A change of fields of a draft, on top of all that is held of it.
    fn form_change(
        &mut self,
        id: RecordId,
        fields: &Form,
    ) -> Result<Result<record::Unsigned, AuthorError>, Refused> {
        let actor = self.signer().actor();
        let open = self.record(id).ok_or(Reason::NotReady)?;
        Ok(open.document.change_form(actor, &open.log, fields))
    }

    fn draft_faults(&self, shown: &DraftShown) -> Result<(), Refused> {
        let form = &shown.form;
        let code = form.get(ITEM).cloned().unwrap_or_default();
        let mut faults: Vec<FieldFault> = (shown.rivals.keys())
            .map(|field| FieldFault {
                field: field.clone(),
                fault: Fault::Rivals,
            })
            .collect();
        let items = self.items_of(&code).ok_or_else(|| reason::no_item(&code))?;
        let typed = typed(form);
        faults.extend(check_form(&items, &typed).into_iter().map(reason::field));
        // What an agent files for an applicant needs the applicant's written entrustment.
        let proxy = items
            .iter()
            .any(|item| mode(item, self.model.config().place) == Mode::ForApplicant);
        let empty = |field: &str| typed.get(field).is_none_or(|text| text.trim().is_empty());
        if proxy && empty(casework::ENTRUSTMENT) {
            let fault = FormFault::Empty(casework::ENTRUSTMENT.to_owned());
            faults.push(reason::field(fault));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(reason::fields(faults))
        }
    }

    /// Files a draft; asked again, it answers the same case.
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn draft_file(&mut self, user: &str, draft: &str) -> Result<Filed, Refused> {
        let id = self.find(draft, Kind::Draft)?;
        let shown = self.shown_draft(id)?;
        let form = &shown.form;
        if let Some(case) = form.get(FILED).filter(|case| !case.is_empty()) {
            return self.filed_as(case);
        }
        self.draft_faults(&shown)?;
        let code = form.get(ITEM).cloned().unwrap_or_default();
        self.file_from(user, &code, typed(form), Some(id))
    }

    fn filed_as(&mut self, case: &str) -> Result<Filed, Refused> {
        let id = self.find(case, Kind::Case)?;
        let view = self.view_of(id);
        let view = view.as_deref();
        let receipt = view.and_then(|view| view.facts.receipt.as_ref());
        let first = view.and_then(|view| view.trail.first());
        match (receipt, first) {
            (Some(receipt), Some(first)) => Ok(Filed {
                case: id.to_string(),
                number: receipt.number.clone(),
                act: first.act,
                duplicates: self.duplicate_numbers(id),
            }),
            _ => Err(reason::no_case(case)),
        }
    }

    /// Files a case: the form and the receipt that pins it.
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn file(&mut self, user: &str, code: &str, form: Form) -> Result<Filed, Refused> {
        self.file_from(user, code, form, None)
    }

    /// As [`Engine::file`], and marks the draft that it is filed from.
    fn file_from(
        &mut self,
        user: &str,
        code: &str,
        form: Form,
        draft: Option<RecordId>,
    ) -> Result<Filed, Refused> {
        let begun = self.model.config().watch.begin();
        let (role, department) = self.desk_person(user)?;
        self.may_file_here(code)?;
        let items = self.items_of(code).ok_or_else(|| reason::no_item(code))?;
        let faults = check_form(&items, &form);
        if !faults.is_empty() {
            let faults = faults.into_iter().map(reason::field);
            return Err(reason::fields(faults.collect()));
        }
        let place = self.model.at();
        let mode = match self.item(code) {
            Some(item) => mode(item, place),
            None => Mode::Window,
        };
        let mut cites = self.cites(place).ok_or(Reason::NotReady)?;
        cites.catalog = self.versions(code).ok_or_else(|| reason::no_item(code))?;
        let number = self.next_number()?;
        let act = Act {
            who: Who {
                place,
                department,
                user: user.to_owned(),
                role,
            },
            cites,
            at: self.stamp(),
            branch: None,
            deed: Deed::Receive {
                number: number.1.clone(),
                code: code.to_owned(),
                mode,
                quantity: quantity(&form).unwrap_or(1),
            },
        };
        let header = self.header(Kind::Case, Spread::Path);
        let id = header.id();
        let empty = casework::fold(Ground { home: place }, &[], self.model.library());
        judge_next(
            Ground { home: place },
            &empty,
            self.model.signer().node(),
            &act,
            &form,
            self.model.library(),
        )
        .map_err(Refused::from)?;
        self.parts.judging += begun.elapsed();
        self.use_number(number.0);
        if let Some(draft) = draft {
            let mark = Form::from([(FILED.to_owned(), id.to_string())]);
            let change = self.form_change(draft, &mark)?.map_err(reason::trouble)?;
            self.keep_change(draft, None, change)
                .map_err(reason::trouble)?;
        }
        self.keep_filing(header, &form, &act)
            .map_err(reason::trouble)?;
        self.fold_admitted();
        let view = self.record(id).and_then(|open| open.view.as_ref());
        let first = view.and_then(|view| view.trail.first());
        let act = first.map(|entry| entry.act).unwrap_or_default();
        Ok(Filed {
            case: id.to_string(),
            number: number.1,
            act,
            duplicates: self.duplicate_numbers(id),
        })
    }

    fn header(&self, kind: Kind, spread: Spread) -> Header {
        Header {
            kind,
            home: self.model.at(),
            spread,
            author: self.model.signer().node(),
            nonce: (self.model.config().random)(),
        }
    }

    /// The next number of a receipt.
    fn next_number(&mut self) -> Result<(u32, String), Refused> {
        let (next, letters) = self.next_sequence()?;
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        Ok((next, format!("{}-{next:07}{letters}", entry.block.prefix)))
    }

    /// The next of this node's own block and the letters that follow it. One sequence serves receipts and
    /// all papers: no two things that leave this node share one, whatever stands before it.
    pub(super) fn next_sequence(&mut self) -> Result<(u32, String), Refused> {
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        // The place above says whether another machine stood here before; what a child brought says nothing.
        // Who publishes himself has nobody above to say so.
        let is_root = self.model.config().root == self.model.signer().node();
        let is_below = self.model.config().place.tier() > Tier::City && !self.model.config().alone;
        if is_below && !is_root && self.links.cursor(LinkNo::PARENT).is_none() {
            return Err(Reason::NotReady.into());
        }
        let prefix = entry.block.prefix.clone();
        let of_ours = |brief: &Brief| brief.number().starts_with(&prefix);
        if self.model.last_number() == 0
            && self.identity.is_first()
            && self.model.records().briefs().values().any(|it| of_ours(it))
        {
            // It came back from above, under a number that this store never gave.
            self.succeed();
        }
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        let block = &entry.block;
        let next = (self.model.last_number() + 1).max(block.first);
        if next > block.last {
            return Err(Reason::NumbersUsedUp.into());
        }
        let letters = self
            .identity
            .letters()
            .map(|bytes| format!("-{}", hex::encode(bytes).to_uppercase()));
        Ok((next, letters.unwrap_or_default()))
    }

    /// The role in which a person files here.
    fn desk_person(&self, user: &str) -> Result<(Role, Option<String>), Refused> {
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        let person = entry.person(user).ok_or_else(|| reason::no_person(user))?;
        let post = person
            .posts
            .iter()
            .find(|post| matches!(post.role, Role::Window | Role::Agent));
        let post = post.ok_or(Reason::NotADesk)?;
        Ok((post.role, None))
    }

    /// Whether an item or bundle may be filed at this place.
    fn may_file_here(&self, code: &str) -> Result<(), Refused> {
        let tiers = match (self.bundle(code), self.item(code)) {
            (Some(bundle), _) => &bundle.filing_tiers,
            (_, Some(item)) if !item.in_force(date_of(self.model.now())) => {
                return Err(Refusal::NotActive(code.to_owned()).into());
            }
            (_, Some(item)) => &item.filing_tiers,
            (None, None) if self.model.published().items().is_empty() => {
                return Err(Reason::NotReady.into());
            }
            (None, None) => return Err(reason::no_item(code)),
        };
        let tier = self.model.at().tier();
        if tiers.contains(&tier) {
            return Ok(());
        }
        Err(Refusal::NotFiledHere(code.to_owned(), tier).into())
    }
}

/// The form without what the draft keeps for itself.
fn typed(form: &Form) -> Form {
    let fields = form
        .iter()
        .filter(|(field, value)| !field.starts_with('_') && !value.is_empty());
    fields
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{CODE, Pair};
    use record::DocumentWork;

    #[test]
    fn saving_a_field_copies_no_record_and_writes_no_document() {
        let dir = tempfile::tempdir().unwrap();
        let mut pair = Pair::new(dir.path());
        let draft = pair.county.draft_new("window", CODE).unwrap().draft;
        pair.county.commit().unwrap();
        let name = |text: &str| Form::from([(casework::NAME.to_owned(), text.to_owned())]);
        for text in ["张三", "张三丰"] {
            DocumentWork::take();
            let saved = pair.county.draft_set("window", &draft, &name(text));
            let work = DocumentWork::take();
            assert_eq!(saved.unwrap().fields, name(text));
            assert_eq!((work.saves, work.copies), (0, 0));
            assert!((1..=2).contains(&work.forks), "{work:?}");
        }
        // What is there already is not written again, but that takes a fork to find out at most.
        DocumentWork::take();
        pair.county
            .draft_set("window", &draft, &name("张三丰"))
            .unwrap();
        assert!(DocumentWork::take().forks <= 1);
    }
}
