//! What goes wrong, by class.

use std::collections::BTreeMap;
use std::fmt;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A class of fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Fault {
            $($(#[$doc])* $name,)*
        }

        impl Fault {
            /// All of them.
            pub const ALL: &[Fault] = &[$(Fault::$name),*];

            /// The name in reports. It seeds the dice of the class too: another name tells other stories.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Fault::$name => $text,)*
                }
            }
        }
    };
}

faults! {
    /// A line is cut for hours to sixty days.
    Partition = "partition",
    /// A line comes and goes within seconds, many times.
    Flapping = "flapping",
    /// The power goes before or after a random operation on the disk; what was not synced may be torn.
    Crash = "crash",
    /// The power goes again while the node starts.
    CrashAtStart = "crash_at_start",
    /// The rows are older than the journal, or gone.
    RowsLost = "rows_lost",
    /// The disk takes nothing more.
    DiskFull = "disk_full",
    /// A sync of the disk fails: the process ends.
    SyncFails = "sync_fails",
    /// A disk that takes seconds.
    SlowDisk = "slow_disk",
    /// A frame is lost within a session.
    FrameLost = "frame_lost",
    /// A frame comes twice.
    FrameTwice = "frame_twice",
    /// Two frames change places.
    FrameReordered = "frame_reordered",
    /// Bits of a frame are turned over.
    FrameCorrupt = "frame_corrupt",
    /// A clock jumps, up to thirty days either way.
    ClockStep = "clock_step",
    /// A restore from an older backup, on another machine: the node knows.
    Restore = "restore",
    /// A machine set back to an older moment: the node does not know.
    Snapshot = "snapshot",
    /// A child that lies: forged acts, records of others, used numbers, deletions, frames over the bound,
    /// old sessions, cursors and sums that are not its own.
    Hostile = "hostile",
    /// A clock is off all the time, up to thirty days either way.
    ClockSkew = "clock_skew",
    /// A machine is gone with its disk; another begins at its place with nothing, with its key or a new one.
    Replaced = "replaced",
    /// A copy of a disk runs beside the original, both in one name; then one of them is switched off.
    Cloned = "cloned",
    /// The same of a place that has others below it, the city too: each of them speaks now with the one and
    /// now with the other.
    CopiedAbove = "copied_above",
    /// The city's machine is gone with its disk, and no copy was made; another begins with the key and nothing.
    CityReplaced = "city_replaced",
    /// The province, where there is one: its line is cut, its power lost, its rows; it is put back, told or not,
    /// or begins with nothing.
    Province = "province",
    /// A line carries nothing for some seconds, and its session goes on.
    Held = "held",
    /// A process is suspended with its machine for minutes to days, and goes on where it was.
    Suspended = "suspended",
    /// Once all agree: both ends of a line that is held move one case, each to another home, and somebody at each of
    /// them relies on it; then nothing happens any more, and no line is dialled anew.
    Rivals = "rivals",
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Fault {
    /// Those that are drawn from one stream. The others have one each: a class that comes to be later
    /// must not change the stories that were told without it.
    pub const DRAWN: usize = 16;
}

/// Which classes may strike in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed(pub Vec<Fault>);

impl Allowed {
    /// Whether a class may strike.
    pub fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    /// All but one.
    pub fn without(&self, fault: Fault) -> Allowed {
        Allowed(self.0.iter().copied().filter(|one| *one != fault).collect())
    }
}

/// How often each class struck.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Struck(pub BTreeMap<Fault, u64>);

impl Struck {
    /// Notes that a class struck once more.
    pub fn count(&mut self, fault: Fault) {
        *self.0.entry(fault).or_insert(0) += 1;
    }

    /// Those of another run as well.
    pub fn and(&mut self, other: &Struck) {
        for (fault, n) in &other.0 {
            *self.0.entry(*fault).or_insert(0) += n;
        }
    }
}
