use std::fs;
use std::io;
use std::path::Path;

use crate::rows::ASIDE;

/// Bytes the store takes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DiskUsage {
    /// Bytes of the journal's segments, in `journal/`.
    pub journal_bytes: u64,
    /// Bytes of the feed indexes, in `feeds/`.
    pub feeds_bytes: u64,
    /// Bytes of the derived rows and of the roll.
    pub rows_bytes: u64,
    /// Derived rows that were set aside; they may be removed.
    pub aside_bytes: u64,
}

impl DiskUsage {
    pub(super) fn of(dir: &Path) -> io::Result<DiskUsage> {
        let mut usage = DiskUsage::default();
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            let name = entry.file_name();
            let part = match name.to_str() {
                Some("journal") => &mut usage.journal_bytes,
                Some("feeds") => &mut usage.feeds_bytes,
                Some("sled" | "roll") => &mut usage.rows_bytes,
                Some(name) if name.starts_with(ASIDE) => &mut usage.aside_bytes,
                _ => continue,
            };
            *part += bytes_below(&entry.path())?;
        }
        Ok(usage)
    }
}

fn bytes_below(path: &Path) -> io::Result<u64> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        // Files come and go while we count.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    if !metadata.is_dir() {
        return Ok(metadata.len());
    }
    let mut bytes = 0;
    for entry in fs::read_dir(path)? {
        bytes += bytes_below(&entry?.path())?;
    }
    Ok(bytes)
}
