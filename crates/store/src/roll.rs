//! The roll (名册): which entries of the journal each of the caller's records has, and the caller's state as of some
//! entry. With it a record can be read from the journal alone, while sled, which takes its time after a crash, still opens.
//!
//! It is derived and never synced: a power cut may leave it short or with holes, which checksums show. It is then not
//! used, and made anew from the journal. It is in no backup.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::entry::{Chain, Position};

/// Longest state that is read; a damaged length asks for no more.
const STATE_BYTES_MAX: usize = 64 << 20;
/// Bytes of a line: key 32, position u64 with the flag in its top bit, CRC-32C u32.
const LINE_BYTES: usize = 44;
/// Lines read at a time.
const LINES_AT_ONCE: usize = 1 << 15;
/// Noted lines that are kept in memory.
const PENDING_BYTES: usize = 1 << 20;
const FLAG: u64 = 1 << 63;
const MAGIC: &[u8; 8] = b"lbroll1\n";

/// What a roll says of itself: up to which entry it goes, how many lines it has, and the caller's state there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The caller's number for how the state is written.
    pub(crate) version: u32,
    pub(crate) built_to: Position,
    pub(crate) chain: Chain,
    pub(crate) lines: u64,
    pub(crate) state: Vec<u8>,
}

impl Head {
    fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&self.version.to_le_bytes());
        out.extend_from_slice(&self.built_to.0.to_le_bytes());
        out.extend_from_slice(&self.chain.0);
        out.extend_from_slice(&self.lines.to_le_bytes());
        out.extend_from_slice(&self.state);
        let hash = blake3::hash(&out);
        out.extend_from_slice(hash.as_bytes());
        out
    }

    fn decode(bytes: &[u8]) -> Option<Head> {
        let (body, hash) = bytes.split_last_chunk::<32>()?;
        if blake3::hash(body) != *hash {
            return None;
        }
        let body = body.strip_prefix(MAGIC)?;
        let (version, body) = body.split_first_chunk()?;
        let (built_to, body) = body.split_first_chunk()?;
        let (chain, body) = body.split_first_chunk()?;
        let (lines, state) = body.split_first_chunk()?;
        Some(Head {
            version: u32::from_le_bytes(*version),
            built_to: Position(u64::from_le_bytes(*built_to)),
            chain: Chain(*chain),
            lines: u64::from_le_bytes(*lines),
            state: state.to_vec(),
        })
    }

    /// The head in `dir`, if there is one and it is whole.
    pub(crate) fn read(dir: &Path) -> Option<Head> {
        let mut bytes = Vec::new();
        let file = File::open(dir.join(HEAD)).ok()?;
        file.take(STATE_BYTES_MAX as u64)
            .read_to_end(&mut bytes)
            .ok()?;
        Head::decode(&bytes)
    }
}

/// The roll as it is being written. One thread writes.
pub(crate) struct RollWriter {
    dir: PathBuf,
    file: File,
    version: u32,
    /// Lines in the file; the head vouches for some of them.
    lines: u64,
    built_to: Position,
    /// The last entry that was noted.
    noted: Position,
    /// Lines that are not in the file yet, encoded.
    pending: Vec<u8>,
}

impl RollWriter {
    /// Goes on where the roll in `dir` ends if it belongs to this journal; else begins one.
    pub(crate) fn open(
        dir: &Path,
        version: u32,
        chain_at: &dyn Fn(Position) -> Option<Chain>,
    ) -> io::Result<RollWriter> {
        fs::create_dir_all(dir)?;
        let head = Head::read(dir)
            .filter(|head| head.version == version && chain_at(head.built_to) == Some(head.chain));
        let file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(dir.join(LINES))?;
        let whole = |head: &Head| read_lines(&file, head.lines, &mut |_, _, _| {}).is_some();
        let (lines, built_to) = match head.filter(whole) {
            Some(head) => (head.lines, head.built_to),
            None => {
                forget(dir)?;
                (0, Position::START)
            }
        };
        file.set_len(lines * LINE_BYTES as u64)?;
        Ok(RollWriter {
            dir: dir.to_owned(),
            file,
            version,
            lines,
            built_to,
            noted: built_to,
            pending: Vec::new(),
        })
    }

    /// The last entry that the roll knows of.
    pub(crate) fn noted(&self) -> Position {
        self.noted.max(self.built_to)
    }

