//! A desk made by hand: a village, a few cases, a room. Shared by the preview and the tests of the pages.

use console::{
    Account, ActDone, ActForm, ActOffer, Alike, AuditEvent, Bucket, CaseField, CaseLine, CasePage,
    Choice, CityRows, CodeStanding, Contested, Counted, CustodyLine, Desk, DeskFilter, DeskPage,
    DeskRow, DraftField, DraftLine, DraftPage, Due, EditElement, EditLine, EditPage, EditRow,
    FieldError, FieldKind, Filed, FindQuery, FindingLine, Flow, FormField, Found, ItemLine,
    ItemPage, ItemStep, JointLine, Lane, LaneStep, LawLine, LawOfRegime, LawPage, Light, Lights,
    LineState, LinkRow, Material, NodeFacts, PaperLine, PaperPage, PaperRef, PaperStanding,
    PaperTable, Post, RankRow, Reach, Refused, Rival, RivalRow, RoomFinding, RoomPage, RowMark,
    Saved, Sheet, Shown, SideAge, SignLine, SlowStep, Standing, StepState, Text, Tier, Tile,
    TrailRow, TrayRow, TraySide, TrayTarget, Verdict, Who,
};
use futures_util::future::{BoxFuture, FutureExt, ready};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};
use tokio::sync::watch;

/// The password of everybody here.
pub const PASSWORD: &str = "lianban-2026";

/// The desk.
pub struct ExampleDesk {
    /// Nothing has been filed yet.
    pub empty: bool,
    /// The line to the parent is down.
    pub offline: bool,
    /// The node still reads what it holds.
    pub starting: bool,
    /// A great many cases.
    pub full: bool,
    /// A province's room.
    pub province: bool,
    /// What was typed, for the draft `d1`.
    typed: Mutex<BTreeMap<String, String>>,
    /// What was done to the case `c1`.
    done: Mutex<Vec<ActForm>>,
    /// What was printed of the case `c1`, by the short names of papers.
    pub prints: Mutex<Vec<String>>,
    /// What was done to the draft of the item `food`.
    edited: Mutex<Vec<String>>,
    /// What was told to the audit trail.
    pub audited: Mutex<Vec<AuditEvent>>,
    changes: watch::Sender<u64>,
}

static HASH: LazyLock<String> =
    LazyLock::new(|| console::hash_password(PASSWORD).expect("a short password"));

impl Default for ExampleDesk {
    fn default() -> Self {
        Self {
            empty: false,
            offline: false,
            starting: false,
            full: false,
            province: false,
            typed: Mutex::default(),
            done: Mutex::default(),
            prints: Mutex::default(),
            edited: Mutex::default(),
            audited: Mutex::default(),
            changes: watch::channel(1).0,
        }
    }
}

impl ExampleDesk {
    /// Something has changed.
    pub fn change(&self) {
        self.changes.send_modify(|n| *n += 1);
    }

    /// The steps that were taken with the draft of the item `food`.
    pub fn edited(&self) -> Vec<String> {
        self.edited.lock().expect("not poisoned").clone()
    }

    fn edit_state(&self) -> Text {
        match self.edited().last().map(String::as_str) {
            Some("approve") => Text::new("审核通过,待发布", "approved, to be published"),
            _ => Text::new("法制审核中", "with the legal office"),
        }
    }

    fn typed(&self, name: &str) -> String {
        let typed = self.typed.lock().expect("not poisoned");
        typed.get(name).cloned().unwrap_or_default()
    }

    /// The applicant of the case that is under way asks again.
    fn alike(&self) -> Vec<Alike> {
        let again = self.typed("id_number") == "230602199001011234";
        let case = again.then(|| Alike {
            id: "c2".to_owned(),
            text: Text::new(
                "同一申请人已有同一事项在办:DQ2026-000131 (萨尔图区)",
                "The same applicant already has this item under way: DQ2026-000131 (Sartu)",
            ),
        });
        case.into_iter().collect()
    }

    fn draft_fields(&self) -> Vec<DraftField> {
        let settled = !self.typed("address").is_empty();
        form_fields()
            .into_iter()
            .map(|field| DraftField {
                value: self.typed(&field.name),
                rivals: if field.name == "address" && !settled {
                    vec![
                        rival(
                            "龙岗街道 3 号楼 101",
                            "周敏",
                            "向阳村",
                            "Xiangyang Village",
                            10,
                        ),
                        rival("龙岗街道 3 号楼 102", "赵磊", "龙岗街道", "Longgang", 11),
                    ]
                } else {
                    Vec::new()
                },
                field,
            })
            .collect()
    }

    fn wrong(&self) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        if self.typed("name").is_empty() {
            wrong.push(error("name", "请填申请人姓名", "Give the applicant's name"));
        }
        if self.typed("id_number").len() != 18 {
            let (zh, en) = (
                "身份证号应为 18 位，现在少了或多了",
                "An id number has 18 characters",
            );
            wrong.push(error("id_number", zh, en));
        }
        if self.typed("address").is_empty() {
            let (zh, en) = (
                "两处填的地址不同，请选定一个",
                "Choose one of the two addresses",
            );
            wrong.push(error("address", zh, en));
        }
        wrong
    }
}

impl Desk for ExampleDesk {
    fn node(&self) -> NodeFacts {
        NodeFacts {
            place_code: "230602001201".to_owned(),
            place: Text::new(
                "大庆市 萨尔图区 龙岗街道 向阳村",
                "Daqing, Sartu, Longgang, Xiangyang Village",
            ),
            tier: Tier::Village,
            node: "7f3a09c2".to_owned(),
            version: "0.1.0".to_owned(),
            demo: true,
        }
    }

    fn is_starting(&self) -> bool {
        self.starting
    }

    fn account(&self, user: &str) -> Option<Account> {
        let (name, posts) = match user {
            "zhou" => ("周敏", vec![post("agent", "代办员", "Village agent")]),
            "li" => (
                "李国强",
                vec![
                    post("window", "窗口 · 市场监管局", "Window, Market Supervision"),
                    post("approver", "首席代表", "Chief representative"),
                ],
            ),
            "ding" => (
                "丁文博",
                vec![post("administrator", "中心管理员", "Administrator")],
            ),
            "wen" => ("闻人正", vec![post("legal", "法制审核", "Legal office")]),
            "sun" => ("孙雪", vec![post("control_room", "监控室", "Control room")]),
            _ => return None,
        };
        Some(Account {
            password_hash: HASH.clone(),
            name: name.to_owned(),
            posts,
        })
    }

