//! The played day: seven stories, each with its own checks.

use super::driver::{alone, drive, due, perform, phase, text};
use super::story::Story;
use super::world::{Cast, World};
use crate::command::Command;
use crate::played::PLAYED;
use crate::replies::RefusedReply;
use anyhow::{Context, Result, ensure};
use casework::{Deed, Form};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tiers::{PlaceCode, Tier};
use words::{Text, text};

/// One story and how it ended.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SceneTold {
    /// Its name in the report, such as `province_catches_up`.
    pub name: &'static str,
    /// Whether every check of it passed.
    pub pass: bool,
    /// What did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

type Scene = fn(&mut World, Cast, &Story) -> Result<()>;

const SCENES: [(&str, Scene); 7] = [
    ("catalog_reaches_every_node", catalog),
    ("village_files_while_cut_off", village_offline),
    ("decided_by_the_right_roles", decided),
    ("linked_parallel_approval", linked_approval),
    ("rival_edits_and_rival_acts", rivals),
    ("yellow_then_red_everywhere", lights),
    ("province_catches_up", province),
];

/// Plays all stories; one that fails does not keep the others from being tried.
pub fn play(world: &mut World, story: &Story) -> Vec<SceneTold> {
    let cast = match Cast::of(world) {
        Ok(cast) => cast,
        Err(error) => {
            return vec![SceneTold {
                name: "cast",
                pass: false,
                why: Some(format!("{error:#}")),
            }];
        }
    };
    let told = SCENES.iter().map(|(name, scene)| {
        let played = scene(world, cast, story);
        SceneTold {
            name,
            pass: played.is_ok(),
            why: played.err().map(|error| format!("{error:#}")),
        }
    });
    told.collect()
}

/// 1. The catalog is published at the city and reaches every node.
fn catalog(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.say(text!("demo-catalog"));
    let (items, bundles) = (
        world.plan.catalog.items.len(),
        world.plan.catalog.bundles.len(),
    );
    for place in world.places() {
        world.until(&format!("the catalog at {place}"), |world| {
            let status = world.get(place, &Command::Status)?;
            let there = status["items"] == items && status["bundles"] == bundles;
            let numbers = status["numbers_left"].as_u64().unwrap_or(0) > 0;
            Ok((there && numbers).then_some(()))
        })?;
        let name = world.name(place);
        story.detail(text!(
            "demo-catalog-at",
            name = name,
            items = items,
            bundles = bundles
        ));
    }
    let lines = world.get(cast.village, &Command::Items)?;
    let shown: BTreeSet<String> = rows(&lines)
        .iter()
        .map(|line| text(&line["code"]))
        .collect();
    let own: BTreeSet<String> = (world.plan.catalog.items.values())
        .filter(|item| item.filing_tiers.contains(&Tier::Village))
        .filter(|item| item.status == catalog::ItemStatus::Active)
        .map(|item| item.code.clone())
        .collect();
    ensure!(
        shown == own,
        "the village shows {} lines, its own are {}",
        shown.len(),
        own.len()
    );
    story.detail(text!("demo-catalog-village", shown = shown.len()));
    Ok(())
}

/// 2. A village with its line cut files three cases, is killed and comes back with them.
fn village_offline(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.say(text!("demo-offline"));
    let path = [cast.village, cast.township, cast.county];
    for place in path {
        world.cut(place, true);
    }
    offline(world, cast.village)?;
    let mut filed: Vec<(String, String)> = Vec::new();
    let items = ["BM-010", "BM-001", "BM-019"];
    for (item, name) in items.into_iter().zip(&PLAYED.demo.at_the_village) {
        let receipt = file(world, cast.village, "agent", item, name, filed.len())?;
        story.detail(text!(
            "demo-offline-receipt",
            number = text(&receipt["number"]),
            item = item
        ));
        filed.push((text(&receipt["case"]), text(&receipt["number"])));
    }
    let numbers: BTreeSet<&String> = filed.iter().map(|(_, number)| number).collect();
    ensure!(numbers.len() == 3, "numbers repeat: {numbers:?}");
    let block = &world
        .plan
        .federation
        .node(cast.village)
        .context("the village")?
        .block;
    for number in &numbers {
        let n: u32 = number
            .rsplit('-')
            .next()
            .unwrap_or("")
            .parse()
            .context("a number")?;
        ensure!(
            (block.first..=block.last).contains(&n),
            "{number} is not of the village's block"
        );
    }

    story.detail(text!("demo-offline-killed"));
    world.kill(cast.village)?;
    world.start(cast.village)?;
    let reach = reach_of(world, cast.village, &filed)?;
    ensure!(
        reach == [0, 0, 0],
        "after kill -9 the cases stand at {reach:?}, expected this node alone three times"
    );
    for (case, number) in &filed {
        let show = world.get(cast.village, &Command::Show { case: case.clone() })?;
        ensure!(
            text(&show["summary"]["number"]) == *number,
            "{number} came back as another number"
        );
    }
    story.detail(text!("demo-offline-there"));
    for (mended, level, reach) in [
        (cast.village, 1, "demo-reach-township"),
        (cast.township, 2, "demo-reach-county"),
        (cast.county, 3, "demo-reach-city"),
    ] {
        let before = reach_of(world, cast.village, &filed)?;
        ensure!(
            before == [level - 1; 3],
            "before the line was mended: {before:?}"
        );
        world.cut(mended, false);
        world.until(reach, |world| {
            Ok((reach_of(world, cast.village, &filed)? == [level; 3]).then_some(()))
        })?;
        story.detail(text!("demo-offline-back", reach = text!(reach)));
    }
    Ok(())
}

