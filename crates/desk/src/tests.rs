//! A case from the first letter of its draft to its delivery, as a browser would have it.

mod back;
mod find;
mod left;
mod moves;
mod names;
mod papers;
mod returned;
mod writer;

use crate::Passwords;
use calendar::{Calendar, UnixMillis, read_moment};
use console::{
    ActForm, AuditEvent, AuditKind, CasePage, Desk as _, DeskFilter, FindQuery, Light, PaperRef,
    Who,
};
use writer::{Clock, start};
type NodeDesk = crate::NodeDesk<writer::Handle>;

use engine::Silent;
use engine::{Engine, EngineConfig, Founding};
use shipped::{Plan, write_shipped};
use std::collections::BTreeMap;
use std::path::Path;
use tiers::{NodeId, PlaceCode};

const SEED: [u8; 32] = [7; 32];
const ITEM: &str = "FG-001";

fn now() -> UnixMillis {
    read_moment("2026-11-23T09:00:00+08:00").unwrap()
}

/// The city of the shipped federation, alone; every person has a password.
fn city(dir: &Path) -> (Engine, PlaceCode, Passwords) {
    city_with(dir, |_| {})
}

/// Its desk, on the morning of [`now`], and its writer.
async fn city_desk(dir: &Path) -> (NodeDesk, writer::Handle) {
    let (engine, place, logins) = city(dir);
    let handle = start(engine, Clock::demo(now()));
    let desk = NodeDesk::new(handle.clone(), place, logins, true).await;
    (desk, handle)
}

/// The same with something else published.
fn city_with(dir: &Path, change: impl Fn(&mut Founding)) -> (Engine, PlaceCode, Passwords) {
    let file = write_shipped(&dir.join("plan")).unwrap();
    let plan = Plan::read(&file).unwrap();
    let place: PlaceCode = "230600000000".parse().unwrap();
    open_with(dir, plan, place, &[], change)
}

/// The node of a place that acts for `others` too.
fn open_for(
    dir: &Path,
    plan: Plan,
    place: PlaceCode,
    others: &[PlaceCode],
) -> (Engine, PlaceCode, Passwords) {
    open_with(dir, plan, place, others, |_| {})
}

/// The same with something else published.
fn open_with(
    dir: &Path,
    mut plan: Plan,
    place: PlaceCode,
    others: &[PlaceCode],
    change: impl Fn(&mut Founding),
) -> (Engine, PlaceCode, Passwords) {
    let own = record::Signer::new(SEED, [0; 16], [0; 16]).node();
    let mut logins = Passwords::default();
    for (n, node) in (1_u8..).zip(&mut plan.federation.nodes) {
        let key = if node.place == place || others.contains(&node.place) {
            own
        } else {
            NodeId([n; 32])
        };
        node.node_id = Some(key);
        if node.place == place {
            for person in &node.people {
                let hash = format!("hash of {}", person.user);
                logins.insert(person.user.clone(), hash);
            }
        }
    }
    let mut engine = Engine::open(&dir.join("data"), config(place, own), now(), &Silent).unwrap();
    let mut founding = engine::fixture::founding(&plan);
    change(&mut founding);
    engine.found(&founding, "administrator").unwrap();
    engine.commit().unwrap();
    (engine, place, logins)
}

fn config(place: PlaceCode, root: NodeId) -> EngineConfig {
    EngineConfig {
        place,
        root,
        seed: SEED,
        random: std::sync::Arc::new(rand::random),
        watch: engine::Stopwatch::none(),
        cache_bytes: 1 << 20,
        alone: false,
    }
}

/// Files a case of the water permit, whose promise is 25 working days.
fn water_permit(engine: &mut Engine) -> record::RecordId {
    let mut form = fields(&[("name", "张晓禾"), ("id_number", "230602190101137355")]);
    for material in &engine.item("SL-001").unwrap().materials {
        form.insert(format!("m.{}", material.name), "9".to_owned());
    }
    let filed = engine.file("window", "SL-001", form).unwrap();
    engine.commit().unwrap();
    engine.seek(&filed.case, record::Kind::Case).unwrap()
}

