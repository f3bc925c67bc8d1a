use dice::Dice;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use super::{Disk, DiskFile};

/// A disk in memory that forgets, in a crash, what was not synced: the harshest reading of what [`Disk`] promises.
///
/// A file keeps its synced bytes and, at the will of the crash's seed, a torn prefix of the others. A name that was
/// created, removed or renamed without [`Disk::sync_dir`] reverts. Clones share the same disk.
#[derive(Debug, Clone, Default)]
pub struct ForgetfulDisk {
    state: Arc<Mutex<DiskState>>,
}

impl ForgetfulDisk {
    /// An empty disk with room for everything and no faults planned.
    pub fn new() -> Self {
        Self::default()
    }

    /// Loses power. Files that are still open afterwards belong to the dead process: drop them.
    ///
    /// Planned faults are called off. The same seed on the same content forgets the same bytes.
    pub fn crash(&self, seed: u64) {
        let mut state = self.lock();
        let mut dice = Dice::of(seed);
        state.live = state.durable.clone();
        for inode in state.live.values() {
            inode.lock().expect(UNPOISONED).crash(&mut dice);
        }
        state.fail_write = None;
        state.fail_sync = None;
        state.dies = None;
        state.dead = false;
    }

    /// Loses power at the `nth` operation that changes something from now (1 = the next): before it is
    /// done or after. From then on every operation fails, until [`ForgetfulDisk::crash`] says what is left.
    pub fn die_at(&self, nth: u64, after: bool) {
        self.lock().dies = Some((nth, after));
    }

    /// Operations that changed something, or would have, so far.
    pub fn operations(&self) -> u64 {
        self.lock().operations
    }

    /// Calls off every fault that was planned and has not come yet.
    pub fn live_on(&self) {
        let mut state = self.lock();
        (state.dies, state.fail_write, state.fail_sync) = (None, None, None);
    }

    /// Whether the power is gone.
    pub fn is_dead(&self) -> bool {
        self.lock().dead
    }

    /// A copy of all files as a reader sees them now, durable, on a disk of its own: a backup.
    pub fn copy(&self) -> ForgetfulDisk {
        let state = self.lock();
        let mut copied = DiskState::default();
        for (path, inode) in &state.live {
            let bytes = inode.lock().expect(UNPOISONED).bytes.clone();
            let inode = Arc::new(Mutex::new(Inode {
                synced: bytes.len(),
                bytes,
                uncut: None,
            }));
            copied.live.insert(path.clone(), inode.clone());
            copied.durable.insert(path.clone(), inode);
        }
        ForgetfulDisk {
            state: Arc::new(Mutex::new(copied)),
        }
    }

    /// Counts an operation; says whether it is done, and whether it says so.
    fn step(&self) -> io::Result<DiskStep> {
        let mut state = self.lock();
        if state.dead {
            return Err(no_power());
        }
        state.operations += 1;
        match &mut state.dies {
            Some((1, after)) => {
                let after = *after;
                state.dies = None;
                state.dead = true;
                state.torn = !after;
                if after {
                    Ok(DiskStep::Last)
                } else {
                    Err(no_power())
                }
            }
            Some((left, _)) => {
                *left -= 1;
                Ok(DiskStep::Done)
            }
            None => Ok(DiskStep::Done),
        }
    }

    /// Lets the `nth` append from now fail (1 = the next), after writing half of it.
    pub fn fail_write(&self, nth: u64) {
        self.lock().fail_write = Some(nth);
    }

    /// Lets the `nth` file sync from now fail (1 = the next); what it should have kept stays unsynced.
    pub fn fail_sync(&self, nth: u64) {
        self.lock().fail_sync = Some(nth);
    }

    /// Bytes that may still be appended before the disk is full; `None` = no bound.
    pub fn set_room(&self, bytes: Option<u64>) {
        self.lock().room = bytes;
    }

    /// The bytes of a file as a reader sees them now; `None` when there is no such file.
    pub fn content(&self, path: &str) -> Option<Vec<u8>> {
        let state = self.lock();
        let inode = state.live.get(path)?.lock().expect(UNPOISONED);
        Some(inode.bytes.clone())
    }

    /// Replaces a file's bytes, durably: what a fault of the medium or a meddling hand would do.
    pub fn overwrite(&self, path: &str, bytes: Vec<u8>) {
        let mut state = self.lock();
        let inode = Arc::new(Mutex::new(Inode {
            synced: bytes.len(),
            bytes,
            uncut: None,
        }));
        state.live.insert(path.to_owned(), inode.clone());
        state.durable.insert(path.to_owned(), inode);
    }

