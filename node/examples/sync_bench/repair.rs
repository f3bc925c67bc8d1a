//! What it costs to find and mend what a restored node lacks.

use crate::figure::{median, say};
use crate::pair::{End, Traffic, connect};
use crate::reconnect::{CACHE_MIB, meet, pair};
use crate::tree::{open, other_cases, press, township};
use anyhow::{Result, ensure};
use std::path::Path;
use std::process::Command;

/// The township goes back to a copy that lacks ten changes of ten cases among a hundred thousand.
pub fn repair(dir: &Path) -> Result<()> {
    const CASES: usize = 100_000;
    const DIFFER: usize = 10;
    const RUNS: usize = 5;
    let dir = dir.join(format!("pair-{CASES}"));
    let (mut child, mut parent) = pair(&dir, CASES)?;
    meet(&mut child, &mut parent)?;
    let (mut all, mut rows): (Vec<Traffic>, Vec<f64>) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        child.engine.write_rows();
        drop(child);
        let copy = dir.join("child.copy");
        let _ = std::fs::remove_dir_all(&copy);
        copied(&dir.join("child"), &copy)?;
        child = End::new(
            open(&dir.join("child"), township(0), CACHE_MIB)?,
            township(0),
        );
        // A case that was chosen before has more changes to name than others.
        let chosen = other_cases(&child.engine, DIFFER);
        press(&mut child.engine, &chosen, &format!("复原 {run}"))?;
        child.engine.commit()?;
        meet(&mut child, &mut parent)?;
        drop(child);
        // Renamed first: a folder that took the same place on the disk would be taken for the same one.
        let gone = dir.join("child.gone");
        let _ = std::fs::remove_dir_all(&gone);
        std::fs::rename(dir.join("child"), &gone)?;
        copied(&copy, &dir.join("child"))?;
        std::fs::remove_dir_all(gone)?;
        child = End::new(
            open(&dir.join("child"), township(0), CACHE_MIB)?,
            township(0),
        );
        let before = child.engine.rows_read() + parent.engine.rows_read();
        let mut line = connect(&mut child, &mut parent)?;
        let traffic = line.run(&mut child, &mut parent)?;
        rows.push((child.engine.rows_read() + parent.engine.rows_read() - before) as f64);
        line.cut(&mut child, &mut parent)?;
        all.push(traffic);
        let agree = chosen.iter().all(|id| {
            let (below, above) = (child.engine.view_of(*id), parent.engine.view_of(*id));
            below.is_some() && below == above
        });
        ensure!(agree, "what was lost did not come back");
    }
    let bytes = median(all.iter().map(Traffic::bytes).collect());
    let trips = median(all.iter().map(Traffic::round_trips).collect());
    let percent = median(rows) * 100.0 / CASES as f64;
    say("repair", "bytes", "B", bytes, Some(65_536.0), None);
    say("repair", "round_trips", "", trips, Some(6.0), None);
    say("repair", "rows_read_percent", "%", percent, Some(0.1), None);
    Ok(())
}

fn copied(from: &Path, to: &Path) -> Result<()> {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status()?;
    ensure!(done.success(), "cp failed");
    Ok(())
}