/// 3. Accepted, reviewed, decided, with the right roles and the right fee.
fn decided(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.say(text!("demo-decided"));
    let find = |world: &mut World, item: &str| -> Result<String> {
        let list = world.get(cast.village, &Command::List)?;
        let row = rows(&list)
            .into_iter()
            .find(|row| row["code"] == item && row["kind"] == "case");
        Ok(text(
            &row.with_context(|| format!("no case of {item}"))?["id"],
        ))
    };
    let instant = find(world, "BM-010")?;
    let wrong = act(world, cast.county, "window", &instant, None, Deed::Accept)?;
    ensure!(
        wrong.is_err(),
        "a county window accepted what is the township's"
    );
    carry(world, cast, &instant)?;
    story.detail(text!("demo-decided-instant"));

    let allowance = find(world, "BM-001")?;
    let reviewed = ["handler", "approver"];
    drive(world, cast.county, &allowance, |show| {
        phase(show) == "review" && open_place(show) == cast.county
    })?;
    for user in reviewed {
        let step = Deed::Step {
            seq: 4,
            opinion: PLAYED.demo.agreed.clone(),
        };
        let wrong = act(world, cast.county, user, &allowance, None, step)?;
        ensure!(wrong.is_err(), "{user} reviewed, who is no reviewer");
    }
    carry(world, cast, &allowance)?;
    story.detail(text!("demo-decided-allowance"));

    let fee = find(world, "BM-019")?;
    drive(world, cast.county, &fee, |show| phase(show) == "approve")?;
    let before =
        world.get(cast.county, &Command::Show { case: fee.clone() })?["fingerprint"].clone();
    let decide = || Deed::Decide {
        granted: true,
        cause: String::new(),
        reason: PLAYED.demo.granted.clone(),
    };
    let unpaid = act(world, cast.county, "approver", &fee, None, decide())?;
    ensure!(unpaid.is_err(), "granted without the fee");
    let due = 2_000;
    for fen in [due - 1, due + 1, 0] {
        let taken = act(world, cast.village, "agent", &fee, None, pay(fen))?;
        let refused = taken
            .err()
            .with_context(|| format!("{fen} fen was taken for {due}"))?;
        story.detail(text!(
            "demo-decided-wrong-fee",
            money = papers::money(fen),
            why = Text::new(refused.zh, refused.en)
        ));
    }
    let after =
        world.get(cast.county, &Command::Show { case: fee.clone() })?["fingerprint"].clone();
    ensure!(before == after, "a refused fee moved the case");
    let paid = Command::Act {
        user: "agent".to_owned(),
        case: fee.clone(),
        branch: None,
        deed: pay(due),
    };
    world.act(cast.village, &paid)?;
    carry(world, cast, &fee)?;
    story.detail(text!("demo-decided-fee"));
    Ok(())
}

/// The county accepts, the city knows of it, and then the line between the two is cut.
fn accept_and_cut_off(world: &mut World, cast: Cast, case: &str) -> Result<()> {
    let accept = Command::Act {
        user: "window".to_owned(),
        case: case.to_owned(),
        branch: None,
        deed: Deed::Accept,
    };
    world.act(cast.county, &accept)?;
    world.until("the accepted bundle at the city", |world| {
        let show = world.ask(
            cast.city,
            &Command::Show {
                case: case.to_owned(),
            },
        )?;
        let accepted = show.is_ok_and(|show| trail_kinds(&show).contains(&"accept".to_owned()));
        Ok(accepted.then_some(()))
    })?;
    world.cut(cast.county, true);
    offline(world, cast.county)?;
    Ok(())
}

