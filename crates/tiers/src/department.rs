use crate::{Tier, rows::rows};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A department (部门) at one tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Code such as `X07`: a letter for the tier, a number for the trade.
    pub code: String,
    /// Name without the place, such as 县民政局.
    pub name: String,
    /// The tier it stands at.
    pub tier: Tier,
}

impl Department {
    /// The department with this code, whose letter says the tier: C city, X county, T township, V village.
    /// None for any other letter.
    pub fn of(code: &str, name: &str) -> Option<Department> {
        let tier = match code.chars().next()? {
            'C' => Tier::City,
            'X' => Tier::County,
            'T' => Tier::Township,
            'V' => Tier::Village,
            _ => return None,
        };
        Some(Department {
            code: code.to_owned(),
            name: name.to_owned(),
            tier,
        })
    }
}

/// All departments, by code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Departments(BTreeMap<String, Department>);

/// Why a department file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadDepartmentsError {
    /// Not CSV, or not the three columns.
    #[error("{0}")]
    Csv(String),
    /// Two rows with one code.
    #[error("{file}:{line}: department {code} is given twice")]
    Twice {
        /// Name of the department file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The code that both rows have.
        code: String,
    },
}

impl Departments {
    /// Reads the text of a department file; `file` is its name for messages.
    ///
    /// # Errors
    /// The first fault found, with file and line.
    pub fn read(text: &str, file: &str) -> Result<Departments, ReadDepartmentsError> {
        let mut departments = BTreeMap::new();
        for row in rows::<Department>(text, file) {
            let (line, department) = row.map_err(ReadDepartmentsError::Csv)?;
            let code = department.code.clone();
            if departments.insert(code.clone(), department).is_some() {
                let file = file.to_owned();
                return Err(ReadDepartmentsError::Twice { file, line, code });
            }
        }
        Ok(Departments(departments))
    }

    /// The department with this code.
    pub fn department(&self, code: &str) -> Option<&Department> {
        self.0.get(code)
    }

    /// The name of the department with this code.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.department(code)
            .map(|department| department.name.as_str())
    }

    /// The tier of the department with this code.
    pub fn tier(&self, code: &str) -> Option<Tier> {
        self.department(code).map(|department| department.tier)
    }

    /// All departments, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Department> {
        self.0.values()
    }
}

impl FromIterator<Department> for Departments {
    /// Of two with one code the later stays.
    fn from_iter<T: IntoIterator<Item = Department>>(list: T) -> Departments {
        let by_code = |department: Department| (department.code.clone(), department);
        Departments(list.into_iter().map(by_code).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_departments_are_46_35_13_and_1() {
        let text = include_str!("../../../topology/catalog/departments.csv");
        let departments = Departments::read(text, "departments.csv").unwrap();
        let count = |tier| departments.iter().filter(|one| one.tier == tier).count();
        assert_eq!(
            [Tier::City, Tier::County, Tier::Township, Tier::Village].map(count),
            [46, 35, 13, 1]
        );
        assert_eq!(departments.name("X07"), Some("县民政局"));
        assert_eq!(departments.tier("T02"), Some(Tier::Township));
        assert_eq!(departments.name("X99"), None);
    }

    #[test]
    fn the_letter_of_every_shipped_code_is_its_tier() {
        let text = include_str!("../../../topology/catalog/departments.csv");
        let departments = Departments::read(text, "departments.csv").unwrap();
        let again: Option<Departments> = (departments.iter())
            .map(|one| Department::of(&one.code, &one.name))
            .collect();
        assert_eq!(again, Some(departments));
        assert_eq!(Department::of("Q01", "省厅"), None);
        assert_eq!(Department::of("", "无"), None);
    }

    #[test]
    fn faults_name_file_and_line() {
        let read = |rows: &str| Departments::read(&format!("code,name,tier\n{rows}"), "d.csv");
        let twice = read("X07,甲,county\nX07,乙,county\n")
            .unwrap_err()
            .to_string();
        assert_eq!(twice, "d.csv:3: department X07 is given twice");
        let tier = read("X07,甲,countie\n").unwrap_err().to_string();
        assert_eq!(
            tier,
            "d.csv:2: unknown value \"countie\", did you mean \"county\"?"
        );
    }
}
