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

/// Says nothing.
pub struct Silent;

impl Progress for Silent {
    fn store(&self, _: &store::Progress) {}
    fn rows(&self, _: u64) {}
    fn replayed(&self, _: u64) {}
}

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