    fn line(&self) -> BoxFuture<'_, LineState> {
        let state = LineState {
            parent: Some(Text::new("龙岗街道", "Longgang")),
            online: !self.offline,
            since: Some(at(9)),
            waiting: if self.offline { 7 } else { 0 },
            differs: 0,
            sides: vec![SideAge {
                side: Text::new("龙岗街道", "Longgang"),
                as_of: Some(at(9)),
            }],
            now: at(17),
        };
        ready(state).boxed()
    }

    fn desk<'a>(&'a self, who: &'a Who, filter: DeskFilter) -> BoxFuture<'a, DeskPage> {
        let agent = who.is_any(&["agent"]);
        if self.empty {
            return ready(DeskPage::default()).boxed();
        }
        let rows = vec![
            row("c2", "选定一方", "Settle", RowMark::Conflict, Light::Red),
            row(
                "c3",
                "重新提交",
                "File again",
                RowMark::Refused,
                Light::Yellow,
            ),
            row("c1", "受理", "Accept", RowMark::Plain, Light::Yellow),
            row("c4", "审核", "Review", RowMark::Plain, Light::Green),
            row("c5", "送达", "Deliver", RowMark::Plain, Light::Paused),
        ];
        let rows: Vec<_> = if self.full {
            rows.iter().cycle().take(20).cloned().collect()
        } else {
            rows
        };
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|row| row.case.number.contains(&filter.search))
            .collect();
        let page = DeskPage {
            numbers: None,
            total: if self.full {
                100_000
            } else {
                rows.len() as u64
            },
            rows,
            drafts: if agent {
                vec![DraftLine {
                    id: "d1".to_owned(),
                    item: food(),
                    applicant: "张*".to_owned(),
                    saved_at: at(10),
                    conflicts: 1,
                }]
            } else {
                Vec::new()
            },
            filed: if agent {
                vec![
                    case_line("c1", Some(Light::Yellow)),
                    case_line("c4", Some(Light::Green)),
                ]
            } else {
                Vec::new()
            },
            left: if agent {
                vec![case_line("c5", Some(Light::Green))]
            } else {
                Vec::new()
            },
            tray: 2,
        };
        ready(page).boxed()
    }

    fn tray<'a>(&'a self, _: &'a Who) -> BoxFuture<'a, Vec<TrayRow>> {
        if self.empty {
            return ready(Vec::new()).boxed();
        }
        let rows = vec![
            TrayRow {
                id: "t1".to_owned(),
                mark: RowMark::Refused,
                target: TrayTarget::Case("c3".to_owned()),
                title: Text::new(
                    "DQ2026-000123 城乡居民养老保险参保登记",
                    "DQ2026-000123 Pension",
                ),
                message: Text::new(
                    "街道没有接受“送达”：送达回证没有签收人。原件仍登记在向阳村，什么都没有丢。补上签收人后重新送达。",
                    "The township did not take the delivery: nobody signed for it. The originals are still \
                     booked at the village. Add who signed and deliver again.",
                ),
                at: at(15),
                sides: Vec::new(),
                choices: vec![Choice {
                    value: "known".to_owned(),
                    label: Text::new("知道了", "Understood"),
                }],
            },
            TrayRow {
                id: "t2".to_owned(),
                mark: RowMark::Conflict,
                target: TrayTarget::Draft("d1".to_owned()),
                title: Text::new(
                    "草稿：食品经营许可（新办）· 经营场所",
                    "Draft: food licence, premises",
                ),
                message: Text::new(
                    "两个人同时填了经营场所。两个值都保留着，请选定一个。",
                    "Two people filled in the premises at the same time. Both are kept; choose one.",
                ),
                at: at(11),
                sides: vec![
                    side(
                        "龙岗街道 3 号楼 101",
                        "周敏",
                        "向阳村",
                        "Xiangyang Village",
                        10,
                    ),
                    side("龙岗街道 3 号楼 102", "赵磊", "龙岗街道", "Longgang", 11),
                ],
                choices: Vec::new(),
            },
            TrayRow {
                id: "c3/paper/a1".to_owned(),
                mark: RowMark::Conflict,
                target: TrayTarget::Case("c3".to_owned()),
                title: Text::new(
                    "重号：DQ2026-000131 城乡居民养老保险参保登记",
                    "Number given twice: DQ2026-000131 Pension",
                ),
                message: Text::new(
                    "本机曾恢复到较早的数据，恢复后不知道这个编号已经用过，又用在另一件上。",
                    "This machine was put back to older data and put this number on another case.",
                ),
                at: at(9),
                sides: vec![
                    side("收件凭证 · 王*", "周敏", "向阳村", "Xiangyang Village", 9),
                    side(
                        "另一件：食品经营许可 · 李*",
                        "周敏",
                        "向阳村",
                        "Xiangyang Village",
                        12,
                    ),
                ],
                choices: vec![checked()],
            },
            TrayRow {
                id: "c3/paper/a2".to_owned(),
                mark: RowMark::Back,
                target: TrayTarget::Case("c3".to_owned()),
                title: Text::same("向阳村受理字〔2026〕0000132号 · DQ2026-000131"),
                message: Text::new(
                    "本机曾恢复到较早的数据，当时不知道这份已经发出的文书；现已由其他节点送回，没有丢失。",
                    "This machine was put back to older data and did not know of this paper. It came back.",
                ),
                at: at(10),
                sides: vec![side(
                    "受理通知书 · 王*",
                    "周敏",
                    "向阳村",
                    "Xiangyang Village",
                    10,
                )],
                choices: vec![checked()],
            },
        ];
        ready(rows).boxed()
    }

    fn tray_settle<'a>(
        &'a self,
        _: &'a Who,
        row: &'a str,
        _: &'a str,
    ) -> BoxFuture<'a, Result<(), Refused>> {
        let known = if row == "t1" {
            Ok(())
        } else {
            Err(refused("这一件已经处理过了", "This has been dealt with"))
        };
        ready(known).boxed()
    }

    fn take_left<'a>(&'a self, _: &'a Who) -> BoxFuture<'a, Result<u64, Refused>> {
        ready(Ok(1)).boxed()
    }

    fn items<'a>(&'a self, _: &'a Who, search: &'a str) -> BoxFuture<'a, Vec<ItemLine>> {
        let items = vec![
            item_line(),
            ItemLine {
                code: "pension".to_owned(),
                name: pension(),
                department: Text::new(
                    "人力资源和社会保障局",
                    "Human Resources and Social Security",
                ),
                kind: Text::new("即办件", "At once"),
                limit: Text::new("当日", "same day"),
            },
            ItemLine {
                code: "restaurant".to_owned(),
                name: Text::new("开餐馆“一件事”", "Opening a restaurant"),
                department: Text::new(
                    "市场监管、消防、城管",
                    "Market Supervision, Fire, Urban Management",
                ),
                kind: Text::new("联办件", "Joint"),
                limit: Text::new("10 个工作日", "10 working days"),
            },
        ];
        let found = items
            .into_iter()
            .filter(|item| item.name.zh.contains(search));
        ready(if self.empty {
            Vec::new()
        } else {
            found.collect()
        })
        .boxed()
    }

    fn item<'a>(&'a self, who: &'a Who, code: &'a str) -> BoxFuture<'a, Option<ItemPage>> {
        let page = (code == "food").then(|| ItemPage {
            line: item_line(),
            version: "3f1c".to_owned(),
            basis: vec![
                Text::new(
                    "《中华人民共和国食品安全法》第三十五条",
                    "Food Safety Law, article 35",
                ),
                Text::new(
                    "《食品经营许可和备案管理办法》",
                    "Measures on food business licences",
                ),
            ],
            limits: vec![
                shown("法定时限", "Lawful limit", "20 个工作日", "20 working days"),
                shown("承诺时限", "Promised limit", "5 个工作日", "5 working days"),
            ],
            steps: vec![
                step(
                    "收件",
                    "Receipt",
                    "向阳村代办员",
                    "Village agent",
                    "当场",
                    "at once",
                ),
                step(
                    "受理",
                    "Acceptance",
                    "区市场监管局窗口",
                    "County window",
                    "1 个工作日",
                    "1 working day",
                ),
                step(
                    "审核",
                    "Review",
                    "区市场监管局审核人",
                    "County reviewer",
                    "2 个工作日",
                    "2 working days",
                ),
                step(
                    "决定",
                    "Decision",
                    "区首席代表",
                    "Chief representative",
                    "2 个工作日",
                    "2 working days",
                ),
            ],
            materials: materials(),
            fee: Text::new("不收费", "No fee"),
            reductions: vec![shown(
                "低保户免收",
                "Households on the minimum allowance",
                "减 100%",
                "100 % off",
            )],
            elements: vec![shown("有效期", "Validity", "60 个月", "60 months")],
            flow: Text::same("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\" role=\"img\"><title>流程图</title></svg>"),
            fields: form_fields(),
            may_file: who.is_any(&["agent", "window"]),
            may_edit: who.is_any(&["administrator"]),
        });
        ready(page).boxed()
    }

    fn draft_create<'a>(
        &'a self,
        _: &'a Who,
        item: &'a str,
    ) -> BoxFuture<'a, Result<String, Refused>> {
        let made = if item == "food" {
            Ok("d1".to_owned())
        } else {
            Err(refused("这个事项不能在本级办理", "Not offered here"))
        };
        ready(made).boxed()
    }

    fn draft_open<'a>(&'a self, _: &'a Who, draft: &'a str) -> BoxFuture<'a, Option<DraftPage>> {
        let page = (draft == "d1").then(|| DraftPage {
            id: "d1".to_owned(),
            item: item_line(),
            fee: Text::new("不收费", "No fee"),
            materials: materials(),
            fields: self.draft_fields(),
            saved_at: Some(at(10)),
            reach: reach(if self.offline { 1 } else { 2 })[..2].to_vec(),
            duplicates: self.alike(),
            filed: None,
        });
        ready(page).boxed()
    }

    fn draft_save<'a>(
        &'a self,
        _: &'a Who,
        _: &'a str,
        fields: BTreeMap<String, String>,
    ) -> BoxFuture<'a, Result<Saved, Refused>> {
        self.typed.lock().expect("not poisoned").extend(fields);
        ready(Ok(Saved { at: at(10) })).boxed()
    }

    fn draft_check<'a>(&'a self, _: &'a Who, _: &'a str) -> BoxFuture<'a, Result<(), Refused>> {
        let fields = self.wrong();
        let checked = if fields.is_empty() {
            Ok(())
        } else {
            Err(Refused {
                message: Text::new(
                    "还不能提交。已填的都存着，改好下面几项即可。",
                    "It cannot be filed yet. What you typed is kept; put these right.",
                ),
                fields,
            })
        };
        ready(checked).boxed()
    }

    fn file<'a>(&'a self, who: &'a Who, draft: &'a str) -> BoxFuture<'a, Result<Filed, Refused>> {
        async move {
            self.draft_check(who, draft).await?;
            self.change();
            Ok(Filed {
                id: "c1".to_owned(),
                number: "DQ2026-000128".to_owned(),
            })
        }
        .boxed()
    }

    fn case<'a>(&'a self, who: &'a Who, id: &'a str) -> BoxFuture<'a, Option<CasePage>> {
        let page = match id {
            "c1" => Some(plain_case(who, &self.done.lock().expect("not poisoned"))),
            "c2" => Some(contested_case(who)),
            "c3" => Some(CasePage {
                left: Some(left()),
                offers: Vec::new(),
                ..plain_case(who, &[])
            }),
            _ => None,
        };
        ready(page).boxed()
    }

    fn reveal<'a>(
        &'a self,
        _: &'a Who,
        _: &'a str,
        _: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Shown>, Refused>> {
        let whole = vec![
            shown("姓名", "Name", "张三丰", "张三丰"),
            shown(
                "身份证号",
                "Id number",
                "230602 19900101 1234",
                "230602 19900101 1234",
            ),
        ];
        ready(Ok(whole)).boxed()
    }

    fn act<'a>(
        &'a self,
        _: &'a Who,
        _: &'a str,
        act: ActForm,
    ) -> BoxFuture<'a, Result<ActDone, Refused>> {
        if act.kind == "correct" && act.fields.get("what").is_none_or(String::is_empty) {
            let answer = Refused {
                message: Text::new(
                    "补正告知没有发出，办件没有改动。",
                    "The notice was not sent; the case has not changed.",
                ),
                fields: vec![error(
                    "what",
                    "请写明要补的全部内容",
                    "Say everything that is missing",
                )],
            };
            return ready(Err(answer)).boxed();
        }
        self.done.lock().expect("not poisoned").push(act);
        self.change();
        let done = ActDone {
            message: Text::new("已受理，已存本机", "Accepted and kept on this node"),
            paper: Some(paper_ref("p2")),
        };
        ready(Ok(done)).boxed()
    }

    fn find<'a>(&'a self, _: &'a Who, query: FindQuery) -> BoxFuture<'a, Found> {
        let rows: Vec<_> = [case_line("c1", Some(Light::Yellow)), case_line("c4", None)]
            .into_iter()
            .filter(|case| case.number.contains(&query.text))
            .collect();
        let total = if self.full {
            100_000
        } else {
            rows.len() as u64
        };
        ready(Found { rows, total }).boxed()
    }

    fn receipt<'a>(
        &'a self,
        _: &'a Who,
        id: &'a str,
        paper: Option<&'a PaperRef>,
    ) -> BoxFuture<'a, Option<PaperPage>> {
        let paper = paper.map_or("p1", |paper| paper.id.as_str());
        let mut page = paper_page(paper, self.offline);
        let prints = self.prints.lock().expect("not poisoned");
        // The receipt was printed when the case was filed.
        let filed = usize::from(paper == "p1");
        page.standing = match prints.iter().filter(|one| *one == paper).count() + filed {
            0 => PaperStanding::Preview,
            1 => PaperStanding::Printed,
            _ => PaperStanding::Again,
        };
        page.mark = match page.standing {
            PaperStanding::Preview => Some(Text::new("未打印", "Not printed")),
            PaperStanding::Printed => None,
            PaperStanding::Again => Some(Text::new("补打", "Printed again")),
            PaperStanding::Copy => Some(Text::new("仅供查看", "For reading only")),
        };
        page.printed = printed(&page);
        if !page.standing.is_paper() {
            page.number.clear();
            page.code.clear();
        }
        ready((id == "c1").then_some(page)).boxed()
    }

    fn print<'a>(
        &'a self,
        _: &'a Who,
        id: &'a str,
        paper: &'a PaperRef,
    ) -> BoxFuture<'a, Result<(), Refused>> {
        if id != "c1" || paper.id == "grant" {
            let answer = Refused {
                message: Text::new(
                    "没有打印：本件没有作出准予的决定。",
                    "Not printed: nothing was granted.",
                ),
                fields: Vec::new(),
            };
            return ready(Err(answer)).boxed();
        }
        let mut prints = self.prints.lock().expect("not poisoned");
        prints.push(paper.id.clone());
        ready(Ok(())).boxed()
    }

    fn verify<'a>(&'a self, code: &'a str) -> BoxFuture<'a, Verdict> {
        let (standing, text) = match code {
            CODE => (
                CodeStanding::Genuine,
                Text::new(
                    "由萨尔图区出具，没有改动。",
                    "Issued by Sartu and not changed.",
                ),
            ),
            "LB2.UNKNOWN" => (
                CodeStanding::Unknown,
                Text::new(
                    "本机不认识出具的节点。",
                    "The node that issued it is not known here.",
                ),
            ),
            _ => (
                CodeStanding::Unreadable,
                Text::new("这不是文书的二维码。", "This is not the code of a paper."),
            ),
        };
        let facts = match standing {
            CodeStanding::Unreadable => Vec::new(),
            _ => vec![
                shown("文书", "Paper", "受理通知书", "Notice of acceptance"),
                shown(
                    "文号",
                    "Number",
                    "萨尔图区受理〔2026〕0012号",
                    "萨尔图区受理〔2026〕0012号",
                ),
                shown("日期", "Date", "2026年11月21日", "2026-11-21"),
            ],
        };
        ready(Verdict {
            standing,
            text,
            facts,
        })
        .boxed()
    }

    fn room<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Option<RoomPage>> {
        let page = who
            .is_any(&["control_room"])
            .then(|| room_page(self.province));
        ready(page).boxed()
    }

    fn edits<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Option<Vec<EditLine>>> {
        let line = || EditLine {
            code: "food".to_owned(),
            name: item_line().name,
            state: self.edit_state(),
            waits: who.is_any(&["legal"]),
            editors: "丁文博".to_owned(),
        };
        let inside = who.is_any(&["administrator", "legal"]);
        ready(inside.then(|| vec![line()])).boxed()
    }

    fn edit<'a>(&'a self, who: &'a Who, code: &'a str) -> BoxFuture<'a, Option<EditPage>> {
        let inside = who.is_any(&["administrator", "legal"]) && code == "food";
        let reviewed = !self.edited().is_empty();
        let steps: &[&str] = match (who.is_any(&["legal"]), reviewed) {
            (true, false) => &["approve", "return"],
            (true, true) => &[],
            (false, _) => &["send", "discard", "save"],
        };
        let page = inside.then(|| EditPage {
            code: "food".to_owned(),
            name: item_line().name,
            state: self.edit_state(),
            next: Text::new("等待法制审核人员审核", "waits for the legal office"),
            elements: vec![
                EditElement {
                    field: FormField {
                        kind: FieldKind::Number,
                        ..form_field("legal_days", "法定时限", "Lawful limit")
                    },
                    value: "15".to_owned(),
                    was: Some("20".to_owned()),
                },
                EditElement {
                    field: FormField {
                        kind: FieldKind::Long,
                        ..form_field("steps", "环节", "Steps")
                    },
                    value: "[\n{\"seq\":1}\n]".to_owned(),
                    was: None,
                },
                EditElement {
                    field: FormField {
                        kind: FieldKind::Tick,
                        ..form_field("instant", "即办件", "Done at once")
                    },
                    value: "yes".to_owned(),
                    was: None,
                },
            ],
            flaws: vec![Text::new(
                "环节: 合计 2401 分钟",
                "Steps: 2401 minutes in all",
            )],
            trail: vec![EditRow {
                what: Text::new("存草稿", "saved"),
                who: "丁文博".to_owned(),
                at: Text::new("2026年11月21日 09:10", "2026-11-21 09:10"),
                opinion: None,
                version: None,
            }],
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
            flow: Text::default(),
        });
        ready(page).boxed()
    }

    fn edit_step<'a>(
        &'a self,
        _: &'a Who,
        _: &'a str,
        step: &'a str,
        fields: BTreeMap<String, String>,
    ) -> BoxFuture<'a, Result<(), Refused>> {
        let number = |name: &str| {
            fields
                .get(name)
                .is_none_or(|text| text.parse::<u32>().is_ok())
        };
        let said = fields
            .get("opinion")
            .is_some_and(|text| !text.trim().is_empty());
        let wrong = match step {
            "save" if !number("legal_days") => {
                Some(error("legal_days", "要填整数", "a whole number is needed"))
            }
            "approve" | "return" if !said => {
                Some(error("opinion", "请写审核意见", "write the opinion"))
            }
            _ => None,
        };
        let done = match wrong {
            Some(wrong) => Err(Refused {
                fields: vec![wrong],
                ..refused("没有保存", "Nothing was saved")
            }),
            None => {
                self.edited
                    .lock()
                    .expect("not poisoned")
                    .push(step.to_owned());
                Ok(())
            }
        };
        ready(done).boxed()
    }

    fn law(&self) -> Arc<LawPage> {
        let (correct, accept) = (
            Text::new("补正告知", "Ask for what is missing"),
            Text::new("受理", "Accept"),
        );
        let open = Text::new("收件待审查", "To be examined");
        let line = |act: &Text, to: Text, guards: Vec<Text>, paper: Text| LawLine {
            act: act.clone(),
            states: open.clone(),
            whose: Text::new("受理机关", "The accepting authority"),
            roles: Text::new("窗口", "Window"),
            guards,
            to,
            paper,
            basis: "行政许可法第三十二条".to_owned(),
        };
        let once = Text::new(
            "补正已经告知过一次 <一次性>",
            "It was asked for once before",
        );
        let licence = LawOfRegime {
            name: "licence".to_owned(),
            title: Text::new("行政许可", "Licence"),
            rows: vec![
                line(
                    &correct,
                    Text::new("待补正", "Waiting for papers"),
                    vec![once],
                    Text::default(),
                ),
                line(
                    &accept,
                    Text::new("办理", "Being handled"),
                    Vec::new(),
                    Text::new("受理通知书", "Notice of acceptance"),
                ),
            ],
            diagram: Text::new(
                "<svg width=\"90\" height=\"30\"><text y=\"20\">收件待审查</text></svg>",
                "<svg width=\"90\" height=\"30\"><text y=\"20\">To be examined</text></svg>",
            ),
        };
        Arc::new(LawPage {
            regimes: vec![licence],
            rivals: vec![
                RivalRow {
                    act: correct,
                    marks: vec!['=', '>'],
                },
                RivalRow {
                    act: accept,
                    marks: vec!['<', '='],
                },
            ],
            legend: Text::new("= 内容相同  < 行内一方为准", "= the same  < the row stands"),
            exceptions: vec![Text::new(
                "补正告知 / 受理: 已经受理的不再补正",
                "Ask for what is missing / Accept: what was accepted lacks nothing",
            )],
        })
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn audit(&self, event: AuditEvent) {
        self.audited.lock().expect("not poisoned").push(event);
    }
}

