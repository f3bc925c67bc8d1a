use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What ties this store to its place. A restored or cloned directory has another.
///
/// The file holds 32 random bytes and is never part of a backup; machine and inode tell a copy on the same
/// or another machine apart even if it is copied all the same.
pub(super) struct Witness {
    pub(super) value: [u8; 32],
    /// There was none, or not a whole one.
    pub(super) is_new: bool,
}

impl Witness {
    pub(super) fn open(dir: &Path) -> io::Result<Witness> {
        let path = dir.join(FILE);
        let mut is_new = false;
        let random = match fs::read(&path) {
            Ok(bytes) if bytes.len() == RANDOM_BYTES => bytes,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {
                is_new = true;
                create(dir, &path)?
            }
        };
        let file = fs::metadata(&path)?;
        // Not every system has one; then the random bytes and the inode have to do.
        let machine = fs::read(MACHINE_ID).unwrap_or_default();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&random);
        hasher.update(&(machine.len() as u64).to_le_bytes());
        hasher.update(&machine);
        hasher.update(&file.ino().to_le_bytes());
        hasher.update(&file.dev().to_le_bytes());
        Ok(Witness {
            value: *hasher.finalize().as_bytes(),
            is_new,
        })
    }
}

/// Under another name first, so that half a witness is never seen.
fn create(dir: &Path, path: &Path) -> io::Result<Vec<u8>> {
    let mut random = vec![0; RANDOM_BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let new = dir.join("witness.new");
    let mut file = File::create(&new)?;
    file.write_all(&random)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    File::open(dir)?.sync_all()?;
    Ok(random)
}

const FILE: &str = "witness";
const MACHINE_ID: &str = "/etc/machine-id";
const RANDOM_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_stays_and_its_copy_is_another() {
        let dir = tempfile::tempdir().unwrap();
        let first = Witness::open(dir.path()).unwrap();
        let again = Witness::open(dir.path()).unwrap();
        assert!(first.is_new && !again.is_new);
        assert_eq!(first.value, again.value);

        let copy = tempfile::tempdir().unwrap();
        fs::copy(dir.path().join(FILE), copy.path().join(FILE)).unwrap();
        let copied = Witness::open(copy.path()).unwrap();
        assert!(!copied.is_new);
        assert_ne!(copied.value, first.value);
    }
}