    pub(crate) fn note(&mut self, key: &[u8; 32], position: Position, flag: bool) {
        let no = self.lines + (self.pending.len() / LINE_BYTES) as u64;
        encode_line(no, key, position, flag, &mut self.pending);
        self.noted = self.noted.max(position);
        if self.pending.len() >= PENDING_BYTES {
            // Where the disk does not take them, saving says so.
            let _ = self.spill();
        }
    }

    fn spill(&mut self) -> io::Result<()> {
        // Not by appending: what failed halfway is written again.
        let at = self.lines * LINE_BYTES as u64;
        self.file.write_all_at(&self.pending, at)?;
        self.lines += (self.pending.len() / LINE_BYTES) as u64;
        self.pending.clear();
        Ok(())
    }

    /// Writes what was noted, and then a head that vouches for it.
    pub(crate) fn save(
        &mut self,
        state: Vec<u8>,
        built_to: Position,
        chain: Chain,
    ) -> io::Result<()> {
        self.spill()?;
        let head = Head {
            version: self.version,
            built_to,
            chain,
            lines: self.lines,
            state,
        };
        let new = self.dir.join("head.new");
        fs::write(&new, head.encode())?;
        fs::rename(&new, self.dir.join(HEAD))?;
        self.built_to = built_to;
        Ok(())
    }
}

/// Where the journal has each record, for lookups.
pub(crate) struct Lines {
    /// The first bytes of a key and one position of it, sorted. Several keys may begin alike: the entry tells.
    places: Vec<(u64, Position)>,
    /// Keys that were flagged, in their order.
    pub(crate) flagged: Vec<[u8; 32]>,
}

impl Lines {
    /// The lines that `head` vouches for; none where one of them is not whole.
    pub(crate) fn read(dir: &Path, head: &Head) -> Option<Lines> {
        let file = File::open(dir.join(LINES)).ok()?;
        let len = file.metadata().ok()?.len();
        if len < head.lines.checked_mul(LINE_BYTES as u64)? {
            return None;
        }
        let mut lines = Lines {
            places: Vec::with_capacity(head.lines as usize),
            flagged: Vec::new(),
        };
        read_lines(&file, head.lines, &mut |key, position, flag| {
            lines.add(key, position, flag);
        })?;
        lines.sort();
        Some(lines)
    }

    /// Adds a line; sort before the next look.
    pub(crate) fn add(&mut self, key: &[u8; 32], position: Position, flag: bool) {
        self.places.push((prefix(key), position));
        if flag {
            self.flagged.push(*key);
        }
    }

    pub(crate) fn sort(&mut self) {
        self.places.sort_unstable();
        self.flagged.sort_unstable();
        self.flagged.dedup();
    }

    /// Positions of entries that may be the record's: all of its own, in order, and rarely another's.
    pub(crate) fn of(&self, key: &[u8; 32]) -> impl Iterator<Item = Position> {
        let prefix = prefix(key);
        let from = self.places.partition_point(|(other, _)| *other < prefix);
        let own = self.places[from..].iter();
        own.take_while(move |(other, _)| *other == prefix)
            .map(|(_, position)| *position)
    }
}

/// Reads so many lines from the beginning; none where one is missing or not whole.
fn read_lines(
    file: &File,
    lines: u64,
    take: &mut dyn FnMut(&[u8; 32], Position, bool),
) -> Option<()> {
    let mut bytes = vec![0; LINES_AT_ONCE * LINE_BYTES];
    let mut no = 0;
    while no < lines {
        let count = (lines - no).min(LINES_AT_ONCE as u64) as usize;
        let bytes = &mut bytes[..count * LINE_BYTES];
        file.read_exact_at(bytes, no * LINE_BYTES as u64).ok()?;
        for line in bytes.chunks_exact(LINE_BYTES) {
            let (body, checksum) = line.split_last_chunk()?;
            if u32::from_le_bytes(*checksum) != line_checksum(no, body) {
                return None;
            }
            let (key, place) = body.split_first_chunk::<32>()?;
            let place = u64::from_le_bytes(*place.first_chunk()?);
            take(key, Position(place & !FLAG), place & FLAG != 0);
            no += 1;
        }
    }
    Some(())
}