fn plain_case(who: &Who, done: &[ActForm]) -> CasePage {
    let accepted = done.iter().any(|act| act.kind == "accept");
    let mut trail = vec![
        act(
            "收件",
            "Received",
            "周敏",
            "向阳村",
            "Xiangyang Village",
            "代办员",
            "Village agent",
            9,
        ),
        act(
            "核验材料",
            "Materials checked",
            "赵磊",
            "龙岗街道",
            "Longgang",
            "窗口",
            "Window",
            10,
        ),
    ];
    if let Some(first) = trail.first_mut() {
        first.paper = Some(paper_ref("p1"));
    }
    if accepted {
        trail.push(act(
            "受理",
            "Accepted",
            "李国强",
            "萨尔图区",
            "Sartu",
            "窗口",
            "Window",
            11,
        ));
    }
    let window = who.is_any(&["window"]);
    CasePage {
        id: "c1".to_owned(),
        number: "DQ2026-000128".to_owned(),
        item_code: "food".to_owned(),
        item: food(),
        applicant: "张*".to_owned(),
        applicant_id: "2306**********1234".to_owned(),
        place: Text::new("向阳村", "Xiangyang Village"),
        state: if accepted {
            Text::new("已受理，待审核", "Accepted, to be reviewed")
        } else {
            Text::new("已收件，待受理", "Received, to be accepted")
        },
        outcome: None,
        owner: Text::new(
            "萨尔图区 · 市场监管局窗口",
            "Sartu, Market Supervision window",
        ),
        due: Some(Due {
            text: Text::new(
                "剩 1 个工作日 · 11月23日 17:30 前",
                "1 working day left, by 2026-11-23 17:30",
            ),
            light: Light::Yellow,
            paused: None,
        }),
        limits: vec![Counted {
            name: Text::new("承诺时限", "promised limit"),
            of: String::new(),
            length: Text::new("5 个工作日", "5 working days"),
            basis: "事项目录".to_owned(),
            from: Text::new(
                "自 11月16日 09:00 起算:收件",
                "Counted from 2026-11-16 09:00, when it was received",
            ),
            ended: None,
            light: Some(Light::Yellow),
            lines: vec![
                Text::new(
                    "11月16日 收件，当日不计",
                    "16 Nov: received; the day itself does not count",
                ),
                Text::new("11月17日 第 1 个工作日", "17 Nov: working day 1"),
                Text::new("11月18日 第 2 个工作日", "18 Nov: working day 2"),
                Text::new(
                    "11月21日至22日 周末，不计",
                    "21 to 22 Nov: weekend, not counted",
                ),
                Text::new(
                    "11月23日 第 5 个工作日，17:30 到期",
                    "23 Nov: working day 5, due at 17:30",
                ),
            ],
        }],
        recounts: Vec::new(),
        calendar: "0f3c9a".to_owned(),
        fields: vec![
            field("经营项目", "Business", "热食类食品制售", "Hot food"),
            field(
                "经营场所",
                "Premises",
                "龙岗街道 3 号楼 101",
                "Longgang 3-101",
            ),
        ],
        may_reveal: window,
        lanes: vec![lane("", "市场监管局", "Market Supervision", accepted)],
        trail,
        contested: Vec::new(),
        reach: reach(2),
        offers: if window && !accepted {
            offers()
        } else {
            Vec::new()
        },
        papers: vec![
            PaperLine {
                paper: paper_ref("p1"),
                title: Text::new("收件凭证", "Receipt"),
                number: "DQ2026-000128".to_owned(),
                at: at(9),
                times: 2,
                may_print: window,
            },
            PaperLine {
                paper: paper_ref("p2"),
                title: Text::new("受理通知书", "Notice of acceptance"),
                number: String::new(),
                at: at(10),
                times: 0,
                may_print: window,
            },
        ],
        joints: vec![JointLine {
            what: Text::new("联合踏勘", "Joint site visit"),
            report: "现场符合 <布局图>".to_owned(),
            begun: Text::new("李国强 · 萨尔图区", "李国强 · Sartu"),
            signs: vec![
                SignLine {
                    of: Text::new("市场监管局 · 食品经营", "Market Supervision · food"),
                    signed: Some(Text::new("王芳 · 萨尔图区", "王芳 · Sartu")),
                    opinion: "同意".to_owned(),
                },
                SignLine {
                    of: Text::new("消防救援大队 · 消防检查", "Fire brigade · inspection"),
                    signed: None,
                    opinion: String::new(),
                },
            ],
        }],
        custody: vec![CustodyLine {
            paper: Text::new("土地证原件", "Land certificate"),
            holder: Text::new("向阳村", "Xiangyang Village"),
            since: at(9),
            offered: Some(Text::new("龙岗街道", "Longgang")),
        }],
        findings: vec![FindingLine {
            rule: Text::new("临近时限", "Close to the limit"),
            light: Light::Yellow,
            detail: Text::new("受理环节剩 1 个工作日", "One working day left to accept"),
            since: at(8),
        }],
        fingerprint: "9c01f2aa".to_owned(),
        duplicates: Vec::new(),
        left: None,
        read_only: None,
    }
}

