//! Editing the catalog at the root: draft, review by the legal office (法制审核), publication.
//!
//! A draft is local to the root and is kept step by step in the journal: what was written, by whom,
//! who reviewed it with which words, who published. Only publication makes a version, which travels like
//! those of the founding; receipts cite it from the day it is in force, earlier cases keep theirs.

use super::answers::{FieldFault, Refused};
use super::journal::JournalEntry;
use super::reason::{self, Fault, JsonFault, Reason};
use super::{Engine, ReadModel};
use calendar::{UnixMillis, date_of};
use catalog::{Flaw, Item};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiers::{Digest, Role};

/// One step of editing, as it is asked for and as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditStep {
    /// The administrator writes the draft: the whole item as JSON.
    Save {
        /// JSON, as in a line of the catalog's file; it may be spread over lines.
        item: String,
    },
    /// The administrator sends it to the legal office.
    Send,
    /// The legal office approves it.
    Approve {
        /// What the legal office says of it; never empty.
        opinion: String,
    },
    /// The legal office returns it.
    Return {
        /// What is to be changed.
        opinion: String,
    },
    /// The administrator publishes it.
    Publish,
    /// The administrator gives it up.
    Discard,
}

impl EditStep {
    /// Its name in the trail.
    pub const fn name(&self) -> &'static str {
        match self {
            EditStep::Save { .. } => "save",
            EditStep::Send => "send",
            EditStep::Approve { .. } => "approve",
            EditStep::Return { .. } => "return",
            EditStep::Publish => "publish",
            EditStep::Discard => "discard",
        }
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Code of the item whose draft it is.
    pub code: String,
    /// Log-in name of the person who took the step.
    pub user: String,
    /// When the step was taken, ms since 1970.
    pub at: i64,
    /// The version in force when the draft was begun; none for a new item. With a `Publish`, the version
    /// that was made.
    pub version: Option<Digest>,
    /// What was done, with the draft's text or the opinion.
    pub step: EditStep,
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditState {
    /// 起草中: written and not sent.
    Draft,
    /// 法制审核中: with the legal office; nobody may change it.
    Review,
    /// 已退回: the legal office wants changes.
    Returned,
    /// 审核通过, 待发布: the legal office has approved it; it is not published yet.
    Approved,
    /// 已发布: the version of this draft is published.
    Published,
    /// 已放弃: given up; the next text that is saved begins another draft.
    Discarded,
}

impl EditState {
    /// The id of its text.
    pub const fn id(self) -> &'static str {
        match self {
            EditState::Draft => "edit-state-draft",
            EditState::Review => "edit-state-review",
            EditState::Returned => "edit-state-returned",
            EditState::Approved => "edit-state-approved",
            EditState::Published => "edit-state-published",
            EditState::Discarded => "edit-state-discarded",
        }
    }
}

/// A draft of an item, and all that ever happened to this item's drafts here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ItemEdit {
    /// What is written.
    pub item: Item,
    /// The version it was begun from; none for a new item.
    pub base: Option<Digest>,
    /// Where it stands.
    pub state: EditState,
    /// Who wrote at this draft: none of them may review it.
    pub editors: Vec<String>,
    /// Oldest first, over all drafts of this item.
    pub trail: Vec<EditTrail>,
}

/// One row of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditTrail {
    /// What was done, as in [`EditStep::name`].
    pub what: String,
    /// Log-in name of the person who did it.
    pub user: String,
    /// When it was done, ms since 1970.
    pub at: i64,
    /// The legal office's words.
    pub opinion: Option<String>,
    /// The version that was made.
    pub version: Option<Digest>,
}

