use crate::hall::{COUNTY, Tree, cases, filing_of, rounds, until};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// `LIANBAN_FULL` says how often the disk fills up.
#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let times = rounds("LIANBAN_FULL", 1);
    let tree = Tree::demo();
    let mut city = tree.node(crate::hall::CITY, None);
    let folder = tree.dir().join("small");
    let Some(mut disk) = SmallDisk::mount(&folder) else {
        eprintln!("left out: no small file system may be mounted here");
        return;
    };
    let keys = tree.node_dir(COUNTY);
    let dir = folder.join(COUNTY);
    let copied = Command::new("cp").arg("-r").arg(keys).arg(&dir).status();
    assert!(copied.unwrap().success());
    let mut county = tree.node_in(&dir, COUNTY, Some(&city));
    city.start();
    county.start();
    county.wait_for_catalog();
    let mut acknowledged: Vec<Value> = Vec::new();
    for _ in 0..times {
        let before = acknowledged.len();
        let room = disk.fill();
        // Whether it refuses or ends, it says so: an answer is never followed by a loss.
        for _ in 0..2_000 {
            match filing_of(&county, &tree) {
                Some(Ok(filed)) => acknowledged.push(filed),
                Some(Err(_)) | None => break,
            }
        }
        eprintln!(
            "{} cases went into the last {room} bytes",
            acknowledged.len() - before
        );
        disk.grow();
        if county.is_alive() {
            county.kill();
        } else {
            county.reap();
        }
        county.start();
        let held = cases(&county);
        for filed in &acknowledged {
            let case = filed["case"].as_str().unwrap();
            assert!(held.iter().any(|(id, _)| id == case), "{case} is lost");
        }
        acknowledged.push(county.file(&tree, "window", "BM-001"));
    }
    until("the city has them all", || {
        (cases(&city) == cases(&county)).then_some(())
    });
    county.kill();
}

/// A file system in memory of few bytes.
struct SmallDisk {
    folder: std::path::PathBuf,
    mib: u64,
}

impl SmallDisk {
    fn mount(folder: &Path) -> Option<SmallDisk> {
        const MIB: u64 = 96;
        std::fs::create_dir_all(folder).unwrap();
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={MIB}m"), "tmpfs"])
            .arg(folder)
            .output();
        let mounted = done.is_ok_and(|done| done.status.success());
        mounted.then(|| SmallDisk {
            folder: folder.to_owned(),
            mib: MIB,
        })
    }

    /// Leaves a little room, which is answered.
    fn fill(&mut self) -> u64 {
        const ROOM: u64 = 2 << 20;
        let stat = rustix::fs::statvfs(&self.folder).unwrap();
        let free = stat.f_bavail * stat.f_frsize;
        let ballast = free.saturating_sub(ROOM);
        let name = self.folder.join(format!("ballast-{}", self.mib));
        std::fs::write(name, vec![1; ballast as usize]).unwrap();
        free - ballast
    }

    fn grow(&mut self) {
        self.mib += 64;
        let done = Command::new("mount")
            .args(["-o", &format!("remount,size={}m", self.mib)])
            .arg(&self.folder)
            .status();
        assert!(done.unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a process that is just ending may still hold a file.
        let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
    }
}
