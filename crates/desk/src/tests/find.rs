//! Finding a case by what a person at the window has in hand.

use super::{city, fields};
use crate::lines;
use console::{FindQuery, Found, Who};
use engine::Engine;
use record::RecordId;
use std::collections::BTreeSet;

/// How many the first applicant has: two whole pages and a third of five.
const MANY: usize = 45;
/// Whose number ends in 7355.
const FIRST: (&str, &str) = ("张晓禾", "230602190101137355");
/// Whose number ends in a letter, which people type in either case.
const OTHER: (&str, &str) = ("李秋月", "23060219010113703X");

fn filed(engine: &mut Engine, (name, id_number): (&str, &str)) -> (RecordId, String) {
    let mut form = fields(&[("name", name), ("id_number", id_number)]);
    for material in &engine.item("SL-001").unwrap().materials {
        form.insert(format!("m.{}", material.name), "9".to_owned());
    }
    let filed = engine.file("window", "SL-001", form).unwrap();
    (filed.case.parse().unwrap(), filed.number)
}

fn found(engine: &Engine, user: &str, text: &str, page: u32) -> Found {
    let who = Who {
        user: user.to_owned(),
        name: user.to_owned(),
        posts: Vec::new(),
    };
    let query = FindQuery {
        text: text.to_owned(),
        page,
        ..FindQuery::default()
    };
    lines::find(engine, &who, &query)
}

/// The only one that is found.
fn only(engine: &Engine, text: &str) -> String {
    let found = found(engine, "window", text, 1);
    assert_eq!((found.total, found.rows.len()), (1, 1), "{text}: {found:?}");
    found.rows[0].id.clone()
}

#[test]
fn a_case_is_found_by_number_by_name_and_by_the_last_four_a_page_of_twenty_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, ..) = city(dir.path());
    let many: Vec<(RecordId, String)> = (0..MANY).map(|_| filed(&mut engine, FIRST)).collect();
    let (other, number) = filed(&mut engine, OTHER);
    engine.commit().unwrap();

    // By the whole number, with blanks around it as it is pasted, whoever else has how many.
    assert_eq!(only(&engine, &format!("  {number} ")), other.to_string());
    for (id, number) in &many[..3] {
        assert_eq!(only(&engine, number), id.to_string());
    }
    // By the name or a part of it, and by the last four in either case.
    for text in ["李秋月", "秋月", "703X", "703x"] {
        assert_eq!(only(&engine, text), other.to_string(), "{text}");
    }
    // Four digits are those at the end only, and three are too few to tell people apart.
    for text in ["1137", "03X", "355", "王"] {
        assert_eq!(
            found(&engine, "window", text, 1),
            Found::default(),
            "{text}"
        );
    }

    let expected: BTreeSet<String> = many.iter().map(|(id, _)| id.to_string()).collect();
    for text in ["张晓禾", "7355"] {
        let mut seen = Vec::new();
        for (page, rows) in [(1, 20), (2, 20), (3, 5), (4, 0)] {
            let found = found(&engine, "window", text, page);
            assert_eq!(found.total, MANY as u64, "{text}");
            assert_eq!(found.rows.len(), rows, "{text}, page {page}");
            seen.extend(found.rows.into_iter().map(|row| row.id));
        }
        // No case stands on two pages and none between them.
        assert_eq!(seen.len(), MANY);
        assert_eq!(BTreeSet::from_iter(seen), expected, "{text}");
    }
    // What is shown of a person is masked, however it was found.
    let row = &found(&engine, "window", "703X", 1).rows[0];
    assert_eq!(row.applicant, "李**");
    // One who has no post here finds nothing.
    assert_eq!(found(&engine, "nobody", &number, 1), Found::default());
}