/// 4. The linked bundle: one shared record with branches at county and city, delivered once.
fn linked_approval(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.say(text!("demo-linked"));
    world.set_clock("2026-11-23T10:30:00+08:00")?;
    let receipt = file(
        world,
        cast.county,
        "window",
        "PB-XA-2T",
        &PLAYED.demo.enterprise,
        3,
    )?;
    let case = text(&receipt["case"]);
    accept_and_cut_off(world, cast, &case)?;
    let (county, city) = (
        alone(world, cast.county, &case)?,
        alone(world, cast.city, &case)?,
    );
    ensure!(
        county > 0 && city > 0,
        "{county} and {city} acts while cut off"
    );
    // Neither place knows that the other has reviewed, so nobody approves.
    for place in [cast.county, cast.city] {
        let show = world.get(place, &Command::Show { case: case.clone() })?;
        let decided = trail_kinds(&show).contains(&"decide".to_owned());
        ensure!(!decided, "approved without the other's reviews");
    }
    story.detail(text!("demo-linked-apart", county = county, city = city));
    world.cut(cast.county, false);
    // All have reviewed, county and city each on its own node.
    drive(world, cast.county, &case, |show| {
        next(show).iter().all(|act| act["kind"] == "decide") && !next(show).is_empty()
    })?;
    let show = world.get(cast.county, &Command::Show { case: case.clone() })?;
    let branches = rows(&show["view"]["facts"]["branches"]);
    let places: BTreeSet<String> = branches
        .iter()
        .map(|branch| text(&branch["place"]))
        .collect();
    let expected = BTreeSet::from([cast.county.to_string(), cast.city.to_string()]);
    ensure!(
        branches.len() == 8 && places == expected,
        "{} branches at {places:?}",
        branches.len()
    );
    story.detail(text!("demo-linked-reviewed"));
    drive(world, cast.county, &case, |show| phase(show) == "delivered")?;
    let again = act(
        world,
        cast.county,
        "window",
        &case,
        None,
        Deed::Deliver {
            at: String::new(),
            how: PLAYED.demo.handed_over.clone(),
        },
    )?;
    ensure!(again.is_err(), "delivered twice");
    let show = world.get(cast.county, &Command::Show { case: case.clone() })?;
    let trail = rows(&show["view"]["trail"]);
    let deliveries = trail
        .iter()
        .filter(|entry| entry["kind"] == "deliver")
        .count();
    let standing = trail.iter().all(|entry| entry["standing"] == "stands");
    ensure!(
        deliveries == 1 && standing,
        "{deliveries} deliveries, all stand: {standing}"
    );
    let fingerprint = show["fingerprint"].clone();
    world.until("the city's view of the bundle", |world| {
        let city = world.get(cast.city, &Command::Show { case: case.clone() })?;
        Ok((city["fingerprint"] == fingerprint).then_some(()))
    })?;
    story.detail(text!("demo-linked-delivered", acts = trail.len()));
    Ok(())
}

/// 5. Rival edits of a draft; rival acts on a case.
fn rivals(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    world.set_clock("2026-11-23T14:00:00+08:00")?;
    rival_edits(world, cast, story)?;
    rival_acts(world, cast, story)
}

