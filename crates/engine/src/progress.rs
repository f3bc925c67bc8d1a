//! Progress of what takes long, for whoever waits for it.

/// Hears how far opening has come.
pub trait Progress {
    /// A step of the store.
    fn store(&self, step: &store::Progress);
    /// Rows read so far.
    fn rows(&self, count: u64);
    /// Entries replayed so far.
    fn replayed(&self, count: u64);
}

/// Reports no progress, for callers that show none.
pub struct Silent;

impl Progress for Silent {
    fn store(&self, _: &store::Progress) {}
    fn rows(&self, _: u64) {}
    fn replayed(&self, _: u64) {}
}
