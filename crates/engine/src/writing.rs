//! Writing rows: lazily, for the journal has it all.

use super::{Engine, journal, rows};
use store::{Position, RowBatch};
use tiers::Digest;

/// What rows and roll were written as of: the last entry, and the hash of what the journal says beside records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hold {
    last: Position,
    state: Digest,
}

impl Engine {
    /// Whether [`Engine::write_rows`] has anything to write. What only says when something was last heard is nothing: a
    /// node on which nothing happens leaves its disk alone.
    pub fn rows_are_behind(&self) -> bool {
        let dirty = self.cache.dirty_count() > 0 || !self.publisher.dirty_rows().is_empty();
        dirty
            || self
                .cache
                .rows_hold()
                .is_none_or(|hold| hold.last != self.cache.last() || hold != self.held_now())
    }

    fn held_now(&self) -> Hold {
        let state = journal::to_bytes(&self.state().without_times());
        Hold {
            last: self.cache.last(),
            state: Digest::of(&state),
        }
    }

    /// Writes what has changed.
    pub fn write_rows(&mut self) {
        if !self.cache.may_be_written() || !self.intake.is_folded() {
            return;
        }
        let begun = self.model.config().watch.begin();
        self.write_briefs();
        let mut batch = RowBatch::new();
        let dirty = self.cache.take_dirty();
        for id in dirty.iter().copied() {
            if let Some(open) = self.cache.at(id) {
                batch.put("record", id.0.0.to_vec(), open.to_row());
            }
            if let Some(brief) = self.model.records().brief(&id) {
                batch.put("brief", id.0.0.to_vec(), brief.to_row());
            }
        }
        for (name, row) in self.publisher.take_dirty_rows() {
            batch.put("row", rows::row_key(&name), journal::to_bytes(&row));
        }
        let state = journal::to_bytes(&self.state());
        self.cache.note_written(self.held_now());
        batch.put("state", b"node".to_vec(), state.clone());
        if let Err(error) = self.model.store().write_rows(&batch, self.cache.last()) {
            // The journal is the truth; the rows are made anew at the next start.
            tracing::error!(%error, "rows could not be written");
        } else {
            for id in &dirty {
                self.model.forget_unwritten(id);
            }
        }
        // While a start replays, the roll knows of more than the rows do: it stays as it was.
        let noted = self.model.store().roll_noted();
        if noted.is_some_and(|noted| noted <= self.cache.last())
            && let Err(error) = self.model.store().save_roll(state, self.cache.last())
        {
            tracing::warn!(%error, "the roll could not be written: the next start may take longer");
        }
        self.parts.rows += begun.elapsed();
    }

    /// Makes the rows durable, which nothing depends on: it only makes the next start quicker.
    pub fn flush_rows(&self) {
        if let Err(error) = self.model.store().flush_rows() {
            tracing::warn!(%error, "rows could not be flushed: the next start may take longer");
        }
    }

    /// Writes what time alone has changed, some at a time: it may be every case that there is. None of it claims
    /// anything of the journal.
    fn write_briefs(&mut self) {
        const AT_ONCE: usize = 4_096;
        let ids = self.cache.take_dirty_briefs();
        for ids in ids.chunks(AT_ONCE) {
            let mut batch = RowBatch::new();
            for id in ids {
                if let Some(brief) = self.model.records().brief(id) {
                    batch.put("brief", id.0.0.to_vec(), brief.to_row());
                }
            }
            if let Err(error) = self
                .model
                .store()
                .write_rows(&batch, self.model.store().rows_built_to())
            {
                tracing::error!(%error, "rows could not be written");
                return;
            }
        }
    }
}
