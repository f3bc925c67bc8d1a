use crate::{Tier, is_name_en, is_pinyin, rows::rows};
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
    /// The name in English, printable ASCII; empty = pages in English show the Chinese name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// How the name is spelled, where the table of readings is wrong: syllables as in [`is_pinyin`]; empty = as the
    /// table has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pinyin: String,
}

impl Department {
    /// The department with this code, whose letter says the tier: C city, X county, T township, V village.
    /// None for any other letter.
    pub fn of(code: &str, called: &DepartmentName) -> Option<Department> {
        let tier = match code.chars().next()? {
            'C' => Tier::City,
            'X' => Tier::County,
            'T' => Tier::Township,
            'V' => Tier::Village,
            _ => return None,
        };
        Some(Department {
            code: code.to_owned(),
            name: called.name.clone(),
            tier,
            name_en: called.name_en.clone(),
            pinyin: called.pinyin.clone(),
        })
    }

    /// What it is called.
    pub fn called(&self) -> DepartmentName {
        DepartmentName {
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            pinyin: self.pinyin.clone(),
        }
    }
}

/// What a department is called, as it is published: a bare string where the data gives neither English nor pinyin, and
/// an object with the fields of this type where it gives one. A list that was published before it could give them
/// has the same bytes today.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "WrittenDepartment", into = "WrittenDepartment")]
pub struct DepartmentName {
    /// Name without the place, such as 县民政局.
    pub name: String,
    /// As [`Department::name_en`].
    pub name_en: String,
    /// As [`Department::pinyin`].
    pub pinyin: String,
}

impl From<&str> for DepartmentName {
    fn from(name: &str) -> DepartmentName {
        DepartmentName {
            name: name.to_owned(),
            ..DepartmentName::default()
        }
    }
}

/// The two shapes of a [`DepartmentName`] in JSON.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenDepartment {
    Bare(String),
    Full {
        name: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name_en: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        pinyin: String,
    },
}

impl From<WrittenDepartment> for DepartmentName {
    fn from(written: WrittenDepartment) -> DepartmentName {
        match written {
            WrittenDepartment::Bare(name) => DepartmentName::from(name.as_str()),
            WrittenDepartment::Full {
                name,
                name_en,
                pinyin,
            } => DepartmentName {
                name,
                name_en,
                pinyin,
            },
        }
    }
}

impl From<DepartmentName> for WrittenDepartment {
    fn from(called: DepartmentName) -> WrittenDepartment {
        let DepartmentName {
            name,
            name_en,
            pinyin,
        } = called;
        if name_en.is_empty() && pinyin.is_empty() {
            return WrittenDepartment::Bare(name);
        }
        WrittenDepartment::Full {
            name,
            name_en,
            pinyin,
        }
    }
}

/// All departments, by code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Departments(BTreeMap<String, Department>);

/// Why a department file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadDepartmentsError {
    /// Not CSV, without one of the columns code, name and tier, or with others than name_en and pinyin beside them.
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
    /// The English name or the pinyin is not what [`is_name_en`] and [`is_pinyin`] allow.
    #[error(
        "{file}:{line}: {column} of department {code} is blank, too long or not plain ASCII: {given:?}"
    )]
    Spelling {
        /// Name of the department file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The department.
        code: String,
        /// `name_en` or `pinyin`.
        column: &'static str,
        /// What the column holds.
        given: String,
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
            let (name_en, pinyin) = (&department.name_en, &department.pinyin);
            for (column, given, sound) in [
                ("name_en", name_en, is_name_en(name_en)),
                ("pinyin", pinyin, is_pinyin(pinyin)),
            ] {
                if !sound {
                    return Err(ReadDepartmentsError::Spelling {
                        file: file.to_owned(),
                        line,
                        code,
                        column,
                        given: given.clone(),
                    });
                }
            }
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
            .map(|one| Department::of(&one.code, &one.called()))
            .collect();
        assert_eq!(again, Some(departments));
        assert_eq!(Department::of("Q01", &"省厅".into()), None);
        assert_eq!(Department::of("", &"无".into()), None);
    }

    #[test]
    fn english_and_pinyin_are_columns_that_may_be_missing_or_empty() {
        let read = |text: &str| Departments::read(text, "d.csv");
        let text = "code,name,tier,name_en,pinyin\nX07,县民政局,county,Civil Affairs Bureau,\nX08,甲,county,,\n";
        let departments = read(text).unwrap();
        assert_eq!(
            departments.department("X07").unwrap().name_en,
            "Civil Affairs Bureau"
        );
        assert_eq!(departments.department("X08").unwrap().called(), "甲".into());
        let wrong = read("code,name,tier,pinyin\nX07,甲,county,Jia\n");
        assert_eq!(
            wrong.unwrap_err().to_string(),
            "d.csv:2: pinyin of department X07 is blank, too long or not plain ASCII: \"Jia\""
        );
    }

    #[test]
    fn a_name_alone_is_published_as_a_bare_string() {
        let bare = DepartmentName::from("县民政局");
        assert_eq!(serde_json::to_string(&bare).unwrap(), "\"县民政局\"");
        let full = DepartmentName {
            name_en: "Civil Affairs".to_owned(),
            ..bare.clone()
        };
        let text = serde_json::to_string(&full).unwrap();
        assert_eq!(
            text,
            "{\"name\":\"县民政局\",\"name_en\":\"Civil Affairs\"}"
        );
        for called in [bare, full] {
            let text = serde_json::to_string(&called).unwrap();
            let again: DepartmentName = serde_json::from_str(&text).unwrap();
            assert_eq!(again, called);
        }
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