fn rival_edits(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.say(text!("demo-rivals"));
    let draft = world.get(
        cast.neighbour,
        &Command::DraftNew {
            user: "agent".to_owned(),
            item: "BM-010".to_owned(),
        },
    )?;
    let draft = text(&draft["draft"]);
    let set = |world: &mut World, place: PlaceCode, user: &str, value: &str| {
        let fields = Form::from([("phone".to_owned(), value.to_owned())]);
        let (user, draft) = (user.to_owned(), draft.clone());
        world.get(
            place,
            &Command::DraftSet {
                user,
                draft,
                fields,
            },
        )
    };
    let show = |world: &mut World, place: PlaceCode| {
        world.get(
            place,
            &Command::DraftShow {
                draft: draft.clone(),
            },
        )
    };
    world.until("the draft in the township", |world| {
        Ok(show(world, cast.township).ok())
    })?;
    world.cut(cast.neighbour, true);
    offline(world, cast.neighbour)?;
    set(world, cast.neighbour, "agent", "04590000001")?;
    set(world, cast.township, "window", "04590000002")?;
    world.cut(cast.neighbour, false);
    for place in [cast.neighbour, cast.township] {
        let seen = world.until("both values of the field", |world| {
            let seen = show(world, place)?;
            Ok((rows(&seen["conflicts"]["phone"]).len() == 2).then_some(seen))
        })?;
        let values: Vec<String> = rows(&seen["conflicts"]["phone"])
            .iter()
            .map(|v| text(&v["value"]))
            .collect();
        let name = world.name(place);
        story.detail(text!(
            "demo-rivals-both",
            name = name,
            values = values.join(" / ")
        ));
    }
    set(world, cast.neighbour, "agent", "04590000002")?;
    for place in [cast.neighbour, cast.township] {
        world.until("one value after the choice", |world| {
            let seen = show(world, place)?;
            let settled = rows(&seen["conflicts"]["phone"]).is_empty()
                && seen["fields"]["phone"] == "04590000002";
            Ok(settled.then_some(()))
        })?;
    }
    let county = world.ask(
        cast.county,
        &Command::DraftShow {
            draft: draft.clone(),
        },
    )?;
    ensure!(county.is_err(), "a draft came to the county");
    story.detail(text!("demo-rivals-chosen"));
    Ok(())
}

fn rival_acts(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.detail(text!("demo-rivals-cut-off"));
    let county = cast.other_county;
    let receipt = file(world, county, "window", "BM-077", &PLAYED.demo.contested, 4)?;
    let case = text(&receipt["case"]);
    world.until("the case at the city", |world| {
        let show = Command::Show { case: case.clone() };
        Ok(world.ask(cast.city, &show)?.ok())
    })?;
    // The far village's case for the next story is filed before the line is cut.
    world.cut(county, true);
    offline(world, county)?;
    world.set_clock("2026-11-25T09:30:00+08:00")?;
    let correct = Command::Act {
        user: "window".to_owned(),
        case: case.clone(),
        branch: None,
        deed: Deed::Correct {
            missing: vec![PLAYED.demo.missing.clone()],
        },
    };
    world.act(county, &correct)?;
    let early = act(world, cast.city, "chief", &case, None, takeover())?;
    ensure!(
        early.is_err(),
        "taken over before the five working days were over"
    );
    world.set_clock("2026-12-01T09:00:00+08:00")?;
    let taken = Command::Act {
        user: "chief".to_owned(),
        case: case.clone(),
        branch: None,
        deed: takeover(),
    };
    world.act(cast.city, &taken)?;
    world.until("the city's deemed acceptance", |world| {
        let show = world.get(cast.city, &Command::Show { case: case.clone() })?;
        Ok(trail_kinds(&show)
            .contains(&"deem".to_owned())
            .then_some(()))
    })?;
    story.detail(text!("demo-rivals-deemed"));
    world.cut(county, false);
    let mut group = Value::Null;
    for place in [cast.city, county] {
        let show = world.until("contested at both", |world| {
            let show = world.get(place, &Command::Show { case: case.clone() })?;
            Ok((phase(&show) == "contested").then_some(show))
        })?;
        group = show["view"]["contested"][0]["acts"].clone();
        let name = world.name(place);
        story.detail(text!(
            "demo-rivals-frozen",
            name = name,
            acts = rows(&group).len()
        ));
    }
    let_correction_stand(world, cast, &case, &group)?;
    story.detail(text!("demo-rivals-settled"));
    for wanted in due(world, county, &case)? {
        perform(world, &case, &wanted)?;
    }
    let accept = Command::Act {
        user: "window".to_owned(),
        case: case.clone(),
        branch: None,
        deed: Deed::Accept,
    };
    world.act(county, &accept)?;
    Ok(())
}