fn contested_case(who: &Who) -> CasePage {
    let grant = TrailRow {
        standing: Standing::Contested,
        note: Some(Text::new("现场核查合格", "On-site inspection passed")),
        ..act(
            "准予",
            "Granted",
            "李国强",
            "萨尔图区",
            "Sartu",
            "首席代表",
            "Chief representative",
            14,
        )
    };
    let deny = TrailRow {
        standing: Standing::Contested,
        note: Some(Text::new("消防通道不足", "Fire exit too narrow")),
        ..act(
            "不予",
            "Denied",
            "高峰",
            "大庆市",
            "Daqing",
            "首席代表",
            "Chief representative",
            15,
        )
    };
    let mut case = plain_case(who, &[]);
    case.id = "c2".to_owned();
    case.number = "DQ2026-000097".to_owned();
    case.item = Text::new("开餐馆“一件事”", "Opening a restaurant");
    case.state = Text::new("决定相互矛盾", "Decisions contradict each other");
    case.lanes = vec![
        lane("food", "市场监管局", "Market Supervision", true),
        lane("fire", "消防救援大队", "Fire and Rescue", false),
        lane("city", "城市管理局", "Urban Management", false),
    ];
    case.trail.extend([grant.clone(), deny.clone()]);
    case.joints.clear();
    case.contested = vec![Contested {
        about: Text::new(
            "断线期间，区和市各作了一个决定。由首席代表裁定，裁定前两个都不生效。",
            "While the line was down county and city each decided. A chief representative settles it; until \
             then neither takes effect.",
        ),
        sides: vec![grant, deny],
        settle: who.is_any(&["approver"]).then(|| ActOffer {
            favourable: false,
            besides: false,
            kind: "resolve".to_owned(),
            branch: Some("food".to_owned()),
            label: Text::new("裁定", "Settle"),
            fields: vec![
                FormField {
                    kind: FieldKind::Choice {
                        options: vec![
                            choice("grant", "准予（萨尔图区）", "Granted (Sartu)"),
                            choice("deny", "不予（大庆市）", "Denied (Daqing)"),
                        ],
                    },
                    ..form_field("stands", "以哪个决定为准", "Which decision stands")
                },
                FormField {
                    kind: FieldKind::Long,
                    ..form_field("reason", "理由", "Reason")
                },
            ],
            fixed: [("rivals".to_owned(), "a1,a2".to_owned())].into(),
            danger: Some(Text::new(
                "裁定后另一个决定作废，不能再改。",
                "The other decision becomes void; this cannot be undone.",
            )),
        }),
    }];
    case.offers = Vec::new();
    case.reach = reach(4);
    case
}