/// A draft as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct EditShow {
    /// Code of the item, which never changes.
    pub code: String,
    /// The draft; none where there is none, and then `item` is the version in force.
    pub state: Option<EditState>,
    /// What is written.
    pub item: Item,
    /// The version the draft was begun from, or the one in force.
    pub base: Option<Digest>,
    /// Elements that differ from the version last published, by their names in the files.
    pub changed: Vec<String>,
    /// What keeps it from review.
    pub flaws: Vec<FlawShow>,
    /// Who wrote at this draft.
    pub editors: Vec<String>,
    /// Every step of all drafts of this item, as in [`ItemEdit::trail`]; empty where there was none.
    pub trail: Vec<EditTrail>,
}

/// Something wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlawShow {
    /// The rule, and the item or bundle that breaks it with this draft.
    pub flaw: Flaw,
    /// The draft itself breaks the rule, not another item or bundle because of it.
    pub own: bool,
}

impl FlawShow {
    /// The element to look at first; empty for something elsewhere.
    pub const fn element(&self) -> &'static str {
        if self.own {
            self.flaw.rule().element()
        } else {
            ""
        }
    }
}

/// All drafts, by code.
#[derive(Debug, Clone, Default)]
pub(super) struct ItemEdits(BTreeMap<String, ItemEdit>);

impl ItemEdits {
    /// As the state row has them.
    pub(super) fn of(rows: Vec<(String, ItemEdit)>) -> ItemEdits {
        ItemEdits(rows.into_iter().collect())
    }

    /// For the state row.
    pub(super) fn rows(&self) -> Vec<(String, ItemEdit)> {
        let edits = self.0.iter();
        edits
            .map(|(code, edit)| (code.clone(), edit.clone()))
            .collect()
    }

    /// The draft of an item.
    fn get(&self, code: &str) -> Option<&ItemEdit> {
        self.0.get(code)
    }

    /// The items of which there are drafts.
    fn codes(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// Applies a step that was taken: the same when it is taken and when the journal is replayed.
    pub(super) fn apply(&mut self, edit: Edit) {
        let Edit {
            code,
            user,
            at,
            version,
            step,
        } = edit;
        let row = EditTrail {
            what: step.name().to_owned(),
            user: user.clone(),
            at,
            opinion: None,
            version: None,
        };
        if let EditStep::Save { item } = &step {
            let Ok(item) = serde_json::from_str::<Item>(item) else {
                tracing::error!(code, "a kept draft cannot be read by this version");
                return;
            };
            use EditState::{Discarded, Published};
            let held = self.0.remove(&code);
            let ended = held
                .as_ref()
                .is_none_or(|held| matches!(held.state, Published | Discarded));
            let mut edit = held.unwrap_or_else(|| ItemEdit {
                item: item.clone(),
                base: version,
                state: EditState::Draft,
                editors: Vec::new(),
                trail: Vec::new(),
            });
            if ended {
                edit.base = version;
                edit.editors.clear();
            }
            edit.item = item;
            edit.state = EditState::Draft;
            if !edit.editors.contains(&user) {
                edit.editors.push(user);
            }
            edit.trail.push(row);
            self.0.insert(code, edit);
            return;
        }
        let Some(held) = self.0.get_mut(&code) else {
            tracing::error!(code, "a kept step without its draft");
            return;
        };
        let (state, opinion, made) = match step {
            EditStep::Save { .. } => return,
            EditStep::Send => {
                if !held.editors.contains(&user) {
                    held.editors.push(user);
                }
                (EditState::Review, None, None)
            }
            EditStep::Approve { opinion } => (EditState::Approved, Some(opinion), None),
            EditStep::Return { opinion } => (EditState::Returned, Some(opinion), None),
            EditStep::Publish => (EditState::Published, None, version),
            EditStep::Discard => (EditState::Discarded, None, None),
        };
        held.state = state;
        held.trail.push(EditTrail {
            opinion,
            version: made,
            ..row
        });
    }
}

impl ReadModel {
    /// A draft, or the version in force where there is none.
    ///
    /// # Errors
    /// When there is neither.
    pub fn edit_show(&self, code: &str) -> Result<EditShow, Refused> {
        let held = self.edits().get(code);
        let latest = self.published().items().get(code);
        let published = self.published_item(code);
        let Some(item) = held.map(|held| &held.item).or(published) else {
            return Err(reason::no_item(code));
        };
        Ok(EditShow {
            code: code.to_owned(),
            state: held.map(|held| held.state),
            changed: published.map_or_else(Vec::new, |published| changes(published, item)),
            base: held.map_or(latest.copied(), |held| held.base),
            flaws: self.flaws(item),
            editors: held.map(|held| held.editors.clone()).unwrap_or_default(),
            trail: held.map(|held| held.trail.clone()).unwrap_or_default(),
            item: item.clone(),
        })
    }

