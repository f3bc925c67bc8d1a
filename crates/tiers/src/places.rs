use crate::{ParsePlaceError, PlaceCode, Tier, rows::rows};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The tree of places, read from division files.
///
/// ```
/// let text = "code,name,tier,parent_code\n\
///             230600000000,大庆市,city,230000000000\n\
///             230602000000,萨尔图区,county,230600000000\n";
/// let places = tiers::Places::read(&[("daqing.csv", text)]).unwrap();
/// let county = "230602000000".parse().unwrap();
/// assert_eq!(places.path_name(county).unwrap(), "大庆市 萨尔图区");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    names: BTreeMap<PlaceCode, String>,
    children: BTreeMap<PlaceCode, Vec<PlaceCode>>,
}

/// Why division files were refused. Every variant names the file and the line.
#[derive(Debug, thiserror::Error)]
pub enum ReadPlacesError {
    /// Not CSV, or not the four columns.
    #[error("{0}")]
    Csv(String),
    /// A code is not a code.
    #[error("{file}:{line}: {source}")]
    Code {
        /// Name of the division file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong with it.
        source: ParsePlaceError,
    },
    /// The name is empty.
    #[error("{file}:{line}: {place} has no name")]
    NoName {
        /// Name of the division file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The place that has no name.
        place: PlaceCode,
    },
    /// The tier column says something else than the zeros of the code.
    #[error("{file}:{line}: {place} is given as {given}, its code says {told}")]
    Tier {
        /// Name of the division file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The place, as its code says.
        place: PlaceCode,
        /// What the column says.
        given: Tier,
        /// What the code says.
        told: Tier,
    },
    /// The code came before: in the same file, or in another one with another name.
    #[error("{file}:{line}: {place} is given twice, first as {first}")]
    Twice {
        /// Name of the division file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The place that is given again.
        place: PlaceCode,
        /// The name it had before.
        first: String,
    },
    /// The parent column is not the place directly above.
    #[error("{file}:{line}: {place} cannot have the parent {given:?}")]
    Parent {
        /// Name of the division file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The place whose parent column is wrong.
        place: PlaceCode,
        /// What the column says.
        given: String,
    },
    /// The place above is in none of the files.
    #[error("{file}:{line}: the parent of {place} is in none of the files")]
    Orphan {
        /// Name of the division file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The place that has nothing above it.
        place: PlaceCode,
    },
}

impl Places {
    /// Reads `(file name, text)` pairs into one tree. A place may be in two files, under one name: a city
    /// stands in its own file and in the province's.
    ///
    /// # Errors
    /// The first fault found; the parents are looked for last, so the order of the files is free.
    pub fn read(files: &[(&str, &str)]) -> Result<Places, ReadPlacesError> {
        let mut places = Places::default();
        let mut origins = Vec::new();
        for (file, text) in files {
            let mut seen_here = BTreeMap::new();
            for row in rows::<PlaceRow>(text, file) {
                let (line, row) = row.map_err(ReadPlacesError::Csv)?;
                let place = row.place(file, line)?;
                if let Some(first) = seen_here.insert(place, row.name.clone()) {
                    return Err(twice(file, line, place, first));
                }
                match places.names.get(&place) {
                    Some(first) if *first != row.name => {
                        return Err(twice(file, line, place, first.clone()));
                    }
                    Some(_) => {}
                    None => {
                        places.names.insert(place, row.name);
                        origins.push((place, *file, line));
                    }
                }
            }
        }
        for (place, file, line) in origins {
            match place.parent() {
                Some(parent) if places.names.contains_key(&parent) => {
                    places.children.entry(parent).or_default().push(place);
                }
                // A city's own file begins with the city: the province is another file's.
                Some(_) if place.tier() > Tier::City => {
                    let file = file.to_owned();
                    return Err(ReadPlacesError::Orphan { file, line, place });
                }
                _ => {}
            }
        }
        Ok(places)
    }

    /// The name of `place` alone, such as 萨尔图区.
    pub fn name(&self, place: PlaceCode) -> Option<&str> {
        self.names.get(&place).map(String::as_str)
    }

    /// The names from the city down to `place`, such as 大庆市 萨尔图区; for a province its own name.
    pub fn path_name(&self, place: PlaceCode) -> Option<String> {
        let mut names = vec![self.name(place)?];
        let mut above = place.parent();
        while let Some(code) = above.filter(|code| code.tier() > Tier::Province) {
            names.extend(self.name(code));
            above = code.parent();
        }
        names.reverse();
        Some(names.join(" "))
    }

    /// The places directly below, in the order of the files.
    pub fn children(&self, place: PlaceCode) -> &[PlaceCode] {
        self.children.get(&place).map_or(&[], Vec::as_slice)
    }

