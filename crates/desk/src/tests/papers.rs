//! Every kind of paper, printed along cases that were really done.

mod layouts;

use super::*;
use crate::Writer as _;
use crate::refusals::{paper_title, refused_text};
use ::papers::{Edition, Shipped, Wording};
use casework::Paper;
use console::{CodeStanding, PaperPage, PaperStanding, Text};
use engine::fixture::copy;
use layouts::Browser;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An item of the same department that is looked at before it is granted.
const CHECKED: &str = "SL-002";
const LICENCE: &str = "SL-001";
const WATER: &str = "C17";

struct Hall {
    desk: Arc<NodeDesk>,
    clock: Clock,
    handle: writer::Handle,
    /// Numbers of everything printed.
    numbers: BTreeSet<String>,
    /// What is made sure of for every paper that is printed, besides what always is.
    claim: Claim,
    /// The kinds of papers that it was made sure of for.
    kinds: BTreeSet<&'static str>,
}

/// What a test claims of every kind of paper.
enum Claim {
    None,
    /// Set again under a later wording, a paper keeps the text that its seal covers.
    KeepsItsWording,
    /// Every page shows what the seal covers, whatever it looks like.
    IsShownWhole(Browser),
}

/// The shipped texts, and a second edition in which every one of them has changed.
struct Later;

impl Later {
    const CHANGED: &str = "（修订）";

    fn first(id: &str) -> Option<&str> {
        id.strip_suffix("-e2")
    }
}

impl Wording for Later {
    fn newest(&self) -> Edition {
        Edition(Edition::CURRENT.0 + 1)
    }

    fn is_known(&self, id: &str) -> bool {
        ::words::is_known(Self::first(id).unwrap_or(id))
    }

    fn both(&self, id: &str, arguments: &[(&'static str, ::words::Value<'_>)]) -> Text {
        match Self::first(id) {
            Some(first) => ::words::both(first, arguments) + &Text::same(Self::CHANGED),
            None => ::words::both(id, arguments),
        }
    }
}

impl Hall {
    /// The city, with people of its water department; its block has `numbers` numbers.
    async fn open(dir: &Path, numbers: u32) -> Hall {
        let file = write_shipped(&dir.join("plan")).unwrap();
        let mut plan = Plan::read(&file).unwrap();
        let place: PlaceCode = "230600000000".parse().unwrap();
        let city = plan.federation.nodes.iter_mut();
        for node in city.filter(|node| node.place == place) {
            node.block.last = node.block.first + numbers - 1;
            node.block.low_water = numbers / 2;
            for post in node.people.iter_mut().flat_map(|person| &mut person.posts) {
                if post.departments.contains(&"C01".to_owned()) {
                    post.departments.push(WATER.to_owned());
                }
            }
        }
        // One item of the department is granted on a promise or after a look on the spot and a public notice, and one of
        // its papers may follow.
        let change = |founding: &mut engine::Founding| {
            let mut items = founding.items.iter_mut();
            let item = items.find(|item| item.code == CHECKED).unwrap();
            item.inspection = true;
            item.notice_days = Some(5);
            item.materials[1].defer_days = Some(10);
            item.promise = Some(catalog::PromiseRule {
                terms: vec!["弃渣场符合选址要求".to_owned()],
                check_days: 20,
            });
        };
        let (engine, place, mut passwords) = super::open_with(dir, plan, place, &[], change);
        for hash in passwords.values_mut() {
            layouts::PASSWORD_HASH.clone_into(hash);
        }
        let clock = Clock::demo(now());
        let handle = start(engine, clock.clone());
        let desk = NodeDesk::new(handle.clone(), place, passwords, true).await;
        Hall {
            desk: Arc::new(desk),
            clock,
            handle,
            numbers: BTreeSet::new(),
            claim: Claim::None,
            kinds: BTreeSet::new(),
        }
    }

    /// Gives the node other texts, as another version of the program would have.
    async fn speak(&self, wording: &'static dyn Wording) {
        let change = move |engine: &mut Engine| engine.use_wording(wording);
        self.handle.ask(change).await;
    }

    fn clock(&self, moment: &str) {
        self.clock.set(read_moment(moment).unwrap());
    }

    async fn file(&mut self, item: &str) -> String {
        let window = who(&self.desk, "window");
        let id = file_as(&self.desk, &window, item).await.id;
        let receipt = self.desk.receipt(&window, &id, None).await.unwrap();
        self.check_claim("window", &receipt).await;
        id
    }

    async fn take(&self, user: &str, id: &str, kind: &str, said: &[(&str, &str)]) -> CasePage {
        take(&self.desk, user, id, kind, said).await
    }

    async fn accepted(&mut self, item: &str) -> String {
        let id = self.file(item).await;
        self.take("window", &id, "accept", &[]).await;
        id
    }

    /// Pays, and does every step before the decision.
    async fn review(&self, id: &str) {
        let fee = [("fen", "10"), ("voucher", "A1")];
        self.take("window", id, "fee", &fee).await;
        for user in ["handler", "handler", "handler", "reviewer"] {
            self.take(user, id, "step", &[("opinion", "同意")]).await;
        }
    }

