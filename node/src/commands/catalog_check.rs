use anyhow::{Context as _, bail};
use catalog::{Catalog, Check, Fault, Round};
use std::io::Write;
use std::path::{Path, PathBuf};
use tiers::Departments;
use words::text;

/// Checks the files of a catalog and names everything that is wrong in them.
#[derive(Debug, clap::Args)]
pub struct CatalogCheck {
    /// Folder with items.jsonl, parallel.jsonl and departments.csv, and rounds.jsonl where there is one.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// One JSON object: items, bundles, departments and faults.
    #[arg(long)]
    json: bool,
}

/// Writes every fault as `file:line: rule: Chinese (English)`, or that there is none; false when there
/// are any.
///
/// # Errors
/// When a file cannot be read as text, or nothing can be written.
pub fn run(args: &CatalogCheck, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<bool> {
    let report = CheckReport::of(&args.dir)?;
    if args.json {
        serde_json::to_writer(&mut *out, &report.to_json())?;
        writeln!(out)?;
        return Ok(report.faults.is_empty());
    }
    for fault in &report.faults {
        writeln!(out, "{}", fault.line())?;
    }
    if report.without_departments {
        let note = "departments.csv could not be read, so what depends on it was not checked";
        writeln!(err, "note: {note}")?;
    }
    writeln!(out, "{}", report.summary())?;
    Ok(report.faults.is_empty())
}

/// What was found in a folder.
struct CheckReport {
    items: usize,
    bundles: usize,
    departments: usize,
    faults: Vec<FoundFault>,
    /// The list of departments is faulty: the rule for departments was left out.
    without_departments: bool,
}

/// A fault in any of the three files.
struct FoundFault {
    file: String,
    /// Line in the file, from 1; none where the fault names none.
    line: Option<u64>,
    rule: &'static str,
    /// What is wrong, in Chinese.
    zh: String,
    /// What is wrong, in English.
    message: String,
}

impl CheckReport {
    fn of(dir: &Path) -> anyhow::Result<CheckReport> {
        let files = Files::of(dir)?;
        let (name, text) = &files.departments;
        let departments = Departments::read(text, name);
        let mut faults = Vec::new();
        if let Err(error) = &departments {
            faults.push(FoundFault::in_departments(&error.to_string(), name));
        }
        let without_departments = departments.is_err();
        let departments = departments.unwrap_or_default();
        let (catalog, found) = files.catalog();
        // Without the list every department would be unknown: hundreds of faults that are none.
        let found = found
            .into_iter()
            .filter(|fault| !(without_departments && fault.rule() == Check::Department));
        faults.extend(found.map(FoundFault::from));
        // Clean-up rounds are no part of what is published, so a catalog may come without them.
        if dir.join(ROUNDS).exists() {
            let (name, text) = read(dir, ROUNDS)?;
            let (_, found) = Round::read(&text, &name);
            faults.extend(found.into_iter().map(FoundFault::from));
        }
        Ok(CheckReport {
            items: catalog.items.len(),
            bundles: catalog.bundles.len(),
            departments: departments.iter().count(),
            faults,
            without_departments,
        })
    }

    fn summary(&self) -> String {
        let faults = match self.faults.len() {
            0 => "no faults".to_owned(),
            1 => "1 fault".to_owned(),
            many => format!("{many} faults"),
        };
        let CheckReport {
            items,
            bundles,
            departments,
            ..
        } = self;
        format!("{items} items, {bundles} bundles, {departments} departments: {faults}")
    }

    fn to_json(&self) -> serde_json::Value {
        let faults = self.faults.iter().map(|fault| {
            serde_json::json!({
                "file": fault.file,
                "line": fault.line,
                "rule": fault.rule,
                "message": fault.message,
                "zh": fault.zh,
            })
        });
        serde_json::json!({
            "items": self.items,
            "bundles": self.bundles,
            "departments": self.departments,
            "faults": faults.collect::<Vec<_>>(),
        })
    }
}

impl FoundFault {
    /// From the text of a fault, which begins with file and line.
    fn in_departments(text: &str, file: &str) -> FoundFault {
        let rest = text.strip_prefix(&format!("{file}:"));
        let placed = rest
            .and_then(|rest| rest.split_once(": "))
            .and_then(|(line, message)| Some((line.parse().ok()?, message)));
        FoundFault {
            file: file.to_owned(),
            line: placed.map(|(line, _)| line),
            rule: DEPARTMENTS_RULE,
            zh: text!("departments-faulty").zh,
            message: placed.map_or(text, |(_, message)| message).to_owned(),
        }
    }

    fn line(&self) -> String {
        let place = match self.line {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.clone(),
        };
        // Both begin with the code of the item; once is enough.
        let code = self.zh.split_inclusive(": ").next().unwrap_or_default();
        let english = self.message.strip_prefix(code).unwrap_or(&self.message);
        format!("{place}: {}: {} ({english})", self.rule, self.zh)
    }
}

impl From<Fault> for FoundFault {
    fn from(fault: Fault) -> FoundFault {
        let said = phrases::catalog::fault(&fault);
        FoundFault {
            rule: fault.rule().name(),
            file: fault.file,
            line: Some(fault.line.into()),
            zh: said.zh,
            message: said.en,
        }
    }
}

/// The three files of a catalog, each with its name as it is printed.
pub(super) struct Files {
    items: (String, String),
    bundles: (String, String),
    departments: (String, String),
}

impl Files {
    /// Reads them from a folder.
    pub(super) fn of(dir: &Path) -> anyhow::Result<Files> {
        Ok(Files {
            items: read(dir, "items.jsonl")?,
            bundles: read(dir, "parallel.jsonl")?,
            departments: read(dir, "departments.csv")?,
        })
    }

    /// What they hold, and what is wrong with items and bundles. A list of departments that cannot be
    /// read counts as empty.
    pub(super) fn catalog(&self) -> (Catalog, Vec<Fault>) {
        let (name, text) = &self.departments;
        let departments = Departments::read(text, name).unwrap_or_default();
        let (items, bundles) = (&self.items, &self.bundles);
        Catalog::read(&items.1, &items.0, &bundles.1, &bundles.0, &departments)
    }
}

/// The name of a file, as it is printed, and its text.
pub(super) fn read(dir: &Path, name: &str) -> anyhow::Result<(String, String)> {
    let path = dir.join(name);
    let shown = path.display().to_string();
    let bytes = std::fs::read(&path).with_context(|| {
        format!("cannot read {shown}: a catalog folder holds items.jsonl, parallel.jsonl and departments.csv")
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((shown, text)),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            bail!("{shown}:{line}: not UTF-8: save the file as UTF-8 and try again")
        }
    }
}

/// The file of the clean-up rounds.
const ROUNDS: &str = "rounds.jsonl";

/// The name of the one rule for `departments.csv`: it is a list of departments, each given once.
const DEPARTMENTS_RULE: &str = "departments";

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: &str = include_str!("../../../topology/catalog/items.jsonl");
    const BUNDLES: &str = include_str!("../../../topology/catalog/parallel.jsonl");
    const DEPARTMENTS: &str = include_str!("../../../topology/catalog/departments.csv");

    /// Success, standard output and standard error for the three texts, without the folder's name.
    fn check(items: &str, bundles: &str, departments: &str, json: bool) -> (bool, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        write("items.jsonl", items).unwrap();
        write("parallel.jsonl", bundles).unwrap();
        write("departments.csv", departments).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let dir = folder.path().to_owned();
        let well = run(&CatalogCheck { dir, json }, &mut out, &mut err).unwrap();
        let prefix = format!("{}/", folder.path().display());
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(&prefix, "");
        (well, text(out), text(err))
    }

    /// The shipped items with one text replaced, which must be there.
    fn swap(from: &str, to: &str) -> String {
        assert!(ITEMS.contains(from), "{from}");
        ITEMS.replacen(from, to, 1)
    }

    #[test]
    fn the_shipped_catalog_has_no_faults() {
        let (well, out, err) = check(ITEMS, BUNDLES, DEPARTMENTS, false);
        assert_eq!(out, "158 items, 12 bundles, 95 departments: no faults\n");
        assert!(well);
        assert_eq!(err, "");
    }

    #[test]
    fn a_broken_catalog_names_all_its_faults() {
        // The first item loses its promise and a line is cut off; a bundle counts wrongly.
        let first = ITEMS.lines().next().unwrap();
        let mut items = swap("\"promised_minutes\":5760", "\"promised_minutes\":5761");
        items.push_str(&first[..40]);
        items.push('\n');
        let bundles = BUNDLES.replacen("\"department_count\":4", "\"department_count\":5", 1);
        let (well, out, err) = check(&items, &bundles, DEPARTMENTS, false);
        assert!(!well);
        assert_eq!(err, "");
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(
            lines[0],
            "items.jsonl:1: step-sum: FG-001: 各环节合计 5760 分钟, 承诺 5761 分钟 \
             (the steps add up to 5760 minutes, 5761 are promised)"
        );
        assert!(lines[1].starts_with("items.jsonl:159: json: 第 4"), "{out}");
        assert!(
            lines[2].starts_with("parallel.jsonl:1: department-count: PB-YC-1: "),
            "{out}"
        );
        assert_eq!(
            lines[3..],
            ["158 items, 12 bundles, 95 departments: 3 faults"]
        );
    }

    #[test]
    fn json_holds_the_same_faults() {
        let items = swap("\"promised_minutes\":5760", "\"promised_minutes\":5761");
        let (well, out, _) = check(&items, BUNDLES, DEPARTMENTS, true);
        assert!(!well);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            (&report["items"], &report["bundles"]),
            (&158.into(), &12.into())
        );
        let faults = report["faults"].as_array().unwrap();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0]["file"], "items.jsonl");
        assert_eq!(
            (&faults[0]["line"], &faults[0]["rule"]),
            (&1.into(), &"step-sum".into())
        );
    }

    #[test]
    fn clean_up_rounds_are_checked_where_there_are_any() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        write("items.jsonl", ITEMS).unwrap();
        write("parallel.jsonl", BUNDLES).unwrap();
        write("departments.csv", DEPARTMENTS).unwrap();
        let round = r#"{"city":"甲市","round":"一","date":null,"items":{"of":"事项","percent":101},"quote":"甲","source":"乙"}"#;
        write("rounds.jsonl", round).unwrap();
        let report = CheckReport::of(folder.path()).unwrap();
        let found: Vec<(Option<u64>, &str)> = (report.faults.iter())
            .map(|fault| (fault.line, fault.rule))
            .collect();
        assert_eq!(found, [(Some(1), "round")]);
    }

    #[test]
    fn a_faulty_list_of_departments_hides_no_other_fault() {
        let twice = format!("{DEPARTMENTS}C01,又一个,city\n");
        let items = swap("\"promised_minutes\":5760", "\"promised_minutes\":5761");
        let (well, out, err) = check(&items, BUNDLES, &twice, false);
        assert!(!well);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(
            lines[0],
            "departments.csv:97: departments: 部门名单有误 (department C01 is given twice)"
        );
        assert!(lines[1].starts_with("items.jsonl:1: step-sum: "), "{out}");
        assert!(lines[2].ends_with(": 2 faults"), "{out}");
        assert!(err.contains("was not checked"), "{err}");
    }

    #[test]
    fn a_missing_file_and_another_encoding_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let failed = || {
            let dir = folder.path().to_owned();
            let error = run(
                &CatalogCheck { dir, json: false },
                &mut Vec::new(),
                &mut Vec::new(),
            )
            .unwrap_err();
            format!("{error:#}")
        };
        assert!(failed().contains("items.jsonl: a catalog folder holds "));
        std::fs::write(folder.path().join("items.jsonl"), b"{}\n\xb4\xf3").unwrap();
        assert!(
            failed().ends_with("items.jsonl:2: not UTF-8: save the file as UTF-8 and try again")
        );
    }
}
