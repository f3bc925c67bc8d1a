//! `lianban load`: a year of work through the engine. Cases of a profile are dealt by quota, played
//! through one store with every act judged, signed and journalled as in service, and counted again from
//! the views that come of it.

mod arrivals;
mod city;
mod figures;
mod people;
mod plan;
mod play;
mod profile;
mod quota;
mod ranking;
mod report;
#[cfg(test)]
mod tests;

pub use people::citizen_number;

use anyhow::{Context, Result, anyhow, ensure};
use calendar::UnixMillis;
use city::City;
use clap::Args;
use engine::Silent;
use engine::{Engine, EngineConfig};
use figures::Figures;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use plan::LoadPlan;
use play::Play;
use profile::{Gaps, Planned, Profile};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use report::{Cost, LoadReport};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tiers::NodeId;

/// Memory for rows, MiB: what a node has by default.
const CACHE_MIB: u64 = 64;

/// What is played.
#[derive(Debug, Clone, Args)]
pub struct LoadArgs {
    /// Profile: daqing-2010, yichang-month, yichang-month-alt, shenyang or xian.
    #[arg(long)]
    pub profile: String,
    /// Division file of a city with everything below it.
    #[arg(long)]
    pub divisions: PathBuf,
    /// Same seed, same cases.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The first day on which cases may come in.
    #[arg(long, default_value = "2021-01-04")]
    pub from: Date,
    /// Part of the profile's cases, each count rounded half up; working days stay as they are.
    #[arg(long, default_value_t = 1.0)]
    pub scale: f64,
    /// Filings and acts that share one sync of the journal.
    #[arg(long, default_value_t = 64)]
    pub group: usize,
    /// Folder for the store, which must be empty or new and is kept; default: a temporary one.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
    /// What the profile leaves open.
    #[command(flatten)]
    pub gaps: Gaps,
}

/// Plays a profile and prints its figures; answers whether they are what the profile must show.
///
/// # Errors
/// When it cannot be played at all.
pub fn load(args: &LoadArgs, out: &mut dyn std::io::Write) -> Result<bool> {
    let (told, text) = run(args)?;
    if args.json {
        writeln!(out, "{told}")?
    } else {
        writeln!(out, "{text}")?
    }
    for difference in told["differences"].as_array().into_iter().flatten() {
        eprintln!("lianban: {}", difference.as_str().unwrap_or_default());
    }
    Ok(told["ok"] == true)
}

/// Plays a profile; answers its report as JSON and for people.
///
/// # Errors
/// When it cannot be played at all.
pub fn run(args: &LoadArgs) -> Result<(Value, String)> {
    let profile = Profile::shipped(&args.profile)?;
    let planned = profile.plan(&args.gaps, args.scale)?;
    ensure!(args.group > 0, "--group must be at least 1");
    let city = City::read(&args.divisions)?;
    run_planned(args, &city, &planned)
}

fn run_planned(args: &LoadArgs, city: &City, planned: &Planned) -> Result<(Value, String)> {
    let mut dice = ChaCha8Rng::seed_from_u64(args.seed);
    let plan = LoadPlan::deal(city, &planned.targets, args.from, &mut dice)?;
    let store = Folder::make(args.dir.as_deref())?;
    let mut engine = open(&store.path, args.seed, city, &plan)?;

    let bar = bar(planned.targets.cases);
    let before = (*engine.parts(), cpu_seconds());
    let begun = Instant::now();
    let play = Play::new(&mut engine, city, &plan, dice, args.group);
    let played = play.play(&|done| bar.set_position(done))?;
    let playing = begun.elapsed();
    let playing_cpu_s = cpu_seconds().zip(before.1).map(|(now, then)| now - then);
    let parts = engine.parts().since(&before.0);
    bar.finish_and_clear();

    let begun = Instant::now();
    let figures = Figures::count(&mut engine, city)?;
    let counting = begun.elapsed();
    let status = engine.status();
    let report = LoadReport {
        profile: &args.profile,
        divisions: args.divisions.display().to_string(),
        seed: args.seed,
        scale: args.scale,
        group: args.group,
        planned,
        plan: &plan,
        played: &played,
        figures: &figures,
        as_of: engine.now().rfc3339(),
        cost: Cost {
            playing,
            playing_cpu_s,
            counting,
            parts,
            journal_bytes: status.journal_bytes,
            peak_rss_mib: peak_rss_mib(),
        },
    };
    Ok((report.to_json(), report.to_text()))
}

/// An engine that stands for every place of the city and has published all that acts cite.
fn open(dir: &Path, seed: u64, city: &City, plan: &LoadPlan) -> Result<Engine> {
    // Nobody else ever sees this key.
    let key = *blake3::hash(&seed.to_le_bytes()).as_bytes();
    let root: NodeId = record::Signer::new(key, [0; 16], [0; 16]).node();
    let config = EngineConfig {
        place: city.place,
        root,
        seed: key,
        random: std::sync::Arc::new(rand::random),
        watch: crate::clock::stopwatch(),
        cache_bytes: CACHE_MIB << 20,
        alone: true,
    };
    let first = plan.cases.first().map_or(0, |case| case.arrival.at.0);
    const HOUR_MS: i64 = 3_600_000;
    let begins = UnixMillis(first - HOUR_MS);
    let mut engine = Engine::open(dir, config, begins, &Silent)?;
    let cases = plan.cases.len() as u64;
    let founded = engine.found(&city.founding(root, cases), "administrator");
    founded.map_err(|refused| anyhow!(desk::refused_text(&refused).0.en))?;
    engine.commit()?;
    engine.write_rows();
    Ok(engine)
}

fn bar(cases: u64) -> ProgressBar {
    let bar = ProgressBar::new(cases);
    let style = "{pos}/{len} {per_sec} {bar:40} {eta}";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is a constant"));
    bar
}

/// Where the store lies while it is needed.
struct Folder {
    path: PathBuf,
    is_temporary: bool,
}

impl Folder {
    fn make(wanted: Option<&Path>) -> Result<Folder> {
        let is_temporary = wanted.is_none();
        let path = match wanted {
            Some(path) => path.to_owned(),
            None => {
                let unique: u64 = rand::random();
                std::env::temp_dir().join(format!("lianban-load-{unique:016x}"))
            }
        };
        std::fs::create_dir_all(&path)
            .with_context(|| format!("cannot make {}", path.display()))?;
        let is_empty = std::fs::read_dir(&path)?.next().is_none();
        ensure!(is_empty, "{} is not empty", path.display());
        Ok(Folder { path, is_temporary })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            eprintln!("lianban: cannot remove {}: {error}", self.path.display());
        }
    }
}

/// The most memory this process ever had, MiB, as Linux tells it.
fn peak_rss_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Seconds of processor time of this process so far, all threads, as Linux counts them: in hundredths.
fn cpu_seconds() -> Option<f64> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut after_name = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let mut next = || after_name.next()?.parse::<f64>().ok();
    Some((next()? + next()?) / TICKS_PER_SECOND)
}
