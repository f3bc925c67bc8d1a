//! What a start makes of a filing that broke off, and of a journal that came alone.

use crate::file::FILED;
use crate::fixture::*;
use casework::Form;
use record::RecordId;
use std::path::Path;
use tempfile::TempDir;

fn number(pair: &Pair, case: &str) -> String {
    let id: RecordId = case.parse().unwrap();
    pair.county.briefs()[&id].number().to_owned()
}

/// A county that has met its city, and a copy of its journal.
fn met_and_copied(dir: &Path) -> (Pair, TempDir) {
    let mut pair = Pair::of(dir, |_| {});
    meet_again(&mut pair);
    let (spare, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    close_county(&mut pair, spare.path());
    copy(&dir.join("county/journal"), backup.path());
    pair.county = open_county(dir, now());
    (pair, backup)
}

/// The county starts from a copy of its journal, with nothing beside it but what ties it to its place.
fn start_from(backup: &Path, pair: &mut Pair, dir: &Path) {
    let (county, spare) = (dir.join("county"), tempfile::tempdir().unwrap());
    close_county(pair, spare.path());
    for derived in ["journal", "sled", "feeds", "roll"] {
        std::fs::remove_dir_all(county.join(derived)).unwrap();
    }
    copy(backup, &county.join("journal"));
    pair.county = open_county(dir, now());
}

/// The journal is put back in its place, with whatever was derived from it gone: nothing tells that it is older. The
/// number that is given out then must be none that was given out before.
#[test]
fn a_journal_that_comes_alone_gives_no_number_twice() {
    let dir = tempfile::tempdir().unwrap();
    let (mut pair, backup) = met_and_copied(dir.path());
    let (before, _) = file_alone(&mut pair);
    let before = number(&pair, &before);
    start_from(backup.path(), &mut pair, dir.path());
    let (alone, _) = file_alone(&mut pair);
    let alone = number(&pair, &alone);
    assert_ne!(alone, before);
    assert!(alone.starts_with(&before), "{alone} {before}");
    // So it is after another start, and no more once the tier above was spoken with.
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    pair.county = open_county(dir.path(), now());
    let (again, _) = file_alone(&mut pair);
    assert_eq!(number(&pair, &again).matches('-').count(), 2);
    meet_again(&mut pair);
    pair.county.tick();
    let (met, _) = file_alone(&mut pair);
    let met = number(&pair, &met);
    assert_eq!(met.matches('-').count(), 1, "{met}");
}

/// Whoever knows that the journal is an older one says so, also a place below or one above that knows the store by
/// another incarnation alone: then the store goes on as somebody else, and no number comes twice.
#[test]
fn a_journal_that_comes_alone_and_is_older_begins_another_incarnation() {
    let dir = tempfile::tempdir().unwrap();
    let (mut pair, backup) = met_and_copied(dir.path());
    meet_again(&mut pair);
    let (before, _) = pair.file();
    let before = number(&pair, &before);
    let incarnations = pair.county.identity.count();
    start_from(backup.path(), &mut pair, dir.path());
    meet_again(&mut pair);
    pair.county.tick();
    assert!(pair.county.identity.count() > incarnations && !pair.county.identity.is_in_doubt());
    let (after, _) = file_alone(&mut pair);
    let after = number(&pair, &after);
    assert!(
        after != before && after.matches('-').count() == 2,
        "{after}"
    );
}

/// A node that loses only its rows knows from its feeds that nothing is missing.
#[test]
fn lost_rows_alone_put_no_letters_on_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    meet_again(&mut pair);
    file_alone(&mut pair);
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    std::fs::remove_dir_all(dir.path().join("county/sled")).unwrap();
    pair.county = open_county(dir.path(), now());
    let (next, _) = file_alone(&mut pair);
    assert_eq!(number(&pair, &next).matches('-').count(), 1);
}

/// The power went when the draft was marked and the case was not there yet: the draft is open again.
#[test]
fn a_draft_that_was_being_filed_is_open_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    meet_again(&mut pair);
    let draft = pair.county.draft_new("window", "BM-019").unwrap();
    let id: RecordId = draft.draft.parse().unwrap();
    let never = RecordId(tiers::Digest([7; 32])).to_string();
    let mark = Form::from([(FILED.to_owned(), never)]);
    let actor = pair.county.model.signer().actor();
    let open = pair.county.record(id).unwrap();
    let change = open.document.change_form(actor, &open.log, &mark).unwrap();
    pair.county.keep_change(id, None, change).unwrap();
    pair.county.commit().unwrap();
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    pair.county = open_county(dir.path(), now());
    let view = pair.county.draft_view(id).unwrap();
    assert_eq!(view.filed, None);
}
