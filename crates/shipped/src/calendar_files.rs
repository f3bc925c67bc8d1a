//! The files of a calendar: those in a folder, and those that are built into the program.

use anyhow::{Context, Result, ensure};
use calendar::Calendar;
use std::path::Path;

/// The calendar in a folder, with the days of one province (two digits) where one is named.
///
/// # Errors
/// When a file is missing or faulty, by name and line.
pub fn read_folder(folder: &Path, province: Option<&str>) -> Result<Calendar> {
    let file = |name: &str| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}: a calendar folder holds {DAYS}, {HOURS} and provinces/NN.csv for the days of \
                 single provinces",
                path.display()
            )
        })?;
        anyhow::Ok((path.display().to_string(), text))
    };
    let (days, hours) = (file(DAYS)?, file(HOURS)?);
    let province = province
        .map(|digits| file(&province_file(digits)?))
        .transpose()?;
    read(&days, province.as_ref(), &hours)
}

/// The calendar that is built into the program.
///
/// # Errors
/// When it holds no list for the province.
pub fn shipped(province: Option<&str>) -> Result<Calendar> {
    let own = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let list = |digits: &str| {
        let name = province_file(digits)?;
        let found = PROVINCES.iter().find(|(shipped, _)| *shipped == name);
        let (name, text) = found.with_context(|| {
            format!(
                "the built-in calendar has no {name}: name a folder that has one with --calendar"
            )
        })?;
        anyhow::Ok(own(name, text))
    };
    let province = province.map(list).transpose()?;
    read(
        &own(DAYS, SHIPPED_DAYS),
        province.as_ref(),
        &own(HOURS, SHIPPED_HOURS),
    )
}

fn read(
    days: &(String, String),
    province: Option<&(String, String)>,
    hours: &(String, String),
) -> Result<Calendar> {
    let provincial: Vec<(&str, &str)> = province
        .map(|(name, text)| (text.as_str(), name.as_str()))
        .into_iter()
        .collect();
    let calendar = Calendar::read_in_province(&days.1, &days.0, &provincial, &hours.1, &hours.0)?;
    Ok(calendar)
}

fn province_file(digits: &str) -> Result<String> {
    ensure!(
        digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()),
        "a province is named by its two digits, such as 45: {digits:?}"
    );
    Ok(format!("provinces/{digits}.csv"))
}

const DAYS: &str = "cn-workdays.csv";
const HOURS: &str = "hours.toml";
const SHIPPED_DAYS: &str = include_str!("../../../topology/calendar/cn-workdays.csv");
const SHIPPED_HOURS: &str = include_str!("../../../topology/calendar/hours.toml");
const PROVINCES: [(&str, &str); 1] = [(
    "provinces/45.csv",
    include_str!("../../../topology/calendar/provinces/45.csv"),
)];

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Date;

    #[test]
    fn a_province_is_read_from_the_program_and_from_a_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topology/calendar");
        // Thursday 2024-04-11 was off in Guangxi alone.
        let day = Date::constant(2024, 4, 11);
        for (province, working) in [(None, true), (Some("45"), false)] {
            let (built_in, read) = (
                shipped(province).unwrap(),
                read_folder(&folder, province).unwrap(),
            );
            assert_eq!(built_in.is_working(day), Some(working));
            assert_eq!(built_in.hash(), read.hash());
        }
    }

    #[test]
    fn a_province_without_a_list_is_named() {
        let said = |error: anyhow::Error| format!("{error:#}");
        assert!(said(shipped(Some("11")).unwrap_err()).contains("no provinces/11.csv"));
        assert!(said(shipped(Some("../x")).unwrap_err()).contains("two digits"));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(DAYS), SHIPPED_DAYS).unwrap();
        std::fs::write(folder.path().join(HOURS), SHIPPED_HOURS).unwrap();
        let missing = said(read_folder(folder.path(), Some("45")).unwrap_err());
        assert!(
            missing.contains("cannot read") && missing.contains("45.csv"),
            "{missing}"
        );
    }
}
