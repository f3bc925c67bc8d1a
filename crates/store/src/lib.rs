//! The journal, which is the truth, the feed indexes beside it, and the rows derived from it.

mod disk;
mod entry;
mod feeds;
mod journal;
mod ledger;
mod progress;
mod rows;
mod store;

pub use disk::{Disk, DiskFile, ForgetfulDisk, ForgetfulFile, RealDisk};
pub use entry::{Chain, ENTRY_BYTES_MAX, Entry, FeedSlot, Position};
pub use feeds::{FeedRow, ReadFeedError};
pub use journal::{
    AppendError, CommitError, Fault, Journal, JournalOpened, JournalOptions, OpenJournalError,
    ReadEntryError, Scan,
};
pub use ledger::{Ledger, LedgerOpened, LedgerOptions, OpenLedgerError};
pub use progress::{Progress, Stage};
pub use rows::{MemMap, OpenRowsError, OrderedMap, Row, RowBatch, RowsFailed, SledTree, TreeBatch};
pub use store::{DiskUsage, OpenStoreError, Opened, Store, StoreOptions, WriteRowsError};