/// The days off by law, each that falls on a weekend given back, and a day more after New Year.
const YEAR_2027: &str = "2027-01-01,holiday,元旦\n2027-01-04,holiday,元旦\n2027-02-05,holiday,春节\n\
    2027-02-06,holiday,春节\n2027-02-07,holiday,春节\n2027-02-08,holiday,春节\n2027-02-09,holiday,春节\n\
    2027-02-10,holiday,春节\n2027-04-05,holiday,清明节\n2027-05-01,holiday,劳动节\n2027-05-02,holiday,劳动节\n\
    2027-05-03,holiday,劳动节\n2027-05-04,holiday,劳动节\n2027-06-09,holiday,端午节\n2027-09-15,holiday,中秋节\n\
    2027-10-01,holiday,国庆节\n2027-10-02,holiday,国庆节\n2027-10-03,holiday,国庆节\n2027-10-04,holiday,国庆节\n\
    2027-10-05,holiday,国庆节\n";

#[test]
fn a_newly_announced_year_counts_an_open_case_again_once() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, _, logins) = city(dir.path());
    engine.tell_time(read_moment("2026-12-14T09:00:00+08:00").unwrap());
    let id = water_permit(&mut engine);
    // New Year is off by law; the Monday after it turns out to be a holiday too.
    let days = include_str!("../../../topology/calendar/cn-workdays.csv");
    let days = format!("{}\n{YEAR_2027}", days.trim_end());
    let hours = include_str!("../../../topology/calendar/hours.toml");
    let calendar = Calendar::read(&days, "days", hours, "hours").unwrap();
    let refused = |engine: &mut Engine, user: &str, checked_by: &str, calendar: &Calendar| {
        let said = engine.publish_calendar(user, checked_by, calendar.to_bytes());
        said.unwrap_err().reason
    };
    use engine::Reason;
    let said = refused(&mut engine, "window", "legal", &calendar);
    assert_eq!(said, Reason::NotCalendarPublisher);
    // Whoever publishes has not checked it himself, and whoever checked is of the legal office.
    for checked_by in ["administrator", "window", ""] {
        let said = refused(&mut engine, "administrator", checked_by, &calendar);
        assert_eq!(said, Reason::CalendarUnchecked, "{checked_by}");
    }
    let worked = days.replace("2027-06-09,holiday,端午节\n", "");
    let worked = Calendar::read(&worked, "days", hours, "hours").unwrap();
    let said = refused(&mut engine, "administrator", "legal", &worked);
    assert!(matches!(said, Reason::CalendarFaults(_)), "{said:?}");
    let told = engine.compare_calendar(&calendar.to_bytes()).unwrap();
    assert_eq!(told.first().unwrap().date.to_string(), "2027-01-04");
    for _ in 0..2 {
        engine
            .publish_calendar("administrator", "legal", calendar.to_bytes())
            .unwrap();
        engine.commit().unwrap();
    }
    let view = engine.view_of(id).unwrap();
    let [recount] = view.facts.recounts.as_slice() else {
        panic!("{:?}", view.facts.recounts);
    };
    let at = |text: &str| read_moment(text).unwrap();
    assert_eq!(recount.was, at("2027-01-19T17:30:00+08:00"));
    assert_eq!(recount.now, at("2027-01-20T17:30:00+08:00"));
    assert_eq!(recount.calendar.0, calendar.hash());
    assert_eq!(recount.done.text, "holidays 2027");
    let snapshot = super::people::DeskFacts::of(&engine, &logins, true);
    let account = &snapshot.accounts["window"];
    let who = Who {
        user: "window".to_owned(),
        name: account.name.clone(),
        posts: account.posts.clone(),
    };
    let page = super::case::page(&engine, &who, &id.to_string()).unwrap();
    assert!(page.recounts[0].zh.contains("2027年节假日安排公布"));
    let promised = page.limits[0].lines.last().unwrap();
    assert_eq!(promised.zh, "到期:2027-01-20 17:30");
}

