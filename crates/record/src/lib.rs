//! A record as an Automerge document: signed changes and acts as bytes, admission and materialising.
//!
//! What it does: writes a change and its envelope, decides from bytes, envelope and ancestors alone
//! whether a change is admitted (the same on every node), and shows what is admitted; makes and reads the
//! signed codes that stand on papers. What it does not:
//! keep anything on a disk, talk to anybody, or judge acts (the fold does).
//!
//! ```
//! use record::{Document, Header, Kind, Log, Signer, admit};
//! use tiers::Spread;
//!
//! let signer = Signer::new([7; 32], [1; 16], [2; 16]);
//! let header = Header {
//!     kind: Kind::Draft,
//!     home: "230621101201".parse()?,
//!     spread: Spread::Pair,
//!     author: signer.node(),
//!     nonce: [3; 16],
//! };
//! let (id, log) = (header.id(), Log::default());
//!
//! // One node writes, signs and sends a change; another admits it by bytes, envelope and ancestors alone.
//! let form = [("name".to_owned(), "张晓禾".to_owned())].into();
//! let written = Document::new().change_form(signer.actor(), &log, &form)?.sign(id, &signer);
//! let admitted = admit(id, &header, &log, &written.bytes, &written.envelope)?;
//! assert_eq!(admitted.author, signer.node());
//!
//! // A turned bit is refused.
//! let mut harmed = written.bytes.clone();
//! *harmed.last_mut().unwrap() ^= 1;
//! assert!(admit(id, &header, &log, &harmed, &written.envelope).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod act;
mod admit;
mod bounds;
mod document;
mod envelope;
mod header;
mod log;
#[cfg(test)]
mod order_stories;
mod paper_seal;
mod parked;
mod run;
#[cfg(test)]
mod stories;
mod work;

pub use act::{ACT_BYTES_MAX, act_bytes, act_id, read_act};
pub use admit::{Admitted, Payload, Refused, admit, recall, take_made};
pub use bounds::{CHANGE_BYTES_MAX, CHANGE_OPS_MAX};
pub use document::{AuthorError, Document, FieldValue, Made, MaterialiseError, Unsigned, Written};
pub use envelope::{ActorBytes, Envelope, Incarnation, Process, Signer};
pub use header::{Header, Kind, RecordId};
pub use log::{Fork, Held, Log};
pub use paper_seal::{
    NUMBER_BYTES_MAX, PaperSeal, SealError, SealFault, Sealed, VerifyFault, is_number,
    printed_digest,
};
pub use parked::{
    PARKED_BYTES_MAX, PARKED_MAX, PARKED_PER_RECORD_MAX, PARKED_WAIT_MS, Parked, ParkedFull,
};
pub use run::{
    KeptRun, RUN_AUTHORS_MAX, RUN_BYTES_MAX, RUN_CHANGES_MAX, Run, RunAuthor, RunChange, RunFault,
    Signatures, Signed, Verdict, admit_run, recall_run,
};
pub use work::DocumentWork;