    /// The version of an item that was published last.
    pub fn published_item(&self, code: &str) -> Option<&Item> {
        self.library().item(self.published().items().get(code)?)
    }

    /// All drafts, those that wait for somebody first.
    pub fn edit_shows(&self) -> Vec<EditShow> {
        let codes = self.edits().codes();
        let mut shows: Vec<EditShow> = codes.filter_map(|code| self.edit_show(code).ok()).collect();
        use EditState::{Discarded, Published};
        shows.sort_by_key(|show| matches!(show.state, Some(Published | Discarded)));
        shows
    }

    /// Whether this node is where the catalog is edited.
    pub fn is_root(&self) -> bool {
        self.signer().node() == self.config().root
    }

    fn flaws(&self, item: &Item) -> Vec<FlawShow> {
        let flaws = self.catalog().flaws_with(item).into_iter();
        let shown = flaws.map(|flaw| FlawShow {
            own: flaw.code == item.code,
            flaw,
        });
        shown.collect()
    }
}

impl Engine {
    /// Takes a step. The answer may be given only after the next commit.
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn edit(&mut self, user: &str, code: &str, step: EditStep) -> Result<EditShow, Refused> {
        self.edits_here()?;
        match &step {
            EditStep::Approve { .. } | EditStep::Return { .. } => {
                self.holds(user, Role::Legal)?;
            }
            _ => self.holds(user, Role::Administrator)?,
        }
        let version = match &step {
            EditStep::Save { item } => {
                self.may_write(code)?;
                let item = read_item(item)?;
                if item.code != code {
                    return Err(wrong("code", Fault::CodeFixed));
                }
                self.model.published().items().get(code).copied()
            }
            EditStep::Send => {
                self.in_state(code, &[EditState::Draft, EditState::Returned])?;
                self.ready(code)?;
                None
            }
            EditStep::Approve { opinion } | EditStep::Return { opinion } => {
                let edit = self.in_state(code, &[EditState::Review])?;
                if edit.editors.iter().any(|editor| editor == user) {
                    return Err(Reason::OwnDraft.into());
                }
                if opinion.trim().is_empty() {
                    return Err(wrong("opinion", Fault::NoOpinion));
                }
                if opinion.len() > OPINION_BYTES_MAX {
                    return Err(wrong("opinion", Fault::OpinionTooLong));
                }
                None
            }
            EditStep::Publish => {
                self.in_state(code, &[EditState::Approved])?;
                Some(self.publish_edit(user, code)?)
            }
            EditStep::Discard => {
                use EditState::{Approved, Draft, Returned};
                self.in_state(code, &[Draft, Returned, Approved])?;
                None
            }
        };
        let edit = Edit {
            code: code.to_owned(),
            user: user.to_owned(),
            at: self.model.now().0,
            version,
            step,
        };
        self.append(JournalEntry::Edit(Box::new(edit.clone())), Vec::new());
        self.model.edits_mut().apply(edit);
        self.changes += 1;
        self.edit_show(code)
    }

    fn edits_here(&self) -> Result<(), Refused> {
        if self.is_root() {
            return Ok(());
        }
        Err(Reason::EditedElsewhere.into())
    }

