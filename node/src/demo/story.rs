use crate::commands::pick;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write;
use std::time::Duration;
use words::Text;

/// Tells what happens, in one language, where the reader is: standard output for people, standard error
/// beside a report.
pub struct Story {
    english: bool,
    beside_report: bool,
    /// What is being done right now.
    pub progress: ProgressBar,
}

impl Story {
    /// A story with nothing told yet; its spinner turns at once.
    pub fn new(english: bool, beside_report: bool) -> Self {
        let progress = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            progress.set_style(style);
        }
        progress.enable_steady_tick(Duration::from_millis(150));
        Self {
            english,
            beside_report,
            progress,
        }
    }

    /// Tells one line, in the language of the story.
    pub fn say(&self, text: Text) {
        self.tell(pick(text, self.english));
    }

    /// Tells one line of what belongs to the line above.
    pub fn detail(&self, text: Text) {
        self.tell(format!("  {}", pick(text, self.english)));
    }

    fn tell(&self, line: String) {
        self.progress.set_message(line.clone());
        self.progress.suspend(|| {
            // A reader who has gone away must not end the nodes.
            let _ = if self.beside_report {
                writeln!(std::io::stderr(), "{line}")
            } else {
                writeln!(std::io::stdout(), "{line}")
            };
        });
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        self.progress.finish_and_clear();
    }
}
