//! What is done to documents, counted by thread: for tests that say how much one step may do.

use std::cell::Cell;

/// How often documents were forked, saved and copied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DocumentWork {
    /// Forks, each of which copies what Automerge holds.
    pub forks: u64,
    /// Saves, each of which writes a document as bytes.
    pub saves: u64,
    /// Copies of whole documents.
    pub copies: u64,
}

thread_local! {
    static DONE: Cell<DocumentWork> = const {
        Cell::new(DocumentWork { forks: 0, saves: 0, copies: 0 })
    };
}

impl DocumentWork {
    /// What this thread has done since it was last asked.
    pub fn take() -> DocumentWork {
        DONE.take()
    }
}

/// Notes one more of something.
pub(crate) fn note(what: impl FnOnce(&mut DocumentWork) -> &mut u64) {
    let mut done = DONE.get();
    *what(&mut done) += 1;
    DONE.set(done);
}