    fn holds(&self, user: &str, role: Role) -> Result<(), Refused> {
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        let person = (entry.person(user)).ok_or_else(|| reason::no_person(user))?;
        if person.posts.iter().any(|post| post.role == role) {
            return Ok(());
        }
        let reason = match role {
            Role::Legal => Reason::NotLegal,
            _ => Reason::NotAdministrator,
        };
        Err(reason.into())
    }

    fn may_write(&self, code: &str) -> Result<(), Refused> {
        let held = self.model.edits().get(code);
        if held.is_some_and(|held| held.state == EditState::Review) {
            return Err(Reason::DraftInReview.into());
        }
        let known = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if code.is_empty() || code.len() > CODE_BYTES_MAX || !code.chars().all(known) {
            return Err(wrong("code", Fault::Code));
        }
        Ok(())
    }

    fn in_state(&self, code: &str, states: &[EditState]) -> Result<&ItemEdit, Refused> {
        let held = self.model.edits().get(code).ok_or(Reason::NoDraft)?;
        let state = held.state;
        if !states.contains(&state) {
            return Err(Reason::WrongState { state }.into());
        }
        Ok(held)
    }

    /// Whether the draft may be reviewed or published: free of faults within the whole catalog, from a
    /// day on that has not passed, and of another content than what is published.
    fn ready(&self, code: &str) -> Result<(), Refused> {
        let show = self.edit_show(code)?;
        if show.base != self.model.published().items().get(code).copied() {
            return Err(Reason::DraftOutdated.into());
        }
        if show.base.is_some() && show.changed.is_empty() {
            return Err(Reason::DraftUnchanged.into());
        }
        let mut faults: Vec<FieldFault> = (show.flaws.into_iter())
            .map(|flaw| FieldFault {
                field: flaw.element().to_owned(),
                fault: Fault::Flaw(flaw),
            })
            .collect();
        let today = date_of(self.model.now());
        if show.item.effective.from.is_none_or(|from| from < today) {
            faults.push(FieldFault {
                field: "effective".to_owned(),
                fault: Fault::InForceTooEarly { today },
            });
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(reason::fields(faults))
        }
    }

    /// Makes the version; answers its name.
    fn publish_edit(&mut self, user: &str, code: &str) -> Result<Digest, Refused> {
        self.ready(code)?;
        let item = self.in_state(code, &[EditState::Approved])?.item.clone();
        let cites = self
            .cites(self.model.config().place)
            .ok_or(Reason::NotReady)?;
        self.publish_item(&item, user, &cites)?;
        Ok(item.version())
    }
}

/// Reads the JSON of an item; a fault names line and column, for people write it by hand.
fn read_item(text: &str) -> Result<Item, Refused> {
    if text.len() > ITEM_BYTES_MAX {
        return Err(wrong("item", Fault::ItemTooLong));
    }
    serde_json::from_str(text).map_err(|error| wrong("item", Fault::Json(JsonFault::of(&error))))
}

/// The elements that differ, by their names in the files.
fn changes(published: &Item, draft: &Item) -> Vec<String> {
    let object = |item: &Item| match serde_json::to_value(item) {
        Ok(serde_json::Value::Object(object)) => object,
        _ => serde_json::Map::new(),
    };
    let (was, is) = (object(published), object(draft));
    let names: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| was.get(*name) != is.get(*name));
    differing.cloned().collect()
}

fn wrong(field: &str, fault: Fault) -> Refused {
    reason::fields(vec![FieldFault {
        field: field.to_owned(),
        fault,
    }])
}

/// When a step of the trail was, for texts.
pub const fn taken_at(row: &EditTrail) -> UnixMillis {
    UnixMillis(row.at)
}

/// Bytes of an item's JSON: with signature and header it must stay well below a change's limit.
const ITEM_BYTES_MAX: usize = 48 * 1024;

/// Bytes of an opinion.
const OPINION_BYTES_MAX: usize = 4 * 1024;

/// Bytes of a code.
const CODE_BYTES_MAX: usize = 32;

#[cfg(test)]
mod tests;