    /// Whether the append that failed just now is the one the power went at.
    fn tears(&self) -> bool {
        std::mem::take(&mut self.lock().torn)
    }

    fn lock(&self) -> MutexGuard<'_, DiskState> {
        self.state.lock().expect(UNPOISONED)
    }
}

impl Disk for ForgetfulDisk {
    type File = ForgetfulFile;

    fn open(&self, path: &str) -> io::Result<ForgetfulFile> {
        let inode = self.lock().live.get(path).cloned().ok_or_else(not_found)?;
        Ok(ForgetfulFile {
            disk: self.clone(),
            inode,
        })
    }

    fn create(&self, path: &str) -> io::Result<ForgetfulFile> {
        let step = self.step()?;
        let inode = self.lock().live.entry(path.to_owned()).or_default().clone();
        step.ends(ForgetfulFile {
            disk: self.clone(),
            inode,
        })
    }

    fn list(&self, dir: &str) -> io::Result<Vec<String>> {
        let state = self.lock();
        let in_dir = |path: &String| {
            let (parent, name) = split(path);
            (parent == dir).then(|| name.to_owned())
        };
        Ok(state.live.keys().filter_map(in_dir).collect())
    }

    fn make_dir(&self, _dir: &str) -> io::Result<()> {
        // Directories come into being with their files.
        Ok(())
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let step = self.step()?;
        let removed = self.lock().live.remove(path);
        removed.map(drop).ok_or_else(not_found)?;
        step.ends(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let step = self.step()?;
        let mut state = self.lock();
        let inode = state.live.remove(from).ok_or_else(not_found)?;
        state.live.insert(to.to_owned(), inode);
        drop(state);
        step.ends(())
    }

    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        let step = self.step()?;
        let mut state = self.lock();
        let DiskState { live, durable, .. } = &mut *state;
        durable.retain(|path, _| split(path).0 != dir);
        let names = live.iter().filter(|(path, _)| split(path).0 == dir);
        durable.extend(names.map(|(path, inode)| (path.clone(), inode.clone())));
        drop(state);
        step.ends(())
    }
}

/// An open file of a [`ForgetfulDisk`].
#[derive(Debug)]
pub struct ForgetfulFile {
    disk: ForgetfulDisk,
    inode: Arc<Mutex<Inode>>,
}

impl ForgetfulFile {
    fn inode(&self) -> MutexGuard<'_, Inode> {
        self.inode.lock().expect(UNPOISONED)
    }
}

impl DiskFile for ForgetfulFile {
    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let step = self.disk.step();
        if step.is_err() && !bytes.is_empty() && self.disk.tears() {
            // The power went while it was written.
            self.inode()
                .bytes
                .extend_from_slice(&bytes[..bytes.len() / 2]);
        }
        let step = step?;
        let mut state = self.disk.lock();
        let (fits, error) = if strikes(&mut state.fail_write) {
            (
                bytes.len() / 2,
                Some(io::Error::other("planned write fault")),
            )
        } else {
            match state.room {
                Some(room) if room < bytes.len() as u64 => (
                    room as usize,
                    Some(io::Error::from(io::ErrorKind::StorageFull)),
                ),
                _ => (bytes.len(), None),
            }
        };
        if let Some(room) = &mut state.room {
            *room = room.saturating_sub(fits as u64);
        }
        drop(state);
        self.inode().bytes.extend_from_slice(&bytes[..fits]);
        error.map_or_else(|| step.ends(()), Err)
    }

    fn sync(&self) -> io::Result<()> {
        let step = self.disk.step()?;
        if strikes(&mut self.disk.lock().fail_sync) {
            return Err(io::Error::other("planned sync fault"));
        }
        let mut inode = self.inode();
        inode.synced = inode.bytes.len();
        inode.uncut = None;
        step.ends(())
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let inode = self.inode();
        let from = inode.bytes.len().min(offset as usize);
        let read = into.len().min(inode.bytes.len() - from);
        into[..read].copy_from_slice(&inode.bytes[from..from + read]);
        Ok(read)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.inode().bytes.len() as u64)
    }

    fn truncate(&self, len: u64) -> io::Result<()> {
        let step = self.disk.step()?;
        let mut inode = self.inode();
        let len = len as usize;
        if len < inode.synced {
            // An unsynced truncation may be undone by a crash.
            let synced = inode.bytes[..inode.synced].to_vec();
            inode.uncut.get_or_insert(synced);
            inode.synced = len;
        }
        inode.bytes.truncate(len);
        step.ends(())
    }
}

