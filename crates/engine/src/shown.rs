//! What pages show of a record that is not in its row yet, or as its row has it.

use super::journal::from_bytes;
use super::row::Open;
use super::{Engine, ReadModel};
use casework::{CaseView, Form};
use record::{Kind, RecordId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::OrderedMap as _;
use tiers::{NodeId, PlaceCode};

/// A record as pages show it.
#[derive(Debug, Clone)]
pub(super) enum ShownRecord {
    Case(Arc<CaseView>),
    Draft(Arc<DraftShown>),
}

/// A draft as pages show it.
#[derive(Debug)]
pub(super) struct DraftShown {
    pub(super) home: PlaceCode,
    pub(super) form: Form,
    /// The fields with several values, and who wrote each.
    pub(super) rivals: BTreeMap<String, Vec<(String, Option<NodeId>)>>,
    /// When it last changed, ms.
    pub(super) saved: i64,
    /// Sequence of its last change in the feed to the parent.
    pub(super) up_seq: u64,
}

impl DraftShown {
    pub(super) fn of(open: &Open) -> DraftShown {
        let author = |change| {
            let mut held = open.log.iter();
            held.find(|held| held.hash == change)
                .map(|held| held.author)
        };
        let rivals = open.conflicts().into_iter().map(|(field, values)| {
            let values = values.into_iter();
            let values = values.map(|value| (value.text, author(value.change)));
            (field, values.collect())
        });
        DraftShown {
            home: open.header.home,
            form: open.form(),
            rivals: rivals.collect(),
            saved: open.taken_in,
            up_seq: open.up_seq,
        }
    }
}

impl ShownRecord {
    /// What pages show of a record that is open; none of what is published, which they have otherwise.
    pub(super) fn of(open: &Open) -> Option<ShownRecord> {
        match open.header.kind {
            Kind::Draft => Some(ShownRecord::Draft(Arc::new(DraftShown::of(open)))),
            _ => open.view.clone().map(ShownRecord::Case),
        }
    }
}

impl Engine {
    /// Shows readers what a record has come to, until its row says it.
    pub(super) fn show(&mut self, open: &Open) {
        if let Some(shown) = ShownRecord::of(open) {
            self.model.show_unwritten(open.id, shown);
        }
    }
}

impl ReadModel {
    /// A case's view, without its document.
    pub fn view_of(&self, id: RecordId) -> Option<Arc<CaseView>> {
        #[derive(Deserialize)]
        struct ViewOnly {
            view: Option<CaseView>,
        }
        match self.unwritten(id) {
            Some(ShownRecord::Case(view)) => return Some(Arc::clone(view)),
            Some(ShownRecord::Draft(_)) => return None,
            None => {}
        }
        let row = self.row_bytes(id)?;
        from_bytes::<ViewOnly>(&row).ok()?.view.map(Arc::new)
    }

    /// A draft as it stands.
    pub(super) fn draft_shown(&self, id: RecordId) -> Option<Arc<DraftShown>> {
        match self.unwritten(id) {
            Some(ShownRecord::Draft(shown)) => return Some(Arc::clone(shown)),
            Some(ShownRecord::Case(_)) => return None,
            None => {}
        }
        let row = self.row_bytes(id)?;
        let damaged = |error| {
            tracing::error!(record = %id, error, "a row is damaged; start the node anew to rebuild it");
        };
        let open = Open::from_row(id, &row).map_err(damaged).ok()?;
        Some(Arc::new(DraftShown::of(&open)))
    }

    fn row_bytes(&self, id: RecordId) -> Option<Vec<u8>> {
        let tree = self.store().tree("record").ok()?;
        tree.get(&id.0.0).ok().flatten()
    }
}
