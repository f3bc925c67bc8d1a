//! The file interface under the journal and the feed indexes.

mod any;
mod forgetful;
mod real;

pub use any::{AnyDisk, AnyFile};
pub use forgetful::{ForgetfulDisk, ForgetfulFile};
pub use real::RealDisk;

use std::io;

/// A directory of append-only files, as little of a file system as the journal needs.
///
/// What we assume of it, and no more: bytes are kept once [`DiskFile::sync`] has returned without
/// error; a created, removed or renamed name is kept once [`Disk::sync_dir`] has; before that a crash may keep any
/// prefix of what was appended. Paths are relative to the disk's root and use `/`.
pub trait Disk: Clone + Send + Sync {
    /// An open file.
    type File: DiskFile;

    /// Opens a file that exists; [`io::ErrorKind::NotFound`] when it does not.
    fn open(&self, path: &str) -> io::Result<Self::File>;

    /// Opens a file, making an empty one when there is none.
    fn create(&self, path: &str) -> io::Result<Self::File>;

    /// Names of the files in a directory, sorted; none when the directory is missing.
    fn list(&self, dir: &str) -> io::Result<Vec<String>>;

    /// Makes a directory unless it is there.
    fn make_dir(&self, dir: &str) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &str) -> io::Result<()>;

    /// Renames a file, replacing the target.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Makes the names in a directory durable; `""` is the root.
    fn sync_dir(&self, dir: &str) -> io::Result<()>;
}

/// One open file of a [`Disk`].
pub trait DiskFile: Send + Sync {
    /// Writes at the end. After an error any prefix of `bytes` may have been written.
    fn append(&self, bytes: &[u8]) -> io::Result<()>;

    /// Makes everything written so far durable (`fdatasync`).
    fn sync(&self) -> io::Result<()>;

    /// Reads at `offset` and returns how many bytes there were, fewer than asked only at the end of the file.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;

    /// Length in bytes.
    fn len(&self) -> io::Result<u64>;

    /// Whether nothing has been written.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Shortens the file to `len` bytes.
    fn truncate(&self, len: u64) -> io::Result<()>;
}