fn encode_line(no: u64, key: &[u8; 32], position: Position, flag: bool, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(key);
    let place = position.0 | if flag { FLAG } else { 0 };
    out.extend_from_slice(&place.to_le_bytes());
    let checksum = line_checksum(no, &out[start..]);
    out.extend_from_slice(&checksum.to_le_bytes());
}

/// Over the line's number as well, so that a hole full of zeros or of another line is not taken for it.
fn line_checksum(no: u64, body: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&no.to_le_bytes()), body)
}

fn prefix(key: &[u8; 32]) -> u64 {
    let (first, _) = key.split_first_chunk().expect("a key has eight bytes");
    u64::from_be_bytes(*first)
}

/// Lets the roll be made anew.
pub(crate) fn forget(dir: &Path) -> io::Result<()> {
    match fs::remove_file(dir.join(HEAD)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub(crate) const ROLL_DIR: &str = "roll";
const HEAD: &str = "head";
const LINES: &str = "lines";

#[cfg(test)]
mod tests {
    use super::*;

    const CHAIN: Chain = Chain([7; 16]);

    fn writer(dir: &Path) -> RollWriter {
        RollWriter::open(dir, 1, &|_| Some(CHAIN)).unwrap()
    }

    fn key(n: u8) -> [u8; 32] {
        [n; 32]
    }

    #[test]
    fn what_was_noted_is_found_again_and_only_up_to_the_head() {
        let dir = tempfile::tempdir().unwrap();
        let mut roll = writer(dir.path());
        roll.note(&key(1), Position(10), true);
        roll.note(&key(2), Position(20), false);
        roll.note(&key(1), Position(30), false);
        roll.save(b"state".to_vec(), Position(30), CHAIN).unwrap();
        roll.note(&key(2), Position(40), false);
        drop(roll);

        let head = Head::read(dir.path()).unwrap();
        assert_eq!((head.state.as_slice(), head.lines), (&b"state"[..], 3));
        let lines = Lines::read(dir.path(), &head).unwrap();
        let of = |n| lines.of(&key(n)).collect::<Vec<_>>();
        assert_eq!(of(1), [Position(10), Position(30)]);
        assert_eq!(of(2), [Position(20)]);
        assert_eq!(of(3), []);
        assert_eq!(lines.flagged, [key(1)]);

        let mut roll = writer(dir.path());
        assert_eq!(roll.noted(), Position(30));
        roll.note(&key(2), Position(40), false);
        roll.save(Vec::new(), Position(40), CHAIN).unwrap();
        let head = Head::read(dir.path()).unwrap();
        let lines = Lines::read(dir.path(), &head).unwrap();
        assert_eq!(lines.of(&key(2)).count(), 2);
    }

    #[test]
    fn no_damaged_byte_passes() {
        let dir = tempfile::tempdir().unwrap();
        let mut roll = writer(dir.path());
        roll.note(&key(1), Position(10), false);
        roll.note(&key(2), Position(20), true);
        roll.save(b"state".to_vec(), Position(20), CHAIN).unwrap();
        drop(roll);
        let head = Head::read(dir.path()).unwrap();
        let lines = fs::read(dir.path().join(LINES)).unwrap();
        for at in 0..lines.len() {
            let mut bytes = lines.clone();
            bytes[at] ^= 1;
            fs::write(dir.path().join(LINES), &bytes).unwrap();
            assert!(Lines::read(dir.path(), &head).is_none(), "byte {at}");
            fs::write(dir.path().join(LINES), &lines[..at]).unwrap();
            assert!(Lines::read(dir.path(), &head).is_none(), "length {at}");
        }
        let bytes = fs::read(dir.path().join(HEAD)).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(Head::decode(&other), None, "byte {at}");
            assert_eq!(Head::decode(&bytes[..at]), None, "length {at}");
        }
    }

    #[test]
    fn the_roll_of_another_journal_or_version_is_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        let save = || {
            let mut roll = writer(dir.path());
            roll.note(&key(1), Position(10), false);
            roll.save(Vec::new(), Position(10), CHAIN).unwrap();
        };
        save();
        let other = RollWriter::open(dir.path(), 1, &|_| Some(Chain([8; 16]))).unwrap();
        assert_eq!(other.noted(), Position::START);
        save();
        let other = RollWriter::open(dir.path(), 2, &|_| Some(CHAIN)).unwrap();
        assert_eq!(other.noted(), Position::START);
        assert_eq!(Head::read(dir.path()), None);
    }
}
