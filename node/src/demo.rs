//! `lianban demo`: a whole federation on this machine, each node a process of its own with its own
//! directory, key and certificate, the lines between them cut and mended by relays in this process.

mod driver;
mod report;
mod scenes;
mod story;
pub mod world;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use story::Story;
use words::{Text, text};
use world::{World, WorldOptions};

/// How the demonstration is played.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// End after the stories instead of staying up.
    #[arg(long)]
    once: bool,
    /// Write one JSON object to standard output and nothing else there.
    #[arg(long)]
    report: Option<ReportFormat>,
    /// First of the ports to use; default: free ones.
    #[arg(long)]
    base_port: Option<u16>,
    /// Folder for everything; default: a new one for temporary files.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Tell the story in English.
    #[arg(long)]
    english: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReportFormat {
    Json,
}

/// Plays the demonstration; answers whether every check passed.
///
/// # Errors
/// When the federation cannot be set up at all.
pub fn demo(args: &DemoArgs) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let _inside = runtime.enter();
    let story = Story::new(args.english, args.report.is_some());
    let options = WorldOptions {
        dir: args.dir.clone(),
        base_port: args.base_port,
        program: None,
    };
    story.say(text!("demo-setting-up"));
    let mut world = World::build(&options, &story.progress)?;
    let played = scenes::play(&mut world, &story);
    let report = report::report(&mut world, played).context("the report could not be made")?;
    for told in &report.stories {
        let mark = if told.pass { "✔" } else { "✘" };
        story.say(Text::same(format!("{mark} {}", told.name)));
        if let Some(why) = &told.why {
            story.detail(Text::same(why));
        }
    }
    if args.report.is_some() {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    }
    let passed = report.passed();
    if args.once {
        world.end();
        return Ok(passed);
    }
    stay(&mut world, &story);
    Ok(passed)
}

/// Stays up with the consoles until interrupted; the clock goes on from the day's end.
fn stay(world: &mut World, story: &Story) {
    story.say(text!("demo-folder", x = world.dir().display().to_string()));
    for console in world.consoles() {
        let line = format!("{} http://{}", console.place, console.address);
        story.say(Text::same(line));
        for (user, role) in console.logins {
            let line = format!("    {role:<14} {user} / {}", world.password());
            story.say(Text::same(line));
        }
    }
    story.say(text!("demo-ends"));
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let now = world.now();
        // Real time goes on where the played day ended.
        if world
            .set_clock_quietly(calendar::UnixMillis(now.0 + 1_000))
            .is_err()
        {
            return;
        }
    }
}
