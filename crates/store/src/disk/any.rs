//! A disk that is chosen when a store is opened: the machine's, or one in memory.

use std::io;

use super::forgetful::{ForgetfulDisk, ForgetfulFile};
use super::real::RealDisk;
use super::{Disk, DiskFile};

/// The machine's disk, or one that forgets.
#[derive(Debug, Clone)]
pub enum AnyDisk {
    /// Files in a directory.
    Real(RealDisk),
    /// Files in memory, for the simulator and for tests.
    Forgetful(ForgetfulDisk),
}

/// An open file of an [`AnyDisk`].
#[derive(Debug)]
pub enum AnyFile {
    /// In a directory.
    Real(<RealDisk as Disk>::File),
    /// In memory, on a disk that can forget what was not synced.
    Forgetful(ForgetfulFile),
}

impl Disk for AnyDisk {
    type File = AnyFile;

    fn open(&self, path: &str) -> io::Result<AnyFile> {
        match self {
            AnyDisk::Real(disk) => disk.open(path).map(AnyFile::Real),
            AnyDisk::Forgetful(disk) => disk.open(path).map(AnyFile::Forgetful),
        }
    }

    fn create(&self, path: &str) -> io::Result<AnyFile> {
        match self {
            AnyDisk::Real(disk) => disk.create(path).map(AnyFile::Real),
            AnyDisk::Forgetful(disk) => disk.create(path).map(AnyFile::Forgetful),
        }
    }

    fn list(&self, dir: &str) -> io::Result<Vec<String>> {
        match self {
            AnyDisk::Real(disk) => disk.list(dir),
            AnyDisk::Forgetful(disk) => disk.list(dir),
        }
    }

    fn make_dir(&self, dir: &str) -> io::Result<()> {
        match self {
            AnyDisk::Real(disk) => disk.make_dir(dir),
            AnyDisk::Forgetful(disk) => disk.make_dir(dir),
        }
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        match self {
            AnyDisk::Real(disk) => disk.remove(path),
            AnyDisk::Forgetful(disk) => disk.remove(path),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        match self {
            AnyDisk::Real(disk) => disk.rename(from, to),
            AnyDisk::Forgetful(disk) => disk.rename(from, to),
        }
    }

    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        match self {
            AnyDisk::Real(disk) => disk.sync_dir(dir),
            AnyDisk::Forgetful(disk) => disk.sync_dir(dir),
        }
    }
}

impl DiskFile for AnyFile {
    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        match self {
            AnyFile::Real(file) => file.append(bytes),
            AnyFile::Forgetful(file) => file.append(bytes),
        }
    }

    fn sync(&self) -> io::Result<()> {
        match self {
            AnyFile::Real(file) => file.sync(),
            AnyFile::Forgetful(file) => file.sync(),
        }
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        match self {
            AnyFile::Real(file) => file.read_at(offset, into),
            AnyFile::Forgetful(file) => file.read_at(offset, into),
        }
    }

    fn len(&self) -> io::Result<u64> {
        match self {
            AnyFile::Real(file) => file.len(),
            AnyFile::Forgetful(file) => file.len(),
        }
    }

    fn truncate(&self, len: u64) -> io::Result<()> {
        match self {
            AnyFile::Real(file) => file.truncate(len),
            AnyFile::Forgetful(file) => file.truncate(len),
        }
    }
}