#[derive(Debug, Default)]
struct DiskState {
    live: BTreeMap<String, Arc<Mutex<Inode>>>,
    durable: BTreeMap<String, Arc<Mutex<Inode>>>,
    fail_write: Option<u64>,
    fail_sync: Option<u64>,
    room: Option<u64>,
    /// Operations until the power goes, and whether the last one is done still.
    dies: Option<(u64, bool)>,
    dead: bool,
    operations: u64,
    /// The append that the power went at may have been half done.
    torn: bool,
}

/// What comes of an operation.
#[derive(Debug, Clone, Copy)]
enum DiskStep {
    Done,
    /// It is done, and nobody hears of it.
    Last,
}

impl DiskStep {
    fn ends<T>(self, done: T) -> io::Result<T> {
        match self {
            DiskStep::Done => Ok(done),
            DiskStep::Last => Err(no_power()),
        }
    }
}

fn no_power() -> io::Error {
    io::Error::other("the power is gone")
}

#[derive(Debug, Default)]
struct Inode {
    bytes: Vec<u8>,
    /// How much of `bytes` a crash keeps for certain.
    synced: usize,
    /// The synced content before a truncation that was not synced itself.
    uncut: Option<Vec<u8>>,
}

impl Inode {
    fn crash(&mut self, dice: &mut Dice) {
        match self.uncut.take() {
            Some(uncut) if dice.below(2) == 0 => self.bytes = uncut,
            _ => {
                let unsynced = self.bytes.len() - self.synced;
                let torn = if dice.below(2) == 0 {
                    0
                } else {
                    dice.below(unsynced as u64 + 1) as usize
                };
                self.bytes.truncate(self.synced + torn);
            }
        }
        self.synced = self.bytes.len();
    }
}

/// Counts a planned fault down and says whether it strikes now.
fn strikes(plan: &mut Option<u64>) -> bool {
    match plan {
        Some(1) => {
            *plan = None;
            true
        }
        Some(left) => {
            *left -= 1;
            false
        }
        None => false,
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn not_found() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}

const UNPOISONED: &str = "no code that holds this lock panics";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_keeps_what_was_synced_and_at_most_a_prefix_of_the_rest() {
        for seed in 0..200 {
            let disk = ForgetfulDisk::new();
            let file = disk.create("a/b").unwrap();
            file.append(b"kept").unwrap();
            file.sync().unwrap();
            disk.sync_dir("a").unwrap();
            file.append(b"maybe").unwrap();
            disk.crash(seed);
            let left = disk.content("a/b").unwrap();
            assert!(
                left.starts_with(b"kept") && b"keptmaybe".starts_with(&left),
                "seed {seed}"
            );
        }
    }

    #[test]
    fn a_name_is_only_kept_once_its_directory_was_synced() {
        let disk = ForgetfulDisk::new();
        disk.create("a/b").unwrap().sync().unwrap();
        disk.crash(1);
        assert!(disk.content("a/b").is_none());
    }

    #[test]
    fn the_power_goes_before_or_after_any_operation_and_nothing_is_said_any_more() {
        for nth in 1..=4 {
            for after in [false, true] {
                let disk = ForgetfulDisk::new();
                disk.die_at(nth, after);
                let steps = || -> io::Result<()> {
                    let file = disk.create("a/b")?;
                    file.append(b"word")?;
                    file.sync()?;
                    disk.sync_dir("a")
                };
                assert!(steps().is_err(), "{nth} {after}");
                assert!(disk.is_dead() && disk.create("c").is_err());
                disk.crash(nth);
                let left = disk.content("a/b");
                // The name is kept by the last step alone.
                assert_eq!(left.is_some(), nth == 4 && after, "{nth} {after}");
                assert!(left.is_none_or(|left| left == b"word"));
                assert!(disk.create("c").is_ok());
            }
        }
    }

    #[test]
    fn a_backup_goes_its_own_way() {
        let disk = ForgetfulDisk::new();
        disk.create("f").unwrap().append(b"one").unwrap();
        let backup = disk.copy();
        disk.create("f").unwrap().append(b"two").unwrap();
        backup.crash(1);
        assert_eq!(backup.content("f").unwrap(), b"one");
        assert_eq!(disk.content("f").unwrap(), b"onetwo");
    }

    #[test]
    fn a_full_disk_writes_what_fits_and_says_so() {
        let disk = ForgetfulDisk::new();
        disk.set_room(Some(3));
        let file = disk.create("f").unwrap();
        let error = file.append(b"12345").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(disk.content("f").unwrap(), b"123");
    }
}
