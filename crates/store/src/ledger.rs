//! The journal together with the feed indexes that are derived from it.

mod open;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, RwLock};

pub use open::{LedgerOpened, OpenLedgerError};

use crate::disk::Disk;
use crate::entry::{Entry, FeedSlot, Position};
use crate::feeds::{FeedRow, Feeds, ReadFeedError};
use crate::journal::{AppendError, CommitError, Journal, JournalOptions, ReadEntryError, Scan};
use crate::progress::Progress;

/// How a ledger is kept.
#[derive(Debug, Clone)]
pub struct LedgerOptions {
    /// Bytes beyond which the journal begins another segment: [`JournalOptions::segment_bytes`].
    pub segment_bytes: u64,
    /// The feed indexes are synced when the journal has grown by this many bytes; default 8 MiB. It is also how much of
    /// the journal is read again at opening.
    pub feed_sync_bytes: u64,
    /// Check every entry when opening, not only those since the feed indexes were last synced; default no. Minutes
    /// for a journal of many GB.
    pub checks_all: bool,
}

impl Default for LedgerOptions {
    fn default() -> Self {
        LedgerOptions {
            segment_bytes: JournalOptions::default().segment_bytes,
            feed_sync_bytes: 8 << 20,
            checks_all: false,
        }
    }
}

/// A journal in `journal/` and its feed indexes in `feeds/`, over any [`Disk`].
///
/// This is all of the store that must not be lost. One thread appends and commits; any thread reads.
pub struct Ledger<D: Disk> {
    options: LedgerOptions,
    journal: Journal<D>,
    feeds: RwLock<Feeds<D>>,
    writing: Mutex<Writing>,
}

impl<D: Disk> Ledger<D> {
    /// Opens the ledger on `disk`, or begins one.
    pub fn open(
        disk: D,
        options: LedgerOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Self, LedgerOpened), OpenLedgerError> {
        open::open(disk, options, progress)
    }

    /// Buffers an entry, as [`Journal::append`] does; each of its slots must be the next one of its feed.
    pub fn append(&self, entry: &Entry) -> Result<Position, AppendError> {
        let mut writing = self.lock_writing();
        let mut places = BTreeMap::new();
        let mut rows = Vec::with_capacity(entry.feeds.len());
        for slot in &entry.feeds {
            let last = places
                .entry(slot.link)
                .or_insert_with(|| self.last_appended(&writing, slot.link));
            if slot.seq != *last + 1 {
                return Err(AppendError::SeqNotNext {
                    link: slot.link,
                    expected: *last + 1,
                    found: slot.seq,
                });
            }
            *last = slot.seq;
            let bytes = match slot.at {
                Some(at) => self
                    .journal
                    .entry_bytes(at)
                    .map_err(AppendError::SlotAtNoEntry)?,
                None => 0,
            };
            rows.push((slot.link, row(slot, Position::START, bytes)));
        }
        let position = self.journal.append(entry)?;
        if !rows.is_empty() {
            let own_bytes = entry.encoded_bytes() as u32;
            for ((_, row), slot) in rows.iter_mut().zip(&entry.feeds) {
                if slot.at.is_none() {
                    (row.position, row.bytes) = (position, own_bytes);
                }
            }
        }
        writing.rows.extend(rows);
        writing.last.extend(places);
        Ok(position)
    }

    /// Makes everything appended durable, as [`Journal::commit`] does, and then shows it in the feeds.
    pub fn commit(&self) -> Result<Position, CommitError> {
        let mut writing = self.lock_writing();
        if writing.failed {
            return Err(CommitError::Poisoned);
        }
        let position = self.journal.commit()?;
        let rows = std::mem::take(&mut writing.rows);
        let mut done = self.write_feeds().append(&rows);
        writing.last.clear();
        if done.is_ok() && self.journal.end().0 >= writing.synced + self.options.feed_sync_bytes {
            done = self.sync_feeds_while(&mut writing);
        }
        if let Err(source) = done {
            // The entries are durable, but what is in memory no longer fits the indexes. Opening again repairs that.
            writing.failed = true;
            return Err(CommitError::io("feeds".to_owned(), source));
        }
        Ok(position)
    }