    /// Looks at a paper before it is printed, prints it, and looks at it as printed.
    async fn print(&mut self, user: &str, id: &str, paper: &str) -> PaperPage {
        let who = who(&self.desk, user);
        let named = whole(paper);
        let before = self.desk.case(&who, id).await.unwrap();
        let preview = self.desk.receipt(&who, id, Some(&named)).await;
        let preview = preview.unwrap_or_else(|| panic!("{paper} may not be printed"));
        assert_eq!(preview.standing, PaperStanding::Preview, "{paper}");
        assert_eq!((preview.number.as_str(), preview.code.as_str()), ("", ""));
        if let Claim::KeepsItsWording = self.claim {
            self.speak(&Later).await;
            let later = self.desk.receipt(&who, id, Some(&named)).await.unwrap();
            is_changed(&later);
            self.speak(&Shipped).await;
        }
        let after = self.desk.case(&who, id).await.unwrap();
        assert_eq!(
            after.fingerprint, before.fingerprint,
            "looking wrote an act"
        );

        self.desk.print(&who, id, &named).await.unwrap();
        let page = self.desk.receipt(&who, id, Some(&named)).await.unwrap();
        assert_eq!(page.standing, PaperStanding::Printed, "{paper}");
        self.is_genuine(&page).await;
        self.check_claim(user, &page).await;
        let fresh = self.numbers.insert(page.number.clone());
        assert!(fresh, "{} was given out twice", page.number);
        let case = self.desk.case(&who, id).await.unwrap();
        let row = case.trail.last().unwrap();
        // The act names the paper by its title of today, whatever the edition calls it.
        let title = ::papers::paper(Paper::from_id(paper).unwrap());
        let said = format!("{} {}", title.zh, page.number);
        assert_eq!(row.kind.zh, "打印文书");
        assert_eq!(row.note.as_ref().unwrap().zh, said);
        assert_eq!(row.paper.as_ref(), Some(&named), "{paper}");
        page
    }

    async fn is_genuine(&self, page: &PaperPage) {
        let sealed = record::Sealed::open(&page.code).unwrap();
        assert!(sealed.seal.is_of(&page.printed), "{}", page.id);
        assert_eq!(sealed.seal.number, page.number);
        assert_ne!(sealed.seal.act, [0; 16], "{}", page.id);
        let verdict = self.desk.verify(&page.code).await;
        assert_eq!(verdict.standing, CodeStanding::Genuine, "{}", page.id);
        assert!(!page.body.is_empty(), "{} says nothing", page.id);
        for text in page.body.iter().chain(&page.remedies) {
            let empty = text.zh.trim().is_empty() || text.en.trim().is_empty();
            assert!(!empty, "{}: {text:?}", page.id);
        }
    }
}

impl Hall {
    /// Makes sure of the claim for a paper that `user` has printed.
    async fn check_claim(&mut self, user: &str, page: &PaperPage) {
        match &mut self.claim {
            Claim::None => return,
            Claim::KeepsItsWording => {
                self.speak(&Later).await;
                let who = who(&self.desk, user);
                let named = PaperRef {
                    id: page.id.clone(),
                    branch: page.branch.clone(),
                };
                let again = self.desk.receipt(&who, &page.case, Some(&named)).await;
                let again = again.unwrap();
                self.speak(&Shipped).await;
                assert_eq!(again.standing, PaperStanding::Printed);
                assert_eq!(again.printed, page.printed, "{}", page.id);
                assert_eq!(digest(&again), digest(page), "{}", page.id);
                assert_eq!(again.code, page.code);
            }
            Claim::IsShownWhole(browser) => {
                tokio::task::block_in_place(|| browser.shows_whole(user, page));
            }
        }
        let paper = Paper::from_id(&page.id).unwrap();
        self.kinds.insert(paper.id());
    }
}

/// The digest that the code of a paper vouches for.
fn digest(page: &PaperPage) -> [u8; 16] {
    record::Sealed::open(&page.code).unwrap().seal.printed
}

/// Whatever is said on it is said in the later wording.
#[track_caller]
fn is_changed(page: &PaperPage) {
    let changed = |text: &Text| text.zh.contains(Later::CHANGED);
    assert!(changed(&page.date), "{}", page.id);
    assert!(page.facts.iter().all(|fact| changed(&fact.label)));
    assert!(page.remedies.iter().all(changed), "{}", page.id);
    for (n, paragraph) in page.body.iter().enumerate() {
        // What is missing, or promised, is numbered as it was typed.
        let typed = ["correct", "promise"].contains(&page.id.as_str())
            && paragraph.zh.starts_with(&format!("{n}. "));
        assert!(typed || changed(paragraph), "{}: {paragraph:?}", page.id);
    }
    let heads = page.tables.iter().flat_map(|table| &table.head);
    assert!(heads.into_iter().all(changed), "{}", page.id);
}

