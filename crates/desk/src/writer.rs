use engine::{Engine, ReadModel};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::watch;

/// The one writer of a node, as the desk asks it. What is written is a closure on the writer's thread; what is read is
/// read from a snapshot, in the task of whoever asks.
pub trait Writer: Clone + Send + Sync + 'static {
    /// Asks the writer; the answer comes once everything that was written before it is durable, and while a node
    /// starts, once it holds everything.
    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> impl Future<Output = T> + Send;

    /// As [`Writer::ask`], of a writer that may be serving early ([`Engine::open_early`]): for what needs nothing
    /// but what is published and records that it brings to mind itself.
    fn ask_early<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> impl Future<Output = T> + Send;

    /// What is so now: everything that was durable when this was asked. It waits for nothing, but for the start of a node
    /// that does not hold everything yet.
    fn snapshot(&self) -> impl Future<Output = Arc<ReadModel>> + Send;

    /// As [`Writer::snapshot`], also of a writer that serves early: it has the published things and the record `id`.
    fn snapshot_early(&self, id: &str) -> impl Future<Output = Arc<ReadModel>> + Send;

    /// Whether the node takes in new cases and shows what is asked for by id, and all else waits.
    fn is_early(&self) -> bool;

    /// Grows whenever something visible changed.
    fn changes(&self) -> watch::Receiver<u64>;

    /// A page was asked for. While somebody looks, a node sees to it that what a page says of its lines is true now.
    fn page_asked_for(&self) {}

    /// A page stays open for as long as the answer is held; it is told by [`Writer::tell_pages`].
    fn open_page(&self) -> watch::Receiver<u64> {
        self.changes()
    }

    /// The desk shows what was so after this many visible changes; whoever has given [`Writer::open_page`] channels of
    /// its own tells the open pages.
    fn tell_pages(&self, _changes: u64) {}
}