#[test]
fn a_case_whose_papers_never_come_lapses_by_itself_where_a_rule_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, place, _) = city_with(dir.path(), |founding| {
        let mut items = founding.items.iter_mut();
        let item = items.find(|item| item.code == "SL-001").unwrap();
        item.correction_lapse_days = Some(3);
    });
    let id = water_permit(&mut engine);
    let missing = engine.item("SL-001").unwrap().materials[0].name.clone();
    let deed = casework::Deed::Correct {
        missing: vec![missing],
    };
    (engine.act("window", &id.to_string(), None, deed)).unwrap();
    engine.commit().unwrap();
    // Three working days after Monday end with Thursday.
    let mut lapsed = |moment: &str| {
        engine.tell_time(read_moment(moment).unwrap());
        engine.tick();
        engine.commit().unwrap();
        let view = engine.view_of(id).unwrap();
        match &view.facts.intake {
            casework::Intake::Lapsed(done) => Some(done.who.place),
            _ => None,
        }
    };
    assert_eq!(lapsed("2026-11-26T17:30:00+08:00"), None);
    assert_eq!(lapsed("2026-11-26T17:31:00+08:00"), Some(place));
}

fn who(desk: &NodeDesk, user: &str) -> Who {
    let account = desk.account(user).unwrap();
    Who {
        user: user.to_owned(),
        name: account.name,
        posts: account.posts,
    }
}

