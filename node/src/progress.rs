//! Progress of what takes long, for whoever waits at a terminal.

use engine::Progress;

/// A line on standard error that is rewritten.
pub struct Bar(indicatif::ProgressBar);

impl Default for Bar {
    fn default() -> Self {
        let bar = indicatif::ProgressBar::new_spinner();
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self(bar)
    }
}

impl Progress for Bar {
    fn store(&self, step: &store::Progress) {
        let percent = step.done.saturating_mul(100) / step.total.max(1);
        self.0.set_message(format!("{:?} {percent} %", step.stage));
    }

    fn rows(&self, count: u64) {
        self.0.set_message(format!("读取记录 {count} rows"));
    }

    fn replayed(&self, count: u64) {
        self.0.set_message(format!("重放日志 {count} entries"));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