/// Walks all the stories below, and makes sure of a claim for every kind of paper.
async fn every_paper(claim: impl AsyncFn(&Hall) -> Claim) {
    let mut kinds = BTreeSet::new();
    for story in 0..6 {
        let dir = tempfile::tempdir().unwrap();
        let mut hall = Hall::open(dir.path(), 1000).await;
        hall.claim = claim(&hall).await;
        match story {
            0 => intake(&mut hall).await,
            1 => work_and_a_denial(&mut hall).await,
            2 => a_licence_and_what_is_none(&mut hall).await,
            3 => slips(&mut hall).await,
            4 => looked_at_and_promised(&mut hall).await,
            _ => an_entrustment(&mut hall).await,
        }
        kinds.append(&mut hall.kinds);
    }
    // Every shipped item has somebody who decides, so none ends with a mere notice of its result.
    let mut all = BTreeSet::from(Paper::ALL.map(Paper::id));
    all.remove(Paper::Result.id());
    assert_eq!(kinds, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reprint_after_a_changed_wording_keeps_its_digest() {
    every_paper(async |_| Claim::KeepsItsWording).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_template_cannot_change_what_a_seal_covers() {
    every_paper(async |hall| Claim::IsShownWhole(Browser::open(Arc::clone(&hall.desk)).await))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edition_that_is_not_here_is_for_reading_only() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    let id = hall.accepted(LICENCE).await;
    let window = who(&hall.desk, "window");
    // A first print after the wording has changed is in the new one, and names its edition.
    hall.speak(&Later).await;
    let printed = hall.print("window", &id, "accept").await;
    is_changed(&printed);
    let name = id.clone();
    let editions = hall.handle.ask(move |engine| {
        let id = engine.seek(&name, record::Kind::Case).unwrap();
        let view = engine.view_of(id).unwrap();
        let papers = view.facts.papers.iter();
        papers.map(|print| print.edition).collect::<Vec<_>>()
    });
    assert_eq!(editions.await, [1, 2]);
    // The earlier program has no such edition.
    hall.speak(&Shipped).await;
    let named = whole("accept");
    let read = hall.desk.receipt(&window, &id, Some(&named)).await.unwrap();
    assert_eq!(read.standing, PaperStanding::Copy);
    assert!(read.code.is_empty() && !read.may_print, "{read:?}");
    assert_eq!(read.mark.as_ref().unwrap().zh, "仅供查看");
    assert!(read.notes[0].zh.contains("用更新版本的程序打印的"));
    assert!(!read.printed.contains(Later::CHANGED));
    let before = hall.desk.case(&window, &id).await.unwrap();
    let refused = hall.desk.print(&window, &id, &named).await.unwrap_err();
    let reason = "受理通知书是用更新版本的程序打印的, 本机没有该版文书用语, 请先升级本机再补打";
    assert!(refused.message.zh.contains(reason), "{refused:?}");
    let after = hall.desk.case(&window, &id).await.unwrap();
    assert_eq!(after.fingerprint, before.fingerprint);
    // With the later program again, it is printed again in its own edition.
    hall.speak(&Later).await;
    hall.desk.print(&window, &id, &named).await.unwrap();
    let again = hall.desk.receipt(&window, &id, Some(&named)).await.unwrap();
    assert_eq!(again.standing, PaperStanding::Again);
    hall.is_genuine(&again).await;
    is_changed(&again);
}

#[track_caller]
fn says(page: &PaperPage, words: &[&str]) {
    let text = &page.printed;
    for word in words {
        assert!(text.contains(word), "no {word} in:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_papers_of_intake() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    intake(&mut hall).await;
}

async fn intake(hall: &mut Hall) {
    // Filing prints the receipt, with the number it has had since.
    let id = hall.file(LICENCE).await;
    let window = who(&hall.desk, "window");
    let case = hall.desk.case(&window, &id).await.unwrap();
    let receipt = hall.desk.receipt(&window, &id, None).await.unwrap();
    assert_eq!(receipt.standing, PaperStanding::Printed);
    assert_eq!(receipt.number, case.number);
    hall.is_genuine(&receipt).await;
    says(
        &receipt,
        &["张晓禾", "本凭证不是受理通知书", "五个工作日内一次告知"],
    );
    assert!(!receipt.title.zh.contains("受理") && receipt.remedies.is_empty());
    // Printed again it keeps its number and says so; the code is of the sheet that says so.
    let named = whole("receipt");
    hall.desk.print(&window, &id, &named).await.unwrap();
    let again = hall.desk.receipt(&window, &id, None).await.unwrap();
    assert_eq!(again.standing, PaperStanding::Again);
    assert_eq!(again.number, receipt.number);
    assert_ne!(again.code, receipt.code);
    hall.is_genuine(&again).await;
    says(&again, &["\n补打\n"]);
    // Whoever does not work on cases sees it masked, and without a code.
    let watcher = who(&hall.desk, "supervisor");
    let copy = hall.desk.receipt(&watcher, &id, None).await.unwrap();
    assert_eq!(copy.standing, PaperStanding::Copy);
    assert!(copy.code.is_empty() && !copy.printed.contains("张晓禾"));
    assert!(hall.desk.print(&watcher, &id, &named).await.is_err());

    let missing = [("missing", "水资源论证报告\n表格: 联系电话")];
    hall.take("window", &id, "correct", &missing).await;
    let page = hall.print("window", &id, "correct").await;
    says(
        &page,
        &[
            "补正材料一次性告知书",
            "共 2 项",
            "1. 水资源论证报告",
            "2. 表格: 联系电话",
        ],
    );
    let supplied = [("supplied", "水资源论证报告\n表格: 联系电话")];
    hall.take("window", &id, "resubmit", &supplied).await;
    hall.take("window", &id, "accept", &[]).await;
    let page = hall.print("window", &id, "accept").await;
    says(
        &page,
        &[
            "受理通知书",
            "现予受理",
            "承诺时限25 个工作日",
            "法定时限45 个工作日",
        ],
    );
    assert_eq!(page.addressee.as_ref().unwrap().zh, "张晓禾");

    let id = hall.file(LICENCE).await;
    let reason = [("cause", "not_competent"), ("reason", "水源属邻市管辖")];
    hall.take("window", &id, "refuse", &reason).await;
    let page = hall.print("window", &id, "refuse").await;
    says(
        &page,
        &[
            "不予受理决定书",
            "水源属邻市管辖",
            "第三十二条第一款第（二）项",
            "六十日内依法向大庆市人民政府申请行政复议",
            "六个月内",
        ],
    );
    let how = [("how", "直接送达")];
    hall.take("window", &id, "deliver", &how).await;
    let page = hall.print("window", &id, "delivery").await;
    says(
        &page,
        &[
            "送达回证",
            "送达方式：直接送达",
            "1. 不予受理决定书",
            "苏静怡",
        ],
    );

    let id = hall.file(LICENCE).await;
    let reason = [("reason", "家庭生活少量取水不需要许可")];
    hall.take("window", &id, "unneeded", &reason).await;
    let page = hall.print("window", &id, "not_needed").await;
    says(&page, &["不受理告知书", reason[0].1, "第（一）项"]);

    // Silence: nobody did anything for more than five working days.
    let id = hall.file(LICENCE).await;
    hall.clock("2026-12-01T10:00:00+08:00");
    while (hall.desk.case(&window, &id).await.unwrap().trail.iter())
        .all(|row| row.kind.zh != "视为受理")
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let page = hall.print("window", &id, "accept").await;
    says(
        &page,
        &["视为受理", "自收到申请材料之日（2026年11月23日）起即为受理"],
    );
    let ask = [("what", "withdraw"), ("reason", "不再取水")];
    hall.take("window", &id, "ask", &ask).await;
    hall.take("chief", &id, "withdraw", &[("reason", "同意")])
        .await;
    let page = hall.print("chief", &id, "withdraw").await;
    says(&page, &["准予撤回通知书", "准予撤回，本件终结办理"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_papers_of_work_and_of_a_denial() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    work_and_a_denial(&mut hall).await;
}

async fn work_and_a_denial(hall: &mut Hall) {
    let id = hall.accepted(LICENCE).await;
    let window = who(&hall.desk, "window");
    for early in ["grant", "deny", "result", "special", "extend"] {
        let early = whole(early);
        let seen = hall.desk.receipt(&window, &id, Some(&early)).await;
        assert!(seen.is_none(), "{early:?}");
        let refused = hall.desk.print(&window, &id, &early).await.unwrap_err();
        assert!(refused.message.zh.contains("不能打印"), "{refused:?}");
    }
    let stop = |cause, notice| [("cause", cause), ("days", "10"), ("notice", notice)];
    hall.take(
        "handler",
        &id,
        "suspend",
        &stop("expert_review", "特程告2026-3"),
    )
    .await;
    let page = hall.print("handler", &id, "special").await;
    says(
        &page,
        &[
            "特别程序告知书",
            "专家评审",
            "10 个工作日",
            "第四十五条",
            "不计算在办理期限内",
            "特程告2026-3",
        ],
    );
    // What the handler wrote down is the number of the paper: there is no second one.
    assert_eq!(page.number, "特程告2026-3");
    // Another procedure is another paper, with a number of its own.
    hall.take("handler", &id, "resume", &[("outcome", "评审通过")])
        .await;
    hall.take("handler", &id, "suspend", &stop("hearing", "特程告2026-4"))
        .await;
    let other = hall.print("handler", &id, "special").await;
    assert_ne!(other.number, page.number);
    says(&other, &["依法需要进行听证"]);
    hall.take("handler", &id, "resume", &[("outcome", "已举行")])
        .await;
    let extend = [
        ("days", "10"),
        ("approval", "庆水批〔2026〕8号"),
        ("reason", "需要补充勘察"),
    ];
    let approve = [
        ("days", "10"),
        ("number", "庆水批〔2026〕8号"),
        ("reason", "需要补充勘察"),
    ];
    hall.take("chief", &id, "approve_extension", &approve).await;
    hall.take("handler", &id, "extend", &extend).await;
    let page = hall.print("handler", &id, "extend").await;
    says(
        &page,
        &[
            "延长 10 个工作日",
            "庆水批〔2026〕8号",
            "需要补充勘察",
            "第四十二条第一款",
            "届满",
        ],
    );

    let told = [("text", "拟不予许可：影响下游用水")];
    hall.take("handler", &id, "hear_tell", &told).await;
    let page = hall.print("handler", &id, "hearing_right").await;
    // Told on Monday 23 November: the fifth working day is Monday 30 November.
    says(
        &page,
        &[
            told[0].1,
            "五个工作日内（2026年11月30日 17:30前）",
            "不承担行政机关组织听证的费用",
        ],
    );
    let page = hall.print("handler", &id, "statement").await;
    says(&page, &["陈述申辩告知书", "第三十六条"]);
    hall.take("window", &id, "hear_ask", &[("text", "要求听证")])
        .await;
    let set = [
        ("on", "2026-12-10 09:00"),
        ("venue", "市政务服务中心三楼"),
        ("host", "legal"),
    ];
    hall.take("handler", &id, "hear_set", &set).await;
    let page = hall.print("handler", &id, "hearing_notice").await;
    says(
        &page,
        &["2026年12月10日 09:00", "市政务服务中心三楼", "闻人正"],
    );
    hall.clock("2026-12-10T11:00:00+08:00");
    let held = [("record", "各方陈述意见"), ("signed", "张晓禾\n闻人正")];
    hall.take("handler", &id, "hear_held", &held).await;
    let page = hall.print("handler", &id, "hearing_record").await;
    says(&page, &["各方陈述意见", "签字人：张晓禾、闻人正"]);
    hall.review(&id).await;
    let no = [
        ("granted", "no"),
        ("cause", "conditions_unmet"),
        ("reason", "影响下游用水"),
    ];
    hall.take("chief", &id, "decide", &no).await;
    let page = hall.print("chief", &id, "deny").await;
    says(
        &page,
        &[
            "不予行政许可决定书",
            "理由：影响下游用水",
            "第三十八条第二款",
            "事由和依据：不符合法定条件、标准",
            "2026年12月10日听证的笔录",
            "六十日内依法向大庆市人民政府申请行政复议",
            "六个月内依法向有管辖权的基层人民法院提起行政诉讼",
            "批准人：秦正阳",
        ],
    );
    assert_eq!(page.unit.zh, "大庆市水利局");
    assert!(
        hall.desk
            .print(&window, &id, &whole("grant"))
            .await
            .is_err()
    );
    // Nothing was got for the fee.
    hall.take("window", &id, "conclude", &[]).await;
    let back = [
        ("fen", "10"),
        ("voucher", "退2026-1"),
        ("reason", "不予许可"),
    ];
    hall.take("window", &id, "refund", &back).await;
    let page = hall.print("window", &id, "refund").await;
    says(&page, &["退费告知书", "全额退还", "10.00 元", "退2026-1"]);

    let id = hall.accepted(LICENCE).await;
    let ended = [("cause", "applicant_gone"), ("reason", "申请人注销")];
    hall.take("chief", &id, "terminate", &ended).await;
    let page = hall.print("chief", &id, "terminate").await;
    says(
        &page,
        &[
            "终止办理通知书",
            "法人、其他组织终止",
            "申请人注销",
            "行政复议",
        ],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_papers_of_a_licence_and_of_what_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    a_licence_and_what_is_none(&mut hall).await;
}

async fn a_licence_and_what_is_none(hall: &mut Hall) {
    let id = hall.accepted(LICENCE).await;
    hall.review(&id).await;
    let yes = [("granted", "yes"), ("reason", "符合取水条件")];
    hall.take("chief", &id, "decide", &yes).await;
    let page = hall.print("chief", &id, "grant").await;
    // Sixty months from the decision.
    says(
        &page,
        &[
            "准予行政许可决定书",
            "颁发取水许可证",
            "2031年11月23日",
            "第四十四条",
            "符合取水条件",
        ],
    );
    assert!(page.remedies.is_empty());
    hall.take("window", &id, "conclude", &[]).await;
    let window = who(&hall.desk, "window");
    let undecided = hall.desk.print(&window, &id, &whole("result")).await;
    assert!(undecided.is_err());
    let made = [("number", "取水230600-1")];
    hall.take("handler", &id, "make", &made).await;
    let ask = |what| [("what", what), ("reason", "申请")];
    hall.take("window", &id, "ask", &ask("change")).await;
    let said = [("reason", "法定代表人变更")];
    hall.take("chief", &id, "change", &said).await;
    let page = hall.print("chief", &id, "change").await;
    says(
        &page,
        &["变更决定书", "第四十九条", made[0].1, said[0].1, "行政复议"],
    );
    hall.take("window", &id, "ask", &ask("renew")).await;
    let said = [("until", "2033-11-23 17:30"), ("reason", "继续取水")];
    hall.take("chief", &id, "renew", &said).await;
    let page = hall.print("chief", &id, "renew").await;
    says(&page, &["延续决定书", "第五十条", "2033年11月23日"]);
    for (what, act, cause, title, article) in [
        (
            "change",
            "deny_change",
            "another_licence",
            "不予变更决定书",
            "第四十九条",
        ),
        (
            "renew",
            "deny_renewal",
            "conditions_unmet",
            "不予延续决定书",
            "第五十条",
        ),
    ] {
        hall.take("window", &id, "ask", &ask(what)).await;
        let said = [("cause", cause), ("reason", "经核查")];
        hall.take("chief", &id, act, &said).await;
        let page = hall.print("chief", &id, act).await;
        says(&page, &[title, article, "经核查", "六十日内"]);
    }
    let said = [("cause", "fraud"), ("reason", "提供虚假论证报告")];
    hall.take("chief", &id, "revoke", &said).await;
    let page = hall.print("chief", &id, "revoke").await;
    says(
        &page,
        &[
            "决定撤销",
            said[1].1,
            "第六十九条第二款",
            "取得的利益不受保护",
            "六个月内",
        ],
    );
    assert!(!page.body.iter().any(|line| line.zh.contains("第八条")));
    let said = [("cause", "taken_away"), ("reason", "已撤销")];
    hall.take("chief", &id, "cancel", &said).await;
    let page = hall.print("chief", &id, "cancel").await;
    says(&page, &["注销决定书", "第七十条第（四）项", "六个月内"]);

    // A lawful licence whose ground is gone is taken back and compensated, by a paper of its own.
    let id = hall.accepted(LICENCE).await;
    hall.review(&id).await;
    hall.take("chief", &id, "decide", &yes).await;
    hall.take("window", &id, "conclude", &[]).await;
    hall.take("handler", &id, "make", &[("number", "取水230600-2")])
        .await;
    let said = [("cause", "law_changed"), ("reason", "取水总量控制办法修订")];
    hall.take("chief", &id, "retract", &said).await;
    let page = hall.print("chief", &id, "retract").await;
    says(
        &page,
        &["撤回决定书", "第八条第二款", "依法给予补偿", said[1].1],
    );

    // What is no licence is decided by whoever decides, in words of its own; the desk that took it in says nothing of its own.
    let id = hall.accepted("FG-002").await;
    for user in ["handler", "reviewer"] {
        hall.take(user, &id, "step", &[("opinion", "不同意")]).await;
    }
    let no = [
        ("granted", "no"),
        ("cause", "conditions_unmet"),
        ("reason", "不符合条件"),
    ];
    hall.take("chief", &id, "decide", &no).await;
    hall.take("window", &id, "conclude", &[]).await;
    for paper in ["grant", "result"] {
        let refused = hall.desk.print(&window, &id, &whole(paper)).await;
        assert!(refused.is_err(), "{paper}");
    }
    let page = hall.print("chief", &id, "deny").await;
    says(&page, &["不予", "理由：不符合条件", "行政复议"]);
    let all = page.body.iter().chain([&page.title]);
    assert!(
        !all.clone().any(|line| line.zh.contains("许可")),
        "{:?}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_joint_case_each_branch_has_its_own_paper_and_the_whole_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    let id = hall.accepted("PB-XA-4").await;
    let handler = who(&hall.desk, "handler");
    // A special procedure in the first two branches that are the handler's.
    let page = hall.desk.case(&handler, &id).await.unwrap();
    let offers = page.offers.iter().filter(|offer| offer.kind == "suspend");
    let branches: Vec<String> = offers.filter_map(|offer| offer.branch.clone()).collect();
    let mut numbers = BTreeSet::new();
    for (n, branch) in branches.iter().take(2).enumerate() {
        let notice = format!("特程告{n}");
        let said = [
            ("cause", "hearing"),
            ("days", "5"),
            ("notice", notice.as_str()),
        ];
        let act = ActForm {
            kind: "suspend".to_owned(),
            branch: Some(branch.clone()),
            fields: fields(&said),
            basis: String::new(),
        };
        let done = hall.desk.act(&handler, &id, act).await.unwrap();
        let named = PaperRef {
            id: "special".to_owned(),
            branch: Some(branch.clone()),
        };
        assert_eq!(done.paper.as_ref(), Some(&named));
        hall.desk.print(&handler, &id, &named).await.unwrap();
        let page = hall
            .desk
            .receipt(&handler, &id, Some(&named))
            .await
            .unwrap();
        hall.is_genuine(&page).await;
        says(&page, &[notice.as_str()]);
        numbers.insert(page.number);
    }
    assert_eq!(numbers.len(), 2);
    // Without its branch it is nobody's; the acceptance is the whole's and takes none.
    let refused = hall.desk.print(&handler, &id, &whole("special")).await;
    let refused = refused.unwrap_err().message.zh;
    assert!(
        refused.contains("请写明分支") && refused.contains(&branches[0]),
        "{refused}"
    );
    let window = who(&hall.desk, "window");
    hall.desk
        .print(&window, &id, &whole("accept"))
        .await
        .unwrap();
    let case = hall.desk.case(&window, &id).await.unwrap();
    let accepted = case.papers.iter().filter(|line| line.paper.id == "accept");
    assert_eq!(accepted.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_case_page_says_who_signed_a_joint_paper_and_who_has_not() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    let id = hall.accepted("PB-XA-4").await;
    let handler = who(&hall.desk, "handler");
    let page = hall.desk.case(&handler, &id).await.unwrap();
    assert!(page.joints.is_empty());
    let offers = page.offers.iter().filter(|offer| offer.kind == "suspend");
    let branches: Vec<String> = offers.filter_map(|offer| offer.branch.clone()).collect();
    let [one, other] = &branches[..2] else {
        panic!("{branches:?}");
    };
    let both = format!("{one}\n{other}");
    let said = [
        ("what", "visit"),
        ("branches", both.as_str()),
        ("text", "现场与图纸一致"),
    ];
    let page = hall.take("window", &id, "joint", &said).await;
    let [visit] = page.joints.as_slice() else {
        panic!("{:?}", page.joints);
    };
    assert_eq!(
        (visit.what.zh.as_str(), visit.report.as_str()),
        ("联合踏勘", "现场与图纸一致")
    );
    assert_eq!(visit.signs.len(), 2);
    assert!(visit.signs.iter().all(|sign| sign.signed.is_none()));
    let page = hall
        .take("handler", &id, "sign", &[("opinion", "同意通过")])
        .await;
    let signs = &page.joints[0].signs;
    let there: Vec<&console::SignLine> =
        signs.iter().filter(|sign| sign.signed.is_some()).collect();
    let [signed] = there.as_slice() else {
        panic!("{signs:?}");
    };
    assert_eq!(signed.opinion, "同意通过");
    let who = &signed.signed.as_ref().unwrap().zh;
    assert!(
        who.contains("大庆市") && who.contains("2026年11月23日"),
        "{who}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slip_names_every_original_and_the_case_page_who_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    slips(&mut hall).await;
}

async fn slips(hall: &mut Hall) {
    let id = hall.file(LICENCE).await;
    let window = who(&hall.desk, "window");
    let case = hall.desk.case(&window, &id).await.unwrap();
    assert!(case.custody.is_empty());
    let papers = ("papers", "水资源论证报告");
    hall.take("window", &id, "take", &[papers]).await;
    let page = hall.print("window", &id, "custody").await;
    says(&page, &["1. 水资源论证报告 | 申请人 | 大庆市\n"]);
    let county = [papers, ("to", "230621000000")];
    hall.take("window", &id, "hand", &county).await;
    let slip = hall.print("window", &id, "custody").await;
    says(
        &slip,
        &["1. 水资源论证报告 | 大庆市 | 大庆市（已交肇州县，待确认）"],
    );
    let case = hall.desk.case(&window, &id).await.unwrap();
    let held = &case.custody[0];
    assert_eq!(
        (held.paper.zh.as_str(), held.holder.zh.as_str()),
        (papers.1, "大庆市")
    );
    assert_eq!(held.offered.as_ref().unwrap().zh, "肇州县");
}

/// A case whose form names an entrustment, filed at the window.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_papers_of_what_is_looked_at_promised_or_follows() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    looked_at_and_promised(&mut hall).await;
}

async fn looked_at_and_promised(hall: &mut Hall) {
    let form = fields(&[
        ("name", "张晓禾"),
        ("id_number", "230602190101137355"),
        ("m.水土保持方案报告书", "9"),
        ("incomplete", "yes"),
    ]);
    let file = |engine: &mut Engine| engine.file("window", CHECKED, form);
    let id = hall.handle.ask(file).await.unwrap().case;
    let page = hall.print("window", &id, "receipt").await;
    says(&page, &["收件时尚缺：申请表"]);
    let follows = [("papers", "申请表")];
    hall.take("window", &id, "accept_lacking", &follows).await;
    let page = hall.print("window", &id, "lacking").await;
    // The tenth working day after the twenty-third of November.
    says(
        &page,
        &[
            "容缺受理告知书",
            "需要补交的材料：申请表",
            "2026年12月7日前补交",
        ],
    );
    hall.take("window", &id, "supply", &[("papers", "申请表")])
        .await;
    let promise = [
        ("terms", "弃渣场符合选址要求"),
        ("signed", "张晓禾 2026-11-23"),
    ];
    hall.take("window", &id, "promise", &promise).await;
    let page = hall.print("window", &id, "promise").await;
    says(
        &page,
        &[
            "告知承诺书",
            "1. 弃渣场符合选址要求",
            "承诺不实的",
            "承诺人：张晓禾",
        ],
    );
    let found = [
        ("officers", "handler\nreviewer"),
        ("record", "现场与方案一致"),
    ];
    hall.take("handler", &id, "inspect", &found).await;
    let page = hall.print("handler", &id, "inspect").await;
    says(
        &page,
        &["核查笔录", "核查人员：何建业、田雨薇", "现场与方案一致"],
    );
    let notice = [
        ("text", "拟准予水土保持方案"),
        ("venue", "市政务服务中心公示栏"),
        ("until", "2026-11-30 17:30"),
    ];
    hall.take("handler", &id, "publicise", &notice).await;
    let page = hall.print("handler", &id, "publicise").await;
    says(
        &page,
        &[
            "公示",
            "市政务服务中心公示栏",
            "2026年11月23日至2026年11月30日",
            "有异议的",
        ],
    );
}

async fn an_entrustment(hall: &mut Hall) {
    let item = |engine: &mut Engine| engine.item(LICENCE).unwrap().materials.clone();
    let materials = hall.handle.ask(item).await;
    let mut form = fields(&[
        ("name", "张晓禾"),
        ("id_number", "230602190101137355"),
        ("entrustment", "委托2026-7"),
    ]);
    form.extend(materials.into_iter().map(|material| {
        let name = format!("{}{}", casework::MATERIAL, material.name);
        (name, material.copies.to_string())
    }));
    let file = |engine: &mut Engine| engine.file("window", LICENCE, form);
    let filed = hall.handle.ask(file).await.unwrap();
    let page = hall.print("window", &filed.case, "entrust").await;
    says(&page, &["委托2026-7", "第二十九条第二款"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_block_used_up_nothing_new_is_printed_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    // A receipt and one paper.
    let mut hall = Hall::open(dir.path(), 2).await;
    let window = who(&hall.desk, "window");
    let desk = hall.desk.desk(&window, DeskFilter::default()).await;
    assert_eq!(desk.numbers, None);
    let id = hall.accepted(LICENCE).await;
    let page = hall.print("window", &id, "accept").await;
    let desk = hall.desk.desk(&window, DeskFilter::default()).await;
    assert!(desk.numbers.unwrap().zh.contains("只剩 0 个"));
    let status = hall.handle.ask(|engine| engine.status()).await;
    assert_eq!((status.numbers_left, status.numbers_low), (0, true));

    let ended = [("cause", "applicant_gone"), ("reason", "理由")];
    let before = hall.take("chief", &id, "terminate", &ended).await;
    let chief = who(&hall.desk, "chief");
    let refused = hall.desk.print(&chief, &id, &whole("terminate")).await;
    let refused = refused.unwrap_err().message.zh;
    assert!(refused.contains("请向上级申请新的号段"), "{refused}");
    let after = hall.desk.case(&chief, &id).await.unwrap();
    assert_eq!(after.fingerprint, before.fingerprint);
    // What has a number is printed again all the same.
    let named = whole("accept");
    hall.desk.print(&window, &id, &named).await.unwrap();
    let again = hall.desk.receipt(&window, &id, Some(&named)).await.unwrap();
    assert_eq!(again.standing, PaperStanding::Again);
    assert_eq!(again.number, page.number);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_cannot_be_made_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 10).await;
    let case = hall.accepted(LICENCE).await;
    let made_up = casework::Deed::Print {
        paper: "accept".to_owned(),
        number: "大庆市受理〔2026〕0001号".to_owned(),
        edition: 1,
    };
    let act = move |engine: &mut Engine| engine.act("window", &case, None, made_up);
    let refused = hall.handle.ask(act).await.unwrap_err();
    assert_eq!(refused.reason, engine::Reason::NumberFromBlock);
}

#[test]
fn a_village_hands_out_its_receipt_and_never_an_acceptance() {
    let dir = tempfile::tempdir().unwrap();
    let file = write_shipped(&dir.path().join("plan")).unwrap();
    let plan = Plan::read(&file).unwrap();
    let place = |code: &str| code.parse::<PlaceCode>().unwrap();
    let (village, township) = (place("230621101201"), place("230621101000"));
    // One node that acts for all three, so that each says what it may.
    let acts_for = [village, township];
    let (mut engine, ..) = open_for(dir.path(), plan, place("230600000000"), &acts_for);
    let mut form = fields(&[("name", "张晓禾"), ("id_number", "230602190101137355")]);
    form.extend(fields(&[("entrustment", "委托2026-7"), ("quantity", "1")]));
    form.extend(fields(&[("m.申请表", "1"), ("m.房屋产权证明", "1")]));
    let filed = engine.acting_for(village, |engine| engine.file("agent", "BM-019", form));
    let filed = filed.unwrap();
    let id = filed.case;
    let mut print = |at: PlaceCode, user: &str, paper: &str| {
        let printed = engine.acting_for(at, |engine| engine.print(user, &id, paper, None));
        printed.map_err(|refused| refused_text(&refused).0.zh)
    };
    let receipt = print(village, "agent", "receipt").unwrap();
    assert_eq!(
        (paper_title(&receipt.paper).zh.as_str(), &receipt.number),
        ("申请材料收件凭证", &filed.number)
    );
    for words in [
        "不是受理通知书",
        "代为提交材料",
        "自行政机关收到材料之日起计算",
    ] {
        assert!(receipt.text.contains(words), "{}", receipt.text);
    }
    assert!(!receipt.text.contains("予以受理") && !receipt.text.contains("现予受理"));
    let entrusted = print(village, "agent", "entrust").unwrap();
    // It is no licence, so the Licensing Law is not cited.
    assert!(!entrusted.text.contains("许可法"));
    for words in ["委托2026-7", "代办不收取任何费用"] {
        assert!(entrusted.text.contains(words), "{}", entrusted.text);
    }
    let number = entrusted.number;
    assert!(
        number.starts_with("肇州县永乐镇永乐村委会委托〔2026〕"),
        "{number}"
    );
    let early = print(village, "agent", "accept").unwrap_err();
    assert!(early.contains("不能打印"), "{early}");

    // The township has it and accepts. That is the township's to say, on its own paper.
    let mut at_township =
        |deed| engine.acting_for(township, |engine| engine.act("window", &id, None, deed));
    let _arrived_by_itself = at_township(casework::Deed::Arrive);
    at_township(casework::Deed::Accept).unwrap();
    let printed = engine.acting_for(village, |engine| engine.print("agent", &id, "accept", None));
    let refused = refused_text(&printed.unwrap_err()).0.zh;
    assert!(refused.contains("代办点只出具收件凭证"), "{refused}");
    assert!(refused.contains("永乐镇"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_node_gives_no_number_twice() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = Hall::open(dir.path(), 1000).await;
    let id = hall.accepted(LICENCE).await;
    hall.handle.stop();
    drop(hall);
    let backup = tempfile::tempdir().unwrap();
    copy(&dir.path().join("data"), &backup.path().join("data"));
    let print = |dir: &Path| {
        let own = record::Signer::new(SEED, [0; 16], [0; 16]).node();
        let config = EngineConfig {
            place: "230600000000".parse().unwrap(),
            root: own,
            seed: SEED,
            random: std::sync::Arc::new(rand::random),
            watch: engine::Stopwatch::none(),
            cache_bytes: 1 << 20,
            alone: false,
        };
        let mut engine = Engine::open(&dir.join("data"), config, now(), &Silent).unwrap();
        let printed = engine.print("window", &id, "accept", None);
        engine.commit().unwrap();
        printed.unwrap().number
    };
    let (first, second) = (print(dir.path()), print(backup.path()));
    assert_ne!(first, second);
    // They are the same sequence of the block; the letters tell the two lives apart.
    assert!(first.starts_with("大庆市水利局受理〔2026〕0002"), "{first}");
    assert!(
        second.starts_with("大庆市水利局受理〔2026〕0002-"),
        "{second}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_button_is_offered_that_can_only_be_refused() {
    let dir = tempfile::tempdir().unwrap();
    let hall = Hall::open(dir.path(), 1000).await;
    let offered = async |item: &'static str, missing: &'static str| {
        let file = move |engine: &mut Engine| {
            let mut form = fields(&[
                ("name", "张晓禾"),
                ("id_number", "230602190101137355"),
                ("incomplete", "yes"),
            ]);
            for material in &engine.item(item).unwrap().materials {
                if material.name != missing {
                    form.insert(format!("m.{}", material.name), "9".to_owned());
                }
            }
            engine.file("window", item, form)
        };
        let id = hall.handle.ask(file).await.unwrap().case;
        let page = hall.desk.case(&who(&hall.desk, "window"), &id).await;
        let offers = page.unwrap().offers;
        offers
            .into_iter()
            .map(|offer| offer.kind)
            .collect::<BTreeSet<_>>()
    };
    let may_follow = offered(CHECKED, "申请表").await;
    assert!(may_follow.contains("accept_lacking"), "{may_follow:?}");
    let all_at_once = offered(LICENCE, "取水许可申请书").await;
    assert!(all_at_once.contains("correct"), "{all_at_once:?}");
    assert!(!all_at_once.contains("accept_lacking"), "{all_at_once:?}");
    // The five days have not passed, and no correction waits for papers.
    for early in ["deem", "lapse", "deem_renewed"] {
        assert!(!may_follow.contains(early), "{early}: {may_follow:?}");
    }
}
