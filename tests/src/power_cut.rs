use crate::hall::{CITY, COUNTY, Tree, cases, filing_of, rounds, seed, until};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// `LIANBAN_CUTS` says how often, `LIANBAN_SEED` when. Needs the right to mount, and `xfs_io`, which
/// shuts a file system down without writing its log: what was not synced is gone.
#[test]
fn what_was_acknowledged_survives_the_power() {
    let cuts = rounds("LIANBAN_CUTS", 1);
    let mut random = StdRng::seed_from_u64(seed());
    let tree = Tree::demo();
    let Some(mut disk) = LoopDisk::make(tree.dir()) else {
        eprintln!("left out: no file system may be made, mounted and shut down here");
        return;
    };
    let mut city = tree.node(CITY, None);
    let dir = disk.folder.join(COUNTY);
    let keys = tree.node_dir(COUNTY);
    let copied = Command::new("cp").arg("-r").arg(keys).arg(&dir).status();
    assert!(copied.unwrap().success());
    let mut county = tree.node_in(&dir, COUNTY, Some(&city));
    // What was copied here is not the node's to sync; what it writes itself from now on is.
    assert!(runs(Command::new("sync").arg("-f").arg(&dir)));
    city.start();
    county.start();
    county.wait_for_catalog();
    let mut acknowledged: Vec<Value> = Vec::new();
    for _ in 0..cuts {
        let moment = Duration::from_millis(random.random_range(50..1_500));
        std::thread::scope(|scope| {
            let cutter = scope.spawn(|| {
                let begun = Instant::now();
                std::thread::sleep(moment.saturating_sub(begun.elapsed()));
                disk.cut();
            });
            while !cutter.is_finished() {
                match filing_of(&county, &tree) {
                    Some(Ok(filed)) => acknowledged.push(filed),
                    Some(Err(_)) | None => std::thread::yield_now(),
                }
            }
        });
        if county.is_alive() {
            county.kill();
        } else {
            county.reap();
        }
        disk.come_back();
        county.start();
        let held = cases(&county);
        for filed in &acknowledged {
            let case = filed["case"].as_str().unwrap();
            assert!(held.iter().any(|(id, _)| id == case), "{case} is lost");
        }
    }
    eprintln!(
        "{cuts} power cuts, {} cases acknowledged",
        acknowledged.len()
    );
    until("the city has them all", || {
        (cases(&city) == cases(&county)).then_some(())
    });
    assert_eq!(city.status()["quarantined"], 0, "{}", city.log());
    county.kill();
    drop(county);
    disk.cut();
}

/// ext4 in a file, mounted by a loop device.
struct LoopDisk {
    image: PathBuf,
    folder: PathBuf,
}

fn runs(command: &mut Command) -> bool {
    command.output().is_ok_and(|done| done.status.success())
}

impl LoopDisk {
    fn make(below: &Path) -> Option<LoopDisk> {
        let disk = LoopDisk {
            image: below.join("disk.img"),
            folder: below.join("disk"),
        };
        std::fs::create_dir_all(&disk.folder).unwrap();
        let image = std::fs::File::create(&disk.image).unwrap();
        image.set_len(512 << 20).unwrap();
        let made = runs(Command::new("xfs_io").arg("-V"))
            && runs(Command::new("mkfs.ext4").arg("-q").arg(&disk.image))
            && disk.mount();
        made.then_some(disk)
    }

    fn mount(&self) -> bool {
        let mut mount = Command::new("mount");
        runs(
            mount
                .args(["-o", "loop"])
                .arg(&self.image)
                .arg(&self.folder),
        )
    }

    fn cut(&self) {
        let mut shut = Command::new("xfs_io");
        assert!(runs(shut.args(["-x", "-c", "shutdown"]).arg(&self.folder)));
    }

    fn come_back(&mut self) {
        until("nobody holds the disk", || {
            runs(Command::new("umount").arg(&self.folder)).then_some(())
        });
        assert!(self.mount());
    }
}

impl Drop for LoopDisk {
    fn drop(&mut self) {
        let _ = runs(Command::new("umount").arg("-l").arg(&self.folder));
    }
}