    /// Whether `place` is known.
    pub fn contains(&self, place: PlaceCode) -> bool {
        self.names.contains_key(&place)
    }

    /// All places with their names, by code.
    pub fn iter(&self) -> impl Iterator<Item = (PlaceCode, &str)> {
        self.names
            .iter()
            .map(|(place, name)| (*place, name.as_str()))
    }

    /// How many places.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// One row of a division file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceRow {
    code: String,
    name: String,
    tier: Tier,
    parent_code: String,
}

impl PlaceRow {
    /// The place, after all checks that need no other row.
    fn place(&self, file: &str, line: u64) -> Result<PlaceCode, ReadPlacesError> {
        let file = || file.to_owned();
        let place: PlaceCode = match self.code.parse() {
            Ok(place) => place,
            Err(source) => {
                let file = file();
                return Err(ReadPlacesError::Code { file, line, source });
            }
        };
        if self.name.trim().is_empty() {
            let file = file();
            return Err(ReadPlacesError::NoName { file, line, place });
        }
        let (given, told) = (self.tier, place.tier());
        if given != told {
            let file = file();
            return Err(ReadPlacesError::Tier {
                file,
                line,
                place,
                given,
                told,
            });
        }
        let parent = place.parent().map(|parent| parent.to_string());
        if parent.unwrap_or_default() != self.parent_code {
            let (file, given) = (file(), self.parent_code.clone());
            return Err(ReadPlacesError::Parent {
                file,
                line,
                place,
                given,
            });
        }
        Ok(place)
    }
}

fn twice(file: &str, line: u64, place: PlaceCode, first: String) -> ReadPlacesError {
    let file = file.to_owned();
    ReadPlacesError::Twice {
        file,
        line,
        place,
        first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEILONGJIANG: &str = include_str!("../../../topology/divisions/heilongjiang-cities.csv");
    const DAQING: &str = include_str!("../../../topology/divisions/daqing.csv");

    fn place(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    fn read(rows: &str) -> Result<Places, ReadPlacesError> {
        let text = format!("code,name,tier,parent_code\n{rows}");
        Places::read(&[("x.csv", &text)])
    }

    #[test]
    fn the_shipped_files_are_trees_of_the_published_sizes() {
        let daqing = Places::read(&[("p.csv", HEILONGJIANG), ("daqing.csv", DAQING)]).unwrap();
        // 14 rows of the province, 972 of the city, which is in both.
        assert_eq!(daqing.len(), 14 + 972 - 1);
        assert_eq!(daqing.children(place("230000000000")).len(), 13);
        assert_eq!(daqing.children(place("230600000000")).len(), 10);
        for (file, text, rows) in [
            (
                "xian.csv",
                include_str!("../../../topology/divisions/xian.csv"),
                3409,
            ),
            (
                "yichang.csv",
                include_str!("../../../topology/divisions/yichang.csv"),
                1777,
            ),
        ] {
            assert_eq!(Places::read(&[(file, text)]).unwrap().len(), rows);
        }
    }

    #[test]
    fn the_order_of_the_files_does_not_matter_to_the_names() {
        let places = Places::read(&[("daqing.csv", DAQING), ("p.csv", HEILONGJIANG)]).unwrap();
        assert_eq!(
            places.path_name(place("230621101201")).unwrap(),
            "大庆市 肇州县 永乐镇 永乐村委会"
        );
        assert_eq!(places.path_name(place("230000000000")).unwrap(), "黑龙江省");
        assert_eq!(places.path_name(place("990000000000")), None);
    }

    #[test]
    fn faults_name_file_and_line() {
        for (rows, told) in [
            (
                "230600000000,大庆市,city,230000000000\n23060,区,county,230600000000\n",
                "x.csv:3: not a 12-digit",
            ),
            (
                "230600000000,大庆市,county,230000000000\n",
                "x.csv:2: 230600000000 is given as county",
            ),
            (
                "230600000000,大庆市,city,\n",
                "x.csv:2: 230600000000 cannot have the parent",
            ),
            (
                "230602000000,区,county,230600000000\n",
                "x.csv:2: the parent of 230602000000",
            ),
            (
                "230600000000,,city,230000000000\n",
                "x.csv:2: 230600000000 has no name",
            ),
            (
                "230600000000,甲,city,230000000000\n230600000000,乙,city,230000000000\n",
                "x.csv:3: 230600000000 is given twice",
            ),
            ("230600000000,大庆市,town,230000000000\n", "x.csv:2: "),
            ("230600000000,大庆市\n", "x.csv:2: "),
        ] {
            let message = read(rows).unwrap_err().to_string();
            assert!(message.starts_with(told), "{message}");
        }
    }
}