fn offers() -> Vec<ActOffer> {
    let offer = |kind: &str, zh: &str, en: &str, fields, danger| ActOffer {
        favourable: false,
        besides: false,
        kind: kind.to_owned(),
        branch: None,
        label: Text::new(zh, en),
        fields,
        fixed: BTreeMap::new(),
        danger,
    };
    vec![
        offer("accept", "受理", "Accept", Vec::new(), None),
        offer(
            "correct",
            "一次告知补正",
            "Ask for correction",
            vec![FormField {
                kind: FieldKind::Long,
                hint: Some(Text::new(
                    "只能告知一次，请一次写全。",
                    "It may be asked only once: say everything.",
                )),
                ..form_field("what", "要补的内容", "What is missing")
            }],
            None,
        ),
        offer(
            "refuse",
            "不予受理",
            "Refuse",
            vec![FormField {
                kind: FieldKind::Long,
                ..form_field("reason", "理由", "Reason")
            }],
            Some(Text::new(
                "将出具《不予受理决定书》，本件到此结束。申请人可以复议或起诉。",
                "A decision of refusal is issued and the case ends. The applicant may appeal.",
            )),
        ),
    ]
}

/// The papers of one case, to look at: `p1` a receipt, `p2` an acceptance, and some that have what these
/// two lack (`deny`, `custody`, `delivery`, `correct`).
/// That a case is not here any more.
fn left() -> Text {
    Text::new(
        "本件已于 2026年11月20日 15:30 由萨尔图区 王主任调整到大庆市 萨尔图区 东风街道:区划调整。本点只保留调整时的内容,此后的办理情况请向该处查询。",
        "Director Wang of Sartu moved this case to Daqing, Sartu, Dongfeng on 20 November 2026, 15:30: the division was \
         redrawn. What is kept here is how it stood then; ask there how it goes on.",
    )
}

