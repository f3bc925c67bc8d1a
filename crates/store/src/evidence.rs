//! What a start found out about its journal, kept until the caller has acted on it.

use crate::disk::{Disk, DiskFile};
use crate::entry::Position;
use std::io;

/// That the journal may be an older copy, as a start could tell before it made anew what told so.
///
/// Feeds, rows and roll know how far the journal had come. A start that finds them ahead of the journal makes them
/// anew, and one that finds none of them begins them: if the power goes before the new incarnation (or the doubt
/// about numbers) is durable, the next start would see nothing wrong. So the finding is kept beside the journal first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Evidence {
    /// An entry that was durable here once and is not in this journal.
    pub(crate) went_back: Option<Position>,
    /// Neither feeds, rows nor roll were here, and the journal has entries.
    pub(crate) is_alone: bool,
}

impl Evidence {
    /// Neither feeds, rows nor roll are here.
    pub(crate) const ALONE: Evidence = Evidence {
        went_back: None,
        is_alone: true,
    };

    /// An entry that was durable here once is not in this journal.
    pub(crate) fn went_back(position: Position) -> Evidence {
        Evidence {
            went_back: Some(position),
            is_alone: false,
        }
    }

    /// What is kept. A file that cannot be understood was left by a start that found something.
    pub(crate) fn read<D: Disk>(disk: &D) -> io::Result<Evidence> {
        let file = match disk.open(FILE) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let mut bytes = [0; BYTES + 1];
        let read = file.read_at(0, &mut bytes)?;
        let is_whole = read == BYTES;
        let position = u64::from_le_bytes(bytes[1..BYTES].try_into().expect("eight bytes"));
        Ok(Evidence {
            went_back: (!is_whole || bytes[0] & WENT_BACK != 0).then_some(Position(position)),
            is_alone: is_whole && bytes[0] & ALONE != 0,
        })
    }

    /// Adds to what is kept, durably. Nothing is written where that says it already.
    pub(crate) fn note<D: Disk>(disk: &D, found: Evidence) -> io::Result<()> {
        let kept = Self::read(disk)?;
        let all = Evidence {
            went_back: kept.went_back.max(found.went_back),
            is_alone: kept.is_alone || found.is_alone,
        };
        if all == kept {
            return Ok(());
        }
        let mut bytes = [0; BYTES];
        bytes[0] = u8::from(all.went_back.is_some()) * WENT_BACK + u8::from(all.is_alone) * ALONE;
        let position = all.went_back.unwrap_or_default();
        bytes[1..].copy_from_slice(&position.0.to_le_bytes());
        let file = disk.create(NEW)?;
        file.truncate(0)?;
        file.append(&bytes)?;
        file.sync()?;
        disk.rename(NEW, FILE)?;
        disk.sync_dir("")
    }

    /// Forgets it: what follows from it is durable.
    pub(crate) fn forget<D: Disk>(disk: &D) -> io::Result<()> {
        match disk.remove(FILE) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => disk.sync_dir(""),
        }
    }
}

const FILE: &str = "evidence";
const NEW: &str = "evidence.new";
/// A byte of flags and a position.
const BYTES: usize = 9;
const WENT_BACK: u8 = 1;
const ALONE: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;

    #[test]
    fn evidence_adds_up_until_it_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let disk = RealDisk::new(dir.path());
        assert_eq!(Evidence::read(&disk).unwrap(), Evidence::default());
        let back = |at| Evidence::went_back(Position(at));
        Evidence::note(&disk, back(7)).unwrap();
        Evidence::note(&disk, back(5)).unwrap();
        Evidence::note(&disk, Evidence::ALONE).unwrap();
        let both = Evidence {
            is_alone: true,
            ..back(7)
        };
        assert_eq!(Evidence::read(&disk).unwrap(), both);
        std::fs::write(dir.path().join(FILE), b"half").unwrap();
        assert!(Evidence::read(&disk).unwrap().went_back.is_some());
        Evidence::forget(&disk).unwrap();
        assert_eq!(Evidence::read(&disk).unwrap(), Evidence::default());
        Evidence::forget(&disk).unwrap();
    }
}