    /// Makes the feed indexes durable, so that the next opening need not read the journal's tail again. Worth doing
    /// before a planned end.
    pub fn sync_feeds(&self) -> Result<(), CommitError> {
        let mut writing = self.lock_writing();
        if writing.failed {
            return Err(CommitError::Poisoned);
        }
        self.sync_feeds_while(&mut writing)
            .map_err(|source| CommitError::io("feeds".to_owned(), source))
    }

    /// The committed entry at a position.
    pub fn read(&self, position: Position) -> Result<Entry, ReadEntryError> {
        self.journal.read(position)
    }

    /// The committed entries from `from` on; see [`Journal::scan`].
    pub fn scan(&self, from: Position) -> Scan<'_, D> {
        self.journal.scan(from)
    }

    /// The journal itself.
    pub fn journal(&self) -> &Journal<D> {
        &self.journal
    }

    /// At most `rows_max` committed rows of a link's feed, from the place `from_seq` on.
    pub fn feed(
        &self,
        link: u32,
        from_seq: u64,
        rows_max: usize,
    ) -> Result<Vec<FeedRow>, ReadFeedError> {
        let feeds = self.read_feeds();
        let rows = feeds.rows(link, from_seq, rows_max);
        if let Err(ReadFeedError::Damaged { .. }) = rows {
            feeds
                .forget_mark()
                .map_err(|source| ReadFeedError::Io { link, source })?;
        }
        rows
    }

    /// The last committed place in a link's feed and the hash there; `(0, [0; 16])` when it has none.
    pub fn feed_last(&self, link: u32) -> (u64, [u8; 16]) {
        self.read_feeds().last(link)
    }

    /// One committed row of a link's feed.
    pub fn feed_at(&self, link: u32, seq: u64) -> Result<Option<FeedRow>, ReadFeedError> {
        if seq == 0 {
            return Ok(None);
        }
        Ok(self.feed(link, seq, 1)?.pop())
    }

    /// The links that have a feed.
    pub fn feed_links(&self) -> Vec<u32> {
        self.read_feeds().links().collect()
    }

    fn sync_feeds_while(&self, writing: &mut Writing) -> std::io::Result<()> {
        let position = self.journal.last();
        let chain = self
            .journal
            .chain_at(position)
            .map_err(std::io::Error::other)?;
        if position != Position::START {
            self.write_feeds().sync(position, chain)?;
        }
        writing.synced = self.journal.end().0;
        Ok(())
    }

    fn last_appended(&self, writing: &Writing, link: u32) -> u64 {
        match writing.last.get(&link) {
            Some(last) => *last,
            None => self.feed_last(link).0,
        }
    }

    fn lock_writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().expect(UNPOISONED)
    }

    fn read_feeds(&self) -> std::sync::RwLockReadGuard<'_, Feeds<D>> {
        self.feeds.read().expect(UNPOISONED)
    }

    fn write_feeds(&self) -> std::sync::RwLockWriteGuard<'_, Feeds<D>> {
        self.feeds.write().expect(UNPOISONED)
    }
}

/// What was appended and is not committed, as far as the feeds go.
#[derive(Default)]
struct Writing {
    rows: Vec<(u32, FeedRow)>,
    /// The last place taken in each feed that has rows here.
    last: BTreeMap<u32, u64>,
    /// The journal's end when the feeds were last synced.
    synced: u64,
    failed: bool,
}

fn row(slot: &FeedSlot, own: Position, bytes: u32) -> FeedRow {
    FeedRow {
        seq: slot.seq,
        position: slot.at.unwrap_or(own),
        rolling: slot.rolling,
        source: slot.source,
        source_seq: slot.source_seq,
        bytes,
    }
}

const UNPOISONED: &str = "no code that holds this lock panics";