/// What a node would say that the seal covers, in short.
fn printed(page: &PaperPage) -> String {
    let head = [&page.unit, &page.title].map(|text| text.zh.clone());
    let body = page.body.iter().map(|text| text.zh.clone());
    let lines: Vec<String> = head
        .into_iter()
        .chain(body)
        .chain([page.date.zh.clone()])
        .collect();
    lines.join("\n") + "\n"
}

fn paper_page(paper: &str, offline: bool) -> PaperPage {
    let same = |zh: &str| Text::new(zh, zh);
    let (title, sheet) = match paper {
        "p2" => (Text::new("受理通知书", "Notice of acceptance"), Sheet::A4),
        "deny" => (
            Text::new("不予行政许可决定书", "Decision to deny a licence"),
            Sheet::A4,
        ),
        "custody" => (Text::new("材料交接单", "Hand-over of papers"), Sheet::A5),
        "delivery" => (Text::new("送达回证", "Certificate of delivery"), Sheet::A4),
        "correct" => (
            Text::new("补正材料一次性告知书", "Notice of missing papers"),
            Sheet::A4,
        ),
        _ => (Text::new("收件凭证", "Receipt"), Sheet::A5),
    };
    let receives = matches!(paper, "p1" | "custody");
    let unit = if receives {
        Text::new(
            "萨尔图区龙岗街道向阳村便民服务点",
            "Xiangyang Village service point",
        )
    } else {
        Text::new("大庆市萨尔图区市场监督管理局", "Sartu Market Supervision")
    };
    PaperPage {
        case: "c1".to_owned(),
        id: paper.to_owned(),
        branch: None,
        standing: PaperStanding::Printed,
        mark: None,
        printed: String::new(),
        may_print: true,
        unit,
        title,
        number: if receives {
            "DQ2026-000128".to_owned()
        } else {
            "萨尔图区受理〔2026〕0012号".to_owned()
        },
        addressee: (!receives).then(|| same("张三丰")),
        facts: vec![
            shown("申请人", "Applicant", "张三丰", "张三丰"),
            shown(
                "事项",
                "Service",
                "食品经营许可（新办）",
                "Food business licence, new",
            ),
            shown(
                "收件时间",
                "Received",
                "2026年11月21日 09:00",
                "2026-11-21 09:00",
            ),
            shown("收件人", "By", "周敏", "周敏"),
        ],
        body: paper_body(paper),
        tables: match paper {
            "p1" | "p2" | "custody" => vec![paper_table(paper == "custody")],
            _ => Vec::new(),
        },
        remedies: match paper {
            "deny" => vec![Text::new(
                "如不服本决定，可以自收到本决定书之日起六十日内向大庆市萨尔图区人民政府申请行政复议，也可以自收到本决定书\
                 之日起六个月内依法向人民法院提起行政诉讼。",
                "You may apply to the district government for reconsideration within 60 days, or go to court within \
                 six months.",
            )],
            _ => Vec::new(),
        },
        notes: vec![Text::new(
            "咨询电话 0459-0000000；监督电话 12345。",
            "Enquiries 0459-0000000, complaints 12345.",
        )],
        date: Text::new("2026年11月21日", "2026-11-21"),
        code: CODE.to_owned(),
        short_code: "7F3A-09C2".to_owned(),
        seal: !receives,
        strip_title: Text::new("送达回执", "Delivery receipt"),
        strip: match paper {
            "deny" | "correct" | "delivery" => vec![
                shown("受送达人", "Recipient", "张三丰", "张三丰"),
                shown("送达方式", "How", "", ""),
                shown("送达时间", "When", "", ""),
                shown("签收人", "Signed for by", "", ""),
            ],
            _ => Vec::new(),
        },
        sheet,
        reach: reach(if offline { 1 } else { 2 }),
    }
}

fn paper_ref(id: &str) -> PaperRef {
    PaperRef {
        id: id.to_owned(),
        branch: None,
    }
}

fn paper_body(paper: &str) -> Vec<Text> {
    let text = match paper {
        "p2" => Text::new(
            "你的申请符合受理条件，本机关决定受理，自受理之日起 5 个工作日内作出决定（2026年11月28日 17:30 前）。",
            "Your application is accepted. It is decided within 5 working days, by 2026-11-28 17:30.",
        ),
        "deny" => Text::new(
            "经审查，经营场所与食品加工区未分隔，不符合《食品经营许可和备案管理办法》规定的条件。依照《中华人民共和国行政许可法》\
             第三十八条第二款，决定不予行政许可。",
            "The premises are not separated from where food is made; under article 38 of the Administrative Licensing \
             Law the licence is denied.",
        ),
        "correct" => Text::new(
            "经审查，还差 1 份材料，请补正：1. 经营场所平面图。以上为需要补正的全部内容。",
            "One paper is missing: a plan of the premises. This is all that is missing.",
        ),
        "custody" => Text::new(
            "下列材料原件已移交，交接双方核对无误。",
            "The originals listed were handed over and checked by both sides.",
        ),
        "delivery" => Text::new(
            "下列文书已送达：受理通知书（萨尔图区受理〔2026〕0012号）。",
            "Delivered: the notice of acceptance.",
        ),
        _ => Text::new(
            "以上材料已收到，由代办员代为向有权机关提交。本凭证不是受理通知书，办理时限自有权机关受理之日起计算。",
            "The papers above were received and will be handed in by the agent. This is not a notice of \
             acceptance; the limit runs from the day the authority accepts.",
        ),
    };
    vec![text]
}

fn paper_table(handed_over: bool) -> PaperTable {
    let mut head = vec![
        Text::new("材料名称", "Material"),
        Text::new("形式与份数", "Form"),
    ];
    if handed_over {
        head.push(Text::new("交接人", "Hands"));
    }
    let rows = materials().into_iter().map(|material| {
        let mut row = vec![material.name, material.form];
        if handed_over {
            row.push(Text::new("周敏 → 李强", "周敏 → 李强"));
        }
        row
    });
    PaperTable {
        caption: Text::new("材料清单", "Materials"),
        head,
        rows: rows.collect(),
    }
}

