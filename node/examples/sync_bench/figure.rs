//! One figure a line.

use anyhow::Context as _;
use serde::Serialize;

/// A figure, with the floor of the same run and the target where there is one.
#[derive(Debug, Serialize)]
pub struct Figure {
    pub question: &'static str,
    pub figure: &'static str,
    pub unit: &'static str,
    pub value: f64,
    pub target: Option<f64>,
    pub met: Option<bool>,
    pub floor: Option<f64>,
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The one that this part of them does not exceed.
pub fn at(mut values: Vec<f64>, part: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * part).ceil() as usize;
    values.get(place.saturating_sub(1)).copied()
}

/// Memory of this process as Linux tells it under `name`, MiB: `VmRSS` for what is resident, `VmHWM` for its peak.
pub fn memory_mib(name: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let mut lines = status.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kib = value.and_then(|value| value.split_whitespace().next());
    let kib: f64 = kib.with_context(|| name.to_owned())?.parse()?;
    Ok(kib / 1024.0)
}

/// Prints a figure that is met when it is at most `target`.
pub fn say(
    question: &'static str,
    figure: &'static str,
    unit: &'static str,
    value: f64,
    target: Option<f64>,
    floor: Option<f64>,
) {
    let figure = Figure {
        question,
        figure,
        unit,
        value,
        target,
        met: target.map(|target| value <= target),
        floor,
    };
    let line = serde_json::to_string(&figure).expect("a figure has a JSON form");
    println!("{line}");
}
