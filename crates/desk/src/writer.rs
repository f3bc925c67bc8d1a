use engine::Engine;
use std::future::Future;
use tokio::sync::watch;

/// The one writer of a node, as the desk asks it. Every question is a closure on the writer's thread.
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

    /// Whether the node takes in new cases and shows what is asked for by id, and all else waits.
    fn is_early(&self) -> bool;

    /// Grows whenever something visible changed.
    fn changes(&self) -> watch::Receiver<u64>;
}