/// As long as a signed code is.
pub const CODE: &str = concat!(
    "LB2.AIAQMYLDMNSXA5BE5CTKPZMFVHS2TF4WYKU6LGWPR6YUVY4ATTDPEAYDAMJSB6AYBQDJPYLFB5ELBQH2S4YTG5BAAE",
    "AQCAIBAEAQCAIBAEAQCAIBAEAQCAIBBYQAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAQLHXO5WG4LHXO5WG4LHXO5WG4LHQ5XP",
    "O5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WG4LHXO5WGA",
);

fn room_page(province: bool) -> RoomPage {
    let counties = [
        ("230602", "萨尔图区", "Sartu", [812, 11, 2], false),
        ("230603", "龙凤区", "Longfeng", [401, 6, 0], false),
        ("230604", "让胡路区", "Ranghulu", [533, 9, 1], false),
        ("230605", "红岗区", "Honggang", [188, 0, 0], true),
        ("230606", "大同区", "Datong", [240, 3, 0], false),
        ("230621", "肇州县", "Zhaozhou", [312, 5, 1], false),
    ];
    let mut tiles = vec![tile(
        "230600",
        "大庆市",
        "Daqing",
        Tier::City,
        [2486, 34, 4],
        false,
    )];
    for (n, (code, zh, en, lights, stale)) in counties.into_iter().enumerate() {
        tiles.push(tile(code, zh, en, Tier::County, lights, stale));
        for town in 0..(5 + n as u64) {
            let place = format!("{zh}街道{town}");
            let red = u64::from(town == 2 && lights[2] > 0);
            let mut small = tile(
                &format!("{code}{town:03}"),
                &place,
                &place,
                Tier::Township,
                [30 + town, u64::from(town % 3 == 1), red],
                false,
            );
            if stale && town == 1 {
                small.as_of = None;
            }
            tiles.push(small);
        }
    }
    RoomPage {
        warnings: Vec::new(),
        title: Text::new("大庆市政务服务监控室", "Daqing control room"),
        now: Text::new("2026年11月21日 17:30", "2026-11-21 17:30"),
        counting: None,
        tiles,
        sum: Lights {
            green: 2486,
            yellow: 34,
            red: 4,
            paused: 12,
        },
        flow: Flow {
            intake_today: 318,
            done_today: 296,
            intake_month: 6120,
            done_month: 5987,
        },
        remaining: vec![
            bucket("已超时", "Overdue", Light::Red, 4),
            bucket("今日到期", "Due today", Light::Yellow, 34),
            bucket("剩 1 至 2 日", "1 to 2 days", Light::Green, 412),
            bucket("剩 3 至 5 日", "3 to 5 days", Light::Green, 1204),
            bucket("剩 5 日以上", "Over 5 days", Light::Green, 870),
            bucket("暂停", "Paused", Light::Paused, 12),
        ],
        findings: (0..7)
            .map(|n| RoomFinding {
                rule: Text::new(
                    ["承诺时限超期", "受理环节临期", "多要材料"][n % 3],
                    ["Promised limit passed", "Acceptance due", "Extra material"][n % 3],
                ),
                light: if n < 2 { Light::Red } else { Light::Yellow },
                place: Text::new("萨尔图区", "Sartu"),
                case: (n == 1).then(|| "c1".to_owned()),
                number: format!("DQ2026-0001{n}7"),
                since: at(8),
            })
            .collect(),
        ranking: [
            "市场监管局",
            "人社局",
            "住建局",
            "自然资源局",
            "公安局",
            "消防救援",
        ]
        .into_iter()
        .enumerate()
        .map(|(n, zh)| RankRow {
            department: Text::new(zh, format!("Department {}", n + 1)),
            done: 900 - 100 * n as u64,
            on_time_permille: 998 - 7 * n as u16,
            yellow: n as u64,
            red: n as u64 / 3,
        })
        .collect(),
        slowest: vec![
            slow(
                "现场核查",
                "Inspection",
                "3.5 个工作日",
                "3.5 working days",
                61,
            ),
            slow(
                "专家评审",
                "Expert review",
                "2.8 个工作日",
                "2.8 working days",
                12,
            ),
            slow("审核", "Review", "1.6 个工作日", "1.6 working days", 240),
        ],
        links: vec![
            link("萨尔图区", "Sartu", true, 0),
            link("红岗区", "Honggang", false, 48),
            link("肇州县", "Zhaozhou", true, 3),
        ],
        cities: if province {
            vec![CityRows {
                city: Text::new("大庆市", "Daqing"),
                rows: 48_210,
                version: 991_204,
                as_of: Some(at(17)),
            }]
        } else {
            Vec::new()
        },
    }
}

fn at(hour: u8) -> Text {
    Text::new(
        format!("2026年11月21日 {hour:02}:00"),
        format!("2026-11-21 {hour:02}:00"),
    )
}

fn food() -> Text {
    Text::new("食品经营许可（新办）", "Food business licence, new")
}

fn pension() -> Text {
    Text::new(
        "城乡居民养老保险参保登记",
        "Pension registration for residents",
    )
}

fn item_line() -> ItemLine {
    ItemLine {
        code: "food".to_owned(),
        name: food(),
        department: Text::new("市场监督管理局", "Market Supervision"),
        kind: Text::new("承诺件", "Promised"),
        limit: Text::new("5 个工作日", "5 working days"),
    }
}

fn materials() -> Vec<Material> {
    vec![
        Material {
            name: Text::new("身份证", "Id card"),
            form: Text::new("原件核验，复印件 1 份", "original seen, 1 copy"),
            condition: None,
        },
        Material {
            name: Text::new("经营场所使用证明", "Right to use the premises"),
            form: Text::new("复印件 1 份", "1 copy"),
            condition: Some(Text::new(
                "租用场所时提交租赁合同",
                "the lease, where it is rented",
            )),
        },
    ]
}

fn form_field(name: &str, zh: &str, en: &str) -> FormField {
    FormField {
        name: name.to_owned(),
        label: Text::new(zh, en),
        hint: None,
        section: None,
        kind: FieldKind::Text,
        required: true,
    }
}

fn form_fields() -> Vec<FormField> {
    let applicant = Some(Text::new("申请人", "Applicant"));
    let business = Some(Text::new("经营情况", "Business"));
    vec![
        FormField {
            section: applicant.clone(),
            ..form_field("name", "姓名", "Name")
        },
        FormField {
            section: applicant.clone(),
            hint: Some(Text::new(
                "18 位，可用扫描枪扫身份证",
                "18 characters; a scanner may be used",
            )),
            kind: FieldKind::IdNumber,
            ..form_field("id_number", "身份证号", "Id number")
        },
        FormField {
            section: applicant,
            kind: FieldKind::Phone,
            required: false,
            ..form_field("phone", "手机号码", "Telephone")
        },
        FormField {
            section: business.clone(),
            ..form_field("address", "经营场所", "Premises")
        },
        FormField {
            section: business.clone(),
            kind: FieldKind::Choice {
                options: vec![
                    choice("hot", "热食类食品制售", "Hot food"),
                    choice("cold", "冷食类食品制售", "Cold food"),
                    choice("drink", "自制饮品制售", "Drinks"),
                ],
            },
            ..form_field("business", "经营项目", "Kind of business")
        },
        FormField {
            section: business.clone(),
            kind: FieldKind::Money,
            ..form_field("capital", "投资额", "Invested")
        },
        FormField {
            section: business.clone(),
            kind: FieldKind::Date,
            required: false,
            ..form_field("opening", "计划开业日期", "Planned opening")
        },
        FormField {
            section: business,
            kind: FieldKind::Tick,
            ..form_field(
                "truth",
                "申请人承诺所填内容真实",
                "The applicant declares this to be true",
            )
        },
    ]
}

