/// How far opening has come: a journal of years takes minutes to check, and somebody is watching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: OpeningStage,
    /// Bytes done of `total`.
    pub done: u64,
    /// Bytes to do.
    pub total: u64,
}

/// What opening is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpeningStage {
    /// Checking the journal's entries.
    CheckingJournal,
    /// Writing the feed indexes anew from the journal.
    IndexingFeeds,
    /// Opening the derived rows; their size is not known beforehand.
    OpeningRows,
}
