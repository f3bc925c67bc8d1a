//! What a node must not lose, and what it can work out again.
//!
//! * The [`Journal`] is the truth: append-only segments of checksummed, chained entries. [`Journal::commit`] syncs once
//!   for everything appended since the last, and only what is committed may be acknowledged.
//! * Feed indexes say which entry has which place in the feed of each link. They are derived from the journal, kept
//!   beside it in a [`Ledger`], and checked, completed or written anew when it is opened.
//! * Rows in sled are derived too, by the caller. They carry the journal position and chain they were built to;
//!   when they are gone, garbage or another journal's they are set aside, and [`Opened::rows_from`] says where to replay from.
//!
//! * sled takes its time to open after a crash. The roll says which entries each record has, so that an [`Opening`] can
//!   serve what a counter needs from the journal alone meanwhile ([`Opening::early`]).
//!
//! A directory holds one [`Store`]: `journal/`, `feeds/`, `roll/`, `sled/`, `lock`, `format` and `witness`. A backup is a copy of
//! `journal/`, and nothing else.
//!
//! Deliberately absent: what entries, rows and links mean, when to talk to a peer, deleting entries, and repairing a damaged
//! journal. Damage stops the opening and changes nothing, because only a backup or a peer has what was lost.
//!
//! The two seams are [`Disk`] under the ledger, with a [`ForgetfulDisk`] that loses what was not synced, and
//! [`OrderedMap`] over the rows, with a [`MemMap`].
//!
//! ```
//! use store::{Entry, FeedSlot, OrderedMap, RowBatch, Store, StoreOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # let dir = dir.path();
//! let (store, opened) = Store::open(dir, StoreOptions::default(), &mut |_progress| {})?;
//!
//! // Keep something, with a place in the feed of link 1.
//! let slot = FeedSlot { link: 1, seq: 1, rolling: [0; 16], source: 0, source_seq: 0, at: None };
//! let position = store.append(&Entry { kind: 1, feeds: vec![slot], body: b"a case".to_vec() })?;
//! store.commit()?; // From here on it may be acknowledged.
//!
//! // Bring the rows up to date, now as after every opening.
//! for found in store.scan(opened.rows_from) {
//!     let (position, entry) = found?;
//!     let mut rows = RowBatch::new();
//!     rows.put("case", position.0.to_be_bytes(), entry.body);
//!     store.write_rows(&rows, position)?;
//! }
//! assert_eq!(store.tree("case")?.count()?, 1);
//!
//! // What link 1 has yet to be sent.
//! let rows = store.feed(1, 1, 100)?;
//! assert_eq!(store.read(rows[0].position)?.body, b"a case");
//! # assert_eq!(rows[0].position, position);
//! # Ok(())
//! # }
//! ```

mod disk;
mod entry;
mod evidence;
mod feeds;
mod journal;
mod ledger;
mod progress;
mod roll;
mod rows;
mod store;

pub use disk::{AnyDisk, AnyFile, Disk, DiskFile, ForgetfulDisk, ForgetfulFile, RealDisk};
pub use entry::{Chain, ENTRY_BYTES_MAX, Entry, FeedSlot, Position};
pub use feeds::{FeedRow, ReadFeedError};
pub use journal::{
    AppendError, CommitError, Fault, Journal, JournalOpened, JournalOptions, OpenJournalError,
    ReadEntryError, Scan,
};
pub use ledger::{Ledger, LedgerOpened, LedgerOptions, OpenLedgerError};
pub use progress::{OpeningStage, Progress};
pub use rows::{
    MemMap, MemRows, OpenRowsError, OrderedMap, Row, RowBatch, RowsFailed, SledTree, Tree,
    TreeBatch,
};
pub use store::{
    DiskUsage, Early, OpenStoreError, Opened, Opening, Store, StoreOptions, WriteRowsError,
};