fn choice(value: &str, zh: &str, en: &str) -> Choice {
    Choice {
        value: value.to_owned(),
        label: Text::new(zh, en),
    }
}

fn post(role: &str, zh: &str, en: &str) -> Post {
    Post {
        role: role.to_owned(),
        departments: Vec::new(),
        title: Text::new(zh, en),
    }
}

fn error(field: &str, zh: &str, en: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        message: Text::new(zh, en),
    }
}

fn refused(zh: &str, en: &str) -> Refused {
    Refused {
        message: Text::new(zh, en),
        fields: Vec::new(),
    }
}

fn rival(value: &str, by: &str, zh: &str, en: &str, hour: u8) -> Rival {
    Rival {
        value: value.to_owned(),
        by: by.to_owned(),
        place: Text::new(zh, en),
        at: at(hour),
    }
}

fn side(says: &str, by: &str, zh: &str, en: &str, hour: u8) -> TraySide {
    TraySide {
        says: Text::same(says),
        by: by.to_owned(),
        place: Text::new(zh, en),
        at: at(hour),
    }
}

fn shown(label_zh: &str, label_en: &str, zh: &str, en: &str) -> Shown {
    Shown {
        label: Text::new(label_zh, label_en),
        value: Text::new(zh, en),
    }
}

fn field(label_zh: &str, label_en: &str, zh: &str, en: &str) -> CaseField {
    CaseField {
        shown: shown(label_zh, label_en, zh, en),
        rivals: Vec::new(),
    }
}

fn step(
    zh: &str,
    en: &str,
    who_zh: &str,
    who_en: &str,
    limit_zh: &str,
    limit_en: &str,
) -> ItemStep {
    ItemStep {
        name: Text::new(zh, en),
        owner: Text::new(who_zh, who_en),
        limit: Text::new(limit_zh, limit_en),
    }
}

fn reach(far: usize) -> Vec<Reach> {
    [
        ("已存本机", "Kept here"),
        ("已到镇", "At the township"),
        ("已到县", "At the county"),
        ("已到市", "At the city"),
    ]
    .into_iter()
    .enumerate()
    .map(|(n, (zh, en))| Reach {
        label: Text::new(zh, en),
        reached: n < far,
        at: (n < far).then(|| at(9)),
    })
    .collect()
}

fn case_line(id: &str, light: Option<Light>) -> CaseLine {
    CaseLine {
        id: id.to_owned(),
        number: format!("DQ2026-00012{}", &id[1..]),
        item: if id == "c3" || id == "c4" {
            pension()
        } else {
            food()
        },
        applicant: "张*".to_owned(),
        place: Text::new("向阳村", "Xiangyang Village"),
        state: Text::new("已收件，待受理", "Received, to be accepted"),
        light,
        due: light.map(|light| {
            if light == Light::Red {
                return Text::new(
                    "超 1 个工作日 · 应于 11月20日 17:30 前",
                    "1 working day over, was due 2026-11-20 17:30",
                );
            }
            Text::new(
                "剩 1 个工作日 · 11月23日 17:30 前",
                "1 working day left, by 2026-11-23 17:30",
            )
        }),
        updated: at(11),
        reach: reach(2),
    }
}

fn checked() -> Choice {
    Choice {
        value: "checked".to_owned(),
        label: Text::new("已核对", "Checked"),
    }
}

fn row(id: &str, zh: &str, en: &str, mark: RowMark, light: Light) -> DeskRow {
    DeskRow {
        case: case_line(id, Some(light)),
        task: Text::new(zh, en),
        mark,
    }
}

fn lane(branch: &str, zh: &str, en: &str, accepted: bool) -> Lane {
    let step = |name_zh: &str, name_en: &str, state, by: Option<&str>| LaneStep {
        name: Text::new(name_zh, name_en),
        owner: Text::new(format!("萨尔图区{zh}"), format!("Sartu {en}")),
        limit: Text::new("1 个工作日", "1 working day"),
        state,
        by: by.map(str::to_owned),
        at: by.map(|_| at(10)),
    };
    let (first, second) = if accepted {
        (StepState::Done, StepState::Now)
    } else {
        (StepState::Now, StepState::Coming)
    };
    Lane {
        branch: branch.to_owned(),
        item: food(),
        department: Text::new(zh, en),
        place: Text::new("萨尔图区", "Sartu"),
        state: Text::new("办理中", "Being handled"),
        light: Some(if branch == "fire" {
            Light::Paused
        } else {
            Light::Green
        }),
        steps: vec![
            step("收件", "Receipt", StepState::Done, Some("周敏")),
            step("受理", "Acceptance", first, accepted.then_some("李国强")),
            step("审核", "Review", second, None),
            step(
                "决定",
                "Decision",
                if branch == "city" {
                    StepState::Waiting
                } else {
                    StepState::Coming
                },
                None,
            ),
        ],
    }
}

#[allow(clippy::too_many_arguments)] // A row of a table, written as one.
fn act(
    zh: &str,
    en: &str,
    who: &str,
    place_zh: &str,
    place_en: &str,
    role_zh: &str,
    role_en: &str,
    hour: u8,
) -> TrailRow {
    TrailRow {
        id: format!("a{hour}"),
        kind: Text::new(zh, en),
        who: who.to_owned(),
        place: Text::new(place_zh, place_en),
        role: Text::new(role_zh, role_en),
        at: at(hour),
        standing: Standing::Stands,
        note: None,
        paper: None,
    }
}

fn tile(code: &str, zh: &str, en: &str, tier: Tier, lights: [u64; 3], stale: bool) -> Tile {
    let [green, yellow, red] = lights;
    Tile {
        code: code.to_owned(),
        place: Text::new(zh, en),
        tier,
        lights: Lights {
            green,
            yellow,
            red,
            paused: 1,
        },
        as_of: Some(at(if stale { 9 } else { 17 })),
        stale,
    }
}

fn bucket(zh: &str, en: &str, light: Light, count: u64) -> Bucket {
    Bucket {
        key: format!("{}-{count}", light.name()),
        label: Text::new(zh, en),
        light,
        count,
    }
}

fn slow(zh: &str, en: &str, usual_zh: &str, usual_en: &str, open: u64) -> SlowStep {
    SlowStep {
        step: Text::new(zh, en),
        department: Text::new("住建局", "Housing"),
        usual: Text::new(usual_zh, usual_en),
        open,
    }
}

fn link(zh: &str, en: &str, online: bool, waiting: u64) -> LinkRow {
    LinkRow {
        child: Text::new(zh, en),
        online,
        since: at(9),
        waiting,
    }
}