/// The city settles which of the rival acts of a frozen case stands: the county's correction.
fn let_correction_stand(world: &mut World, cast: Cast, case: &str, group: &Value) -> Result<()> {
    let county = cast.other_county;
    let frozen = act(world, county, "window", case, None, Deed::Accept)?;
    ensure!(frozen.is_err(), "accepted while contested");
    let show = world.get(
        cast.city,
        &Command::Show {
            case: case.to_owned(),
        },
    )?;
    let correction: Vec<tiers::Digest> = rows(&show["view"]["trail"])
        .iter()
        .filter(|entry| entry["kind"] == "correct")
        .map(|entry| text(&entry["act"]).parse().context("an act id"))
        .collect::<Result<_>>()?;
    let others: Vec<tiers::Digest> = rows(group)
        .iter()
        .map(|id| text(id).parse::<tiers::Digest>().context("an act id"))
        .filter(|id| !matches!(id, Ok(id) if correction.contains(id)))
        .collect::<Result<_>>()?;
    let resolve = Command::Act {
        user: "chief".to_owned(),
        case: case.to_owned(),
        branch: None,
        deed: Deed::Resolve {
            stand: correction,
            void: others,
            reason: PLAYED.demo.settled.clone(),
        },
    };
    world.act(cast.city, &resolve)?;
    for place in [cast.city, county] {
        world.until("settled at both", |world| {
            let show = world.get(
                place,
                &Command::Show {
                    case: case.to_owned(),
                },
            )?;
            Ok((phase(&show) == "correcting").then_some(()))
        })?;
    }
    Ok(())
}

/// 6. One case is left: yellow, then red, at the node, the city and the province.
fn lights(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.say(text!("demo-lights"));
    world.set_clock("2026-12-01T10:00:00+08:00")?;
    let name = &PLAYED.demo.left_alone;
    let receipt = file(world, cast.other_village, "agent", "BM-002", name, 5)?;
    let case = text(&receipt["case"]);
    drive(world, cast.other_township, &case, |show| {
        phase(show) == "handle"
    })?;
    // Ten working days from 1 December: due on the 15th at 17:30; the warning falls at the opening of
    // working day min(floor(30/4)+1, 9) = 8, which is the 11th.
    let watching = [cast.other_township, cast.county, cast.city];
    for (moment, light, seen) in [
        ("2026-12-11T09:00:00+08:00", "yellow", "demo-lights-yellow"),
        ("2026-12-16T09:00:00+08:00", "red", "demo-lights-red"),
    ] {
        let before = province_lit(world, cast)?;
        world.set_clock(moment)?;
        for place in watching {
            world.until(&format!("{light} at {place}"), |world| {
                let show = world.get(place, &Command::Show { case: case.clone() })?;
                let findings = rows(&show["assessment"]["findings"]);
                let lit = findings
                    .iter()
                    .any(|f| f["rule"] == "case_limit" && !f[light].is_null());
                Ok(lit.then_some(()))
            })?;
        }
        world.until(&format!("{light} at the province"), |world| {
            let now = province_lit(world, cast)?;
            let grown = if light == "yellow" {
                now.0 > before.0
            } else {
                now.1 > before.1
            };
            Ok(grown.then_some(()))
        })?;
        story.detail(text!(seen));
    }
    Ok(())
}

fn province_lit(world: &mut World, cast: Cast) -> Result<(u64, u64)> {
    let found = world.get(cast.province, &Command::Findings)?;
    let case_limit = &found[cast.county.to_string()]["case_limit"];
    let n = |light: &str| case_limit[light].as_u64().unwrap_or(0);
    Ok((n("yellow"), n("red")))
}

/// 7. The city's line to the province is cut for a while; the province catches up.
fn province(world: &mut World, cast: Cast, story: &Story) -> Result<()> {
    story.say(text!("demo-province"));
    world.cut(cast.city, true);
    offline(world, cast.city)?;
    for (n, item) in ["BM-010", "BM-001"].into_iter().enumerate() {
        let name = &PLAYED.demo.far_away;
        let receipt = file(world, cast.far_village, "agent", item, name, 6 + n)?;
        let case = text(&receipt["case"]);
        world.until("the case at the city", |world| {
            Ok(world
                .ask(cast.city, &Command::Show { case: case.clone() })?
                .ok())
        })?;
        if item == "BM-010" {
            drive(world, cast.far_village, &case, |show| {
                phase(show) == "delivered"
            })?;
        }
    }
    world.set_clock("2026-12-17T15:00:00+08:00")?;
    ensure!(
        !same_rows(world, cast)?,
        "the province knew what nobody could have told it"
    );
    world.cut(cast.city, false);
    world.until("the province's rows", |world| {
        Ok(same_rows(world, cast)?.then_some(()))
    })?;
    let rows = world.get(cast.province, &Command::Rows)?;
    let n = rows.as_object().map_or(0, |rows| rows.len());
    story.detail(text!("demo-province-rows", rows = n));
    Ok(())
}

