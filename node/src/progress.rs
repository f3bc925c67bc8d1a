//! Progress of what takes long, for whoever waits at a terminal.

use crate::commands::in_both;
use engine::Progress;
use store::OpeningStage;
use words::{Text, text};

/// A line on standard error that is rewritten.
pub struct ProgressLine(indicatif::ProgressBar);

impl Default for ProgressLine {
    fn default() -> Self {
        let bar = indicatif::ProgressBar::new_spinner();
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self(bar)
    }
}

impl ProgressLine {
    /// In both languages: a start is not told in which its reader wants it.
    fn tell(&self, what: Text) {
        self.0.set_message(in_both(&what));
    }
}

impl Progress for ProgressLine {
    fn store(&self, step: &store::Progress) {
        let percent = step.done.saturating_mul(100) / step.total.max(1);
        let id = match step.stage {
            OpeningStage::CheckingJournal => "progress-checking-journal",
            OpeningStage::IndexingFeeds => "progress-indexing-feeds",
            OpeningStage::OpeningRows => "progress-opening-rows",
        };
        self.tell(text!(id, n = percent));
    }

    fn rows(&self, count: u64) {
        self.tell(text!("progress-rows", n = count));
    }

    fn replayed(&self, count: u64) {
        self.tell(text!("progress-replayed", n = count));
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