/// A paper of the whole case.
fn whole(paper: &str) -> PaperRef {
    PaperRef {
        id: paper.to_owned(),
        branch: None,
    }
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Takes what is offered, as the page would send it.
async fn take(
    desk: &NodeDesk,
    user: &str,
    id: &str,
    kind: &str,
    said: &[(&str, &str)],
) -> CasePage {
    let who = who(desk, user);
    let page = desk.case(&who, id).await.unwrap();
    let mut form = fields(said);
    // Granting and denying are two buttons of one kind.
    let agrees = |offer: &&console::ActOffer| {
        let mut fixed = offer.fixed.iter();
        offer.kind == kind
            && fixed.all(|(name, value)| form.get(name).is_none_or(|own| own == value))
    };
    let offer = page.offers.iter().find(agrees);
    let offer = offer.unwrap_or_else(|| panic!("{user} is not offered {kind}: {:?}", page.offers));
    form.extend(offer.fixed.clone());
    let act = ActForm {
        kind: kind.to_owned(),
        branch: offer.branch.clone(),
        fields: form,
        basis: page.fingerprint.clone(),
    };
    desk.act(&who, id, act).await.unwrap();
    desk.case(&who, id).await.unwrap()
}

async fn file(desk: &NodeDesk, window: &Who) -> console::Filed {
    file_as(desk, window, ITEM).await
}

async fn file_as(desk: &NodeDesk, window: &Who, item: &str) -> console::Filed {
    let draft = desk.draft_create(window, item).await.unwrap();
    let wrong = desk.draft_check(window, &draft).await.unwrap_err();
    assert_eq!(wrong.fields[0].field, "name", "{:?}", wrong.fields);
    let open = desk.draft_open(window, &draft).await.unwrap();
    let mut said = fields(&[("name", "张晓禾"), ("id_number", "230602 19010113 7355")]);
    for field in open
        .fields
        .iter()
        .filter(|field| field.field.name.starts_with("m."))
    {
        said.insert(field.field.name.clone(), "9".to_owned());
    }
    desk.draft_save(window, &draft, said).await.unwrap();
    desk.draft_check(window, &draft).await.unwrap();
    assert_eq!(
        desk.desk(window, DeskFilter::default()).await.drafts.len(),
        1
    );
    let filed = desk.file(window, &draft).await.unwrap();
    assert_eq!(desk.file(window, &draft).await.unwrap(), filed);
    let read = desk.draft_open(window, &draft).await.unwrap();
    assert_eq!(read.filed.as_ref(), Some(&filed));
    filed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_goes_from_draft_to_delivery() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, _) = city_desk(dir.path()).await;

    assert!(desk.account("nobody").is_none());
    assert_eq!(desk.node().place.zh, "大庆市");
    let window = who(&desk, "window");
    assert_eq!(window.posts[0].title.zh, "窗口");
    assert!(
        who(&desk, "handler").posts[0]
            .title
            .zh
            .starts_with("承办人 · 市发展和改革委员会")
    );
    assert!(
        desk.items(&window, "企业投资")
            .await
            .iter()
            .any(|line| line.code == ITEM)
    );
    let item = desk.item(&window, ITEM).await.unwrap();
    assert!(item.may_file && item.steps.len() == 6, "{item:?}");
    assert_eq!(item.steps[0].limit.zh, "1.5 个工作日");

    let filed = file(&desk, &window).await;
    let waiting = desk.desk(&window, DeskFilter::default()).await;
    assert_eq!(
        (waiting.total, waiting.rows[0].task.zh.as_str()),
        (1, "受理")
    );
    assert_eq!((waiting.drafts.len(), waiting.filed.len()), (0, 1));
    let reviewer = who(&desk, "reviewer");
    assert_eq!(desk.desk(&reviewer, DeskFilter::default()).await.total, 0);
    assert!(desk.draft_open(&reviewer, "x").await.is_none());

    let page = desk.case(&window, &filed.id).await.unwrap();
    assert_eq!(
        (page.applicant.as_str(), page.applicant_id.as_str()),
        ("张**", "2306**********7355")
    );
    let due = page.due.as_ref().unwrap();
    assert!(
        due.text.zh.starts_with("剩 12 个工作日 · 12月9日 17:30 前"),
        "{}",
        due.text.zh
    );
    assert_eq!((due.light, page.limits.is_empty()), (Light::Green, false));
    let paper = desk.receipt(&window, &filed.id, None).await.unwrap();
    assert_eq!(
        (paper.title.zh.as_str(), paper.number.as_str()),
        ("申请材料收件凭证", filed.number.as_str())
    );
    // Its code holds for what is printed on it, and says who signed; another's would not.
    let sealed = record::Sealed::open(&paper.code).unwrap();
    assert!(sealed.seal.is_of(&paper.printed));
    assert!(!sealed.seal.is_of(&paper.printed.replace("张", "王")));
    assert_ne!(sealed.seal.act, [0; 16]);
    let verdict = desk.verify(&paper.code).await;
    assert_eq!(verdict.standing, console::CodeStanding::Genuine);
    let facts: Vec<&str> = verdict
        .facts
        .iter()
        .map(|fact| fact.value.zh.as_str())
        .collect();
    assert_eq!(facts[..2], ["申请材料收件凭证", filed.number.as_str()]);
    let cut = &paper.code[..paper.code.len() - 8];
    let standing = desk.verify(cut).await.standing;
    assert_eq!(standing, console::CodeStanding::Unreadable);
    assert!(
        desk.receipt(&window, &filed.id, Some(&whole("accept")))
            .await
            .is_none()
    );

    // What was looked at has moved since: not done, and said so.
    let stale = ActForm {
        kind: "accept".to_owned(),
        basis: "another".to_owned(),
        ..ActForm::default()
    };
    assert!(desk.act(&window, &filed.id, stale).await.is_err());
    // A button that was pressed twice: both answers say that it is done, and it is done once.
    let twice = ActForm {
        kind: "press".to_owned(),
        fields: fields(&[("text", "请按期办理")]),
        basis: desk.case(&window, &filed.id).await.unwrap().fingerprint,
        ..ActForm::default()
    };
    let supervisor = who(&desk, "supervisor");
    for _ in 0..2 {
        desk.act(&supervisor, &filed.id, twice.clone())
            .await
            .unwrap();
    }
    let page = desk.case(&window, &filed.id).await.unwrap();
    let pressed = page.trail.iter().filter(|row| row.kind.en == "Pressed");
    assert_eq!(pressed.count(), 1, "{:?}", page.trail);
    let id = filed.id.as_str();
    take(&desk, "window", id, "accept", &[]).await;
    assert!(
        desk.receipt(&window, id, Some(&whole("accept")))
            .await
            .is_some()
    );
    take(&desk, "handler", id, "step", &[("opinion", "符合条件")]).await;
    take(&desk, "handler", id, "step", &[("opinion", "评估通过")]).await;
    let page = take(&desk, "reviewer", id, "step", &[("opinion", "同意")]).await;
    assert_eq!(page.state.zh, "已受理,待批准");
    // Nothing waits for the reviewer any more; what he has just passed he may still recall.
    let besides: Vec<&str> = page
        .offers
        .iter()
        .map(|offer| offer.kind.as_str())
        .collect();
    assert_eq!(besides, ["return"]);
    assert!(page.offers[0].besides);
    let chief = who(&desk, "chief");
    assert_eq!(
        desk.desk(&chief, DeskFilter::default()).await.rows[0]
            .task
            .zh,
        "批准"
    );
    take(&desk, "supervisor", id, "press", &[("text", "请尽快")]).await;
    take(
        &desk,
        "chief",
        id,
        "decide",
        &[("granted", "yes"), ("reason", "准予")],
    )
    .await;
    take(&desk, "window", id, "conclude", &[]).await;
    let page = take(&desk, "window", id, "deliver", &[("how", "直接送达")]).await;
    let kinds: Vec<&str> = page.trail.iter().map(|row| row.kind.zh.as_str()).collect();
    let expected = [
        "收件",
        "打印文书",
        "督办",
        "受理",
        "承办",
        "承办",
        "审核",
        "督办",
        "决定准予",
        "办结",
        "送达",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(page.state.zh, "已送达");
    assert!(page.due.unwrap().text.zh.starts_with("按时办结"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_business_with_a_name_sees_none() {
    let dir = tempfile::tempdir().unwrap();
    let (engine, place, logins) = city(dir.path());
    let handle = start(engine, Clock::demo(now()));
    let desk = NodeDesk::new(handle, place, logins, true).await;
    let window = who(&desk, "window");
    let filed = file(&desk, &window).await;

    let watcher = who(&desk, "control_room");
    assert!(desk.room(&window).await.is_none());
    let room = desk.room(&watcher).await.unwrap();
    assert_eq!((room.flow.intake_today, room.sum.green), (1, 1));
    assert_eq!(room.tiles[0].code, place.to_string());
    assert!(desk.reveal(&watcher, &filed.id, "好奇").await.is_err());
    assert!(desk.reveal(&window, &filed.id, "  ").await.is_err());
    let whole = desk.reveal(&window, &filed.id, "电话核实").await.unwrap();
    assert_eq!(whole[0].value.zh, "张晓禾");
    assert_eq!(whole[1].value.zh, "230602 19010113 7355");

    let find = |text: &str| FindQuery {
        text: text.to_owned(),
        ..FindQuery::default()
    };
    for text in ["7355", "张晓", filed.number.as_str()] {
        assert_eq!(desk.find(&watcher, find(text)).await.total, 1, "{text}");
    }
    assert_eq!(desk.find(&watcher, find("8888")).await.total, 0);
    let behind = |group: &str| FindQuery {
        group: Some(group.to_owned()),
        ..FindQuery::default()
    };
    for (group, total) in [
        ("intake_today", 1),
        ("done_today", 0),
        ("many", 1),
        ("?", 0),
    ] {
        assert_eq!(
            desk.find(&watcher, behind(group)).await.total,
            total,
            "{group}"
        );
    }
    let stranger = Who {
        user: "stranger".to_owned(),
        ..watcher
    };
    assert!(desk.case(&stranger, &filed.id).await.is_none());
    assert_eq!(desk.find(&stranger, find("7355")).await.total, 0);
    desk.audit(AuditEvent {
        kind: AuditKind::LogOut,
        user: "window".to_owned(),
        peer: None,
        at_ms: now().0,
    });
    assert!(desk.line().await.parent.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_page_says_all_that_a_citizen_may_ask_for() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, _) = city_desk(dir.path()).await;
    let window = who(&desk, "window");
    let page = desk.item(&window, "SL-001").await.unwrap();
    let says = |label: &str| {
        let found = page.elements.iter().filter(|one| one.label.zh == label);
        found.map(|one| one.value.zh.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(says("状态"), ["在用"]);
    assert!(
        says("结果")[0].contains("有效期 60 个月"),
        "{:?}",
        says("结果")
    );
    assert_eq!(says("特别程序").len(), 2);
    assert!(says("咨询")[0].contains("12345") && says("监督投诉")[0].contains("12345"));
    assert!(
        says("结果公开")[0].starts_with("公开"),
        "{:?}",
        says("结果公开")
    );
    assert!(page.flow.zh.contains("市水利局") && page.flow.en.contains("working days"));
    let plate = desk.item(&window, "BM-019").await.unwrap();
    let reductions: Vec<&str> = (plate.reductions.iter())
        .map(|one| one.label.zh.as_str())
        .collect();
    assert_eq!(reductions, ["低保户免收", "残疾人减半"]);
    let delegated = desk.item(&window, "GA-004").await.unwrap();
    assert_eq!(delegated.elements[0].value.zh, "下放到县");
    assert!(!delegated.may_file);
    let bundle = desk.item(&window, "PB-YC-1").await.unwrap();
    assert!(bundle.flow.zh.contains("组织机构代码证"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_is_edited_reviewed_and_published_on_pages() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, _) = city_desk(dir.path()).await;
    let (writer, lawyer) = (who(&desk, "administrator"), who(&desk, "legal"));
    assert!(desk.edits(&who(&desk, "window")).await.is_none());
    assert!(desk.edit(&who(&desk, "window"), "ZL-003").await.is_none());
    assert!(desk.item(&writer, "ZL-003").await.unwrap().may_edit);

    let page = desk.edit(&writer, "ZL-003").await.unwrap();
    assert_eq!(page.steps, ["save"]);
    assert!(
        page.changed().is_empty() && page.flaws.is_empty(),
        "{:?}",
        page.flaws
    );
    let mut form: BTreeMap<String, String> = (page.elements.iter())
        .map(|element| (element.field.name.clone(), element.value.clone()))
        .collect();
    let save = async |form: &BTreeMap<String, String>| {
        desk.edit_step(&writer, "ZL-003", "save", form.clone())
            .await
    };
    form.insert("legal_days".to_owned(), "五".to_owned());
    form.insert("steps".to_owned(), "[\n{\"seq\":1}]".to_owned());
    let refused = save(&form).await.unwrap_err();
    let wrong: Vec<&str> = refused
        .fields
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(wrong, ["legal_days", "steps"]);
    assert!(
        refused.fields[1].message.zh.contains("第 2 行"),
        "{refused:?}"
    );
    assert_eq!(desk.edits(&writer).await, Some(Vec::new()));

    // Four days of law, five promised.
    let steps = page
        .elements
        .iter()
        .find(|element| element.field.name == "steps");
    form.insert("steps".to_owned(), steps.unwrap().value.clone());
    form.insert("legal_days".to_owned(), "4".to_owned());
    save(&form).await.unwrap();
    let page = desk.edit(&writer, "ZL-003").await.unwrap();
    assert_eq!(page.steps, ["discard", "save"]);
    assert!(
        page.flaws[0].zh.contains("超过法定 4 个工作日"),
        "{:?}",
        page.flaws
    );
    form.insert("legal_days".to_owned(), "8".to_owned());
    save(&form).await.unwrap();
    let none = BTreeMap::new;
    let early = desk
        .edit_step(&writer, "ZL-003", "send", none())
        .await
        .unwrap_err();
    assert_eq!(early.fields[0].field, "effective.from");
    form.insert("effective.from".to_owned(), "2026-11-23".to_owned());
    save(&form).await.unwrap();
    desk.edit_step(&writer, "ZL-003", "send", none())
        .await
        .unwrap();

    let page = desk.edit(&lawyer, "ZL-003").await.unwrap();
    assert_eq!(page.steps, ["approve", "return"]);
    let changed: Vec<(&str, &str)> = (page.changed().iter())
        .map(|one| (one.field.name.as_str(), one.value.as_str()))
        .collect();
    assert_eq!(
        changed,
        [("effective.from", "2026-11-23"), ("legal_days", "8")]
    );
    assert!(desk.edits(&lawyer).await.unwrap()[0].waits);
    let said = fields(&[("opinion", "请写依据")]);
    desk.edit_step(&lawyer, "ZL-003", "return", said)
        .await
        .unwrap();
    let page = desk.edit(&writer, "ZL-003").await.unwrap();
    assert!(page.next.zh.ends_with("请写依据"), "{:?}", page.next);
    desk.edit_step(&writer, "ZL-003", "send", none())
        .await
        .unwrap();
    let said = fields(&[("opinion", "法定时限有依据")]);
    desk.edit_step(&lawyer, "ZL-003", "approve", said)
        .await
        .unwrap();
    desk.edit_step(&writer, "ZL-003", "publish", none())
        .await
        .unwrap();
    let page = desk.edit(&writer, "ZL-003").await.unwrap();
    assert_eq!(page.state.zh, "已发布");
    assert_eq!(page.trail.len(), 8);
    assert!(page.trail[7].version.is_some() && page.trail[6].who.starts_with("闻人正"));
    let window = who(&desk, "window");
    let item = desk.item(&window, "ZL-003").await.unwrap();
    assert_eq!(item.limits[0].value.zh, "8 个工作日");
    assert!(!item.may_edit);
}

#[test]
fn another_open_case_of_the_same_person_and_item_is_named_and_never_in_the_way() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, ..) = city(dir.path());
    let file = |engine: &mut Engine, id_number: &str| {
        let mut form = fields(&[("name", "张晓禾"), ("id_number", id_number)]);
        for material in &engine.item(ITEM).unwrap().materials {
            form.insert(format!("m.{}", material.name), "9".to_owned());
        }
        let filed = engine.file("window", ITEM, form).unwrap();
        engine.commit().unwrap();
        filed
    };
    let (person, other) = ("230602190101137355", "230602190101137371");
    let first = file(&mut engine, person);
    assert!(first.duplicates.is_empty());
    assert!(file(&mut engine, other).duplicates.is_empty());
    let second = file(&mut engine, person);
    assert_eq!(second.duplicates, [first.number.as_str()]);
    let id = engine.seek(&first.case, record::Kind::Case).unwrap();
    assert_eq!(
        engine.case_of(id).unwrap().duplicates,
        [second.number.as_str()]
    );
    let asked = |engine: &Engine, code: &str| engine.duplicates(code, "230602 19010113 7355").len();
    assert_eq!((asked(&engine, ITEM), asked(&engine, "SL-001")), (2, 0));
    // Made anew at the next start it is the same; a case that is over is in nobody's way.
    engine.write_rows();
    let config = config(engine.place(), engine.key());
    drop(engine);
    let mut engine = Engine::open(&dir.path().join("data"), config, now(), &Silent).unwrap();
    assert_eq!(asked(&engine, ITEM), 2);
    let deed = casework::Deed::Refuse {
        cause: "not_competent".to_owned(),
        reason: "不属于本机关职权".to_owned(),
    };
    engine.act("window", &second.case, None, deed).unwrap();
    engine.commit().unwrap();
    assert_eq!(asked(&engine, ITEM), 1);
    assert!(engine.case_of(id).unwrap().duplicates.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_before_filing_says_that_the_applicant_has_this_item_under_way() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, _) = city_desk(dir.path()).await;
    let window = who(&desk, "window");
    let filed = file(&desk, &window).await;
    let draft = desk.draft_create(&window, ITEM).await.unwrap();
    let fresh = desk.draft_open(&window, &draft).await.unwrap();
    assert!(fresh.duplicates.is_empty());
    let said = fields(&[("id_number", "230602 19010113 7355")]);
    desk.draft_save(&window, &draft, said).await.unwrap();
    let page = desk.draft_open(&window, &draft).await.unwrap();
    let [first] = page.duplicates.as_slice() else {
        panic!("{:?}", page.duplicates);
    };
    assert_eq!(first.id, filed.id);
    let told = format!("同一申请人已有同一事项在办:{} (大庆市)", filed.number);
    assert_eq!(first.text.zh, told);
    let shown = desk.case(&window, &filed.id).await.unwrap();
    assert!(shown.duplicates.is_empty());
}
