use std::time::Duration;

/// What a process has spent on the parts of its work, by the wall. What is in none of them is the rest:
/// judging, due dates, counts and whoever asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// Making changes in Automerge.
    pub automerge: Duration,
    /// Signing the changes that this node makes.
    pub signature: Duration,
    /// Entries into the journal, the syncs included.
    pub journal: Duration,
    /// Rows made and written.
    pub rows: Duration,
    /// Rows read back.
    pub reading: Duration,
    /// Judging commands before anything is written.
    pub judging: Duration,
    /// Deciding whether changes and runs are admitted, signatures included.
    pub admission: Duration,
    /// From admitted changes to a view.
    pub fold: Duration,
    /// From a view to what is kept in mind of it: due dates, lights, counts, what is next.
    pub brief: Duration,
}

impl Parts {
    /// What the work cannot do without, whoever does it: change, signature, journal and rows, those read
    /// back included.
    pub fn floor(&self) -> Duration {
        self.automerge + self.signature + self.journal + self.rows + self.reading
    }

    /// What was spent since `before`.
    pub fn since(&self, before: &Parts) -> Parts {
        Parts {
            automerge: self.automerge - before.automerge,
            signature: self.signature - before.signature,
            journal: self.journal - before.journal,
            rows: self.rows - before.rows,
            reading: self.reading - before.reading,
            judging: self.judging - before.judging,
            admission: self.admission - before.admission,
            fold: self.fold - before.fold,
            brief: self.brief - before.brief,
        }
    }
}
