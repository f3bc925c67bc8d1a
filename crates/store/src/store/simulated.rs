use super::{OpenStoreError, Opened, Roll, Store, StoreOptions};
use crate::disk::{AnyDisk, ForgetfulDisk};
use crate::entry::Position;
use crate::evidence::Evidence;
use crate::ledger::{Ledger, OpenLedgerError};
use crate::rows::{AnyRows, MemRows};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

impl Store {
    /// Opens a store whose journal and feeds are on a disk that forgets and whose rows are in memory: the
    /// same journal, the same claims about the rows, no clock and no thread of its own.
    ///
    /// `witness` says whose place this is, as the file of that name does in a directory.
    ///
    /// # Errors
    /// As [`Store::open`] for the journal.
    pub fn open_simulated(
        disk: ForgetfulDisk,
        rows: MemRows,
        witness: [u8; 32],
        options: &StoreOptions,
    ) -> Result<(Store, Opened), OpenStoreError> {
        let disk = AnyDisk::Forgetful(disk);
        let checkpoint = rows.checkpoint();
        let is_new = checkpoint.built_to == Position::START;
        let note = |evidence| Evidence::note(&disk, evidence).map_err(OpenLedgerError::Feeds);
        let segments = Ledger::segments(&disk).map_err(OpenLedgerError::Feeds)?;
        let has_feeds = Ledger::has_feeds(&disk).map_err(OpenLedgerError::Feeds)?;
        if is_new && !segments.is_empty() && !has_feeds {
            note(Evidence::ALONE)?;
        }
        let (ledger, found) = Ledger::open(disk.clone(), options.ledger.clone(), &mut |_| {})?;
        let journal = ledger.journal();
        let chain = journal.chain_at(checkpoint.built_to).ok();
        let mut rows_set_aside = None;
        if is_new {
            rows.clear();
        } else if checkpoint.rows_version != options.rows_version {
            rows_set_aside = Some("they are of another version".to_owned());
        } else if chain != Some(checkpoint.chain) {
            rows_set_aside = Some("they come from another journal".to_owned());
            note(Evidence::went_back(checkpoint.built_to))?;
        }
        let evidence = Evidence::read(&disk).map_err(OpenLedgerError::Feeds)?;
        if rows_set_aside.is_some() {
            rows.clear();
        }
        rows.begin(options.rows_version);
        let rows_from = journal
            .after(rows.built_to())
            .map_err(OpenLedgerError::Read)?;
        let opened = Opened {
            went_back: found.went_back.max(evidence.went_back),
            nothing_derived: evidence.is_alone,
            ledger: found,
            rows_set_aside,
            rows_from,
            witness_is_new: is_new,
        };
        let store = Store {
            dir: PathBuf::new(),
            ledger: ledger.into(),
            rows: AnyRows::Mem(rows),
            roll: Roll::None,
            witness,
            set_aside: AtomicBool::new(false),
            evidence: Some(disk),
            _lock: None,
        };
        Ok((store, opened))
    }
}
