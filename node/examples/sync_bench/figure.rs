//! One figure a line.

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