/// Whether the province holds exactly the rows that the city's views come to now.
pub fn same_rows(world: &mut World, cast: Cast) -> Result<bool> {
    let bodies = |world: &mut World, place| -> Result<BTreeMap<String, String>> {
        let rows = world.get(place, &Command::Rows)?;
        let rows = rows.as_object().cloned().unwrap_or_default();
        Ok(rows
            .into_iter()
            .map(|(name, row)| (name, text(&row["body"])))
            .collect())
    };
    Ok(bodies(world, cast.city)? == bodies(world, cast.province)?)
}

/// Carries a village's case to its delivery, and waits until the village knows.
fn carry(world: &mut World, cast: Cast, case: &str) -> Result<()> {
    drive(world, cast.village, case, |show| phase(show) == "delivered")
}

fn act(
    world: &mut World,
    place: PlaceCode,
    user: &str,
    case: &str,
    branch: Option<&str>,
    deed: Deed,
) -> Result<std::result::Result<Value, RefusedReply>> {
    let command = Command::Act {
        user: user.to_owned(),
        case: case.to_owned(),
        branch: branch.map(str::to_owned),
        deed,
    };
    world.ask(place, &command)
}

fn pay(fen: u64) -> Deed {
    Deed::Fee {
        fen,
        reduction: 0,
        basis: String::new(),
        voucher: PLAYED.demo.voucher.clone(),
    }
}

fn takeover() -> Deed {
    Deed::TakeOver {
        reason: PLAYED.demo.taken_over.clone(),
    }
}

/// Files an application with everything it needs.
pub fn file(
    world: &mut World,
    place: PlaceCode,
    user: &str,
    code: &str,
    name: &str,
    person: usize,
) -> Result<Value> {
    let mut form = Form::from([
        ("name".to_owned(), name.to_owned()),
        (
            "id_number".to_owned(),
            PERSONS[person % PERSONS.len()].to_owned(),
        ),
        (
            casework::ENTRUSTMENT.to_owned(),
            format!("{}{person}", PLAYED.demo.entrustment),
        ),
    ]);
    let catalog = &world.plan.catalog;
    let items: Vec<&catalog::Item> = match catalog.bundles.get(code) {
        Some(bundle) => bundle
            .members
            .iter()
            .filter_map(|m| catalog.items.get(&m.item))
            .collect(),
        None => catalog.items.get(code).into_iter().collect(),
    };
    for material in items
        .iter()
        .flat_map(|item| &item.materials)
        .filter(|m| m.required)
    {
        let copies = form
            .entry(format!("{}{}", casework::MATERIAL, material.name))
            .or_default();
        let had: u16 = copies.parse().unwrap_or(0);
        *copies = had.max(material.copies).to_string();
    }
    let command = Command::File {
        user: user.to_owned(),
        item: code.to_owned(),
        fields: form,
    };
    world.act(place, &command)
}

/// Numbers of nobody: births from 1900 to 1909.
const PERSONS: [&str; 3] = [
    "230602190101137355",
    "420506190506082765",
    "230602190909117621",
];

fn offline(world: &mut World, place: PlaceCode) -> Result<()> {
    world.until("the line is down", |world| {
        let status = world.get(place, &Command::Status)?;
        let links = rows(&status["links"]);
        let parent = links.iter().find(|link| link["parent"] == true);
        Ok(parent
            .is_some_and(|link| link["online"] == false)
            .then_some(()))
    })
}

/// How many tiers above hold each case.
fn reach_of(world: &mut World, place: PlaceCode, filed: &[(String, String)]) -> Result<Vec<u64>> {
    let list = world.get(place, &Command::List)?;
    let list = rows(&list);
    let reach = filed.iter().map(|(case, number)| {
        let row = list.iter().find(|row| row["id"] == case.as_str());
        let row = row.with_context(|| format!("{number} is gone"))?;
        Ok(row["reach"].as_u64().unwrap_or(0))
    });
    reach.collect()
}

fn rows(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn next(show: &Value) -> Vec<Value> {
    rows(&show["next"])
        .into_iter()
        .filter(|act| act["due"] == true)
        .collect()
}

fn open_place(show: &Value) -> PlaceCode {
    let place = next(show)
        .first()
        .map(|act| text(&act["owner"]["place"]))
        .unwrap_or_default();
    place
        .parse()
        .unwrap_or_else(|_| "990000000000".parse().expect("a code of nowhere"))
}

fn trail_kinds(show: &Value) -> Vec<String> {
    rows(&show["view"]["trail"])
        .iter()
        .map(|entry| text(&entry["kind"]))
        .collect()
}
