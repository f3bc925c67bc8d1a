//! A small world for tests: the shipped catalog and calendar, one node a tier, and replicas of a case
//! that exchange what they hold.

use crate::{
    Act, ActId, CaseView, Cites, Content, Deed, Entry, Form, Ground, Kind, Library, Mode, Refusal,
    Stamp, Standing, Who, fold, judge_next, plan, rows_of,
};
use calendar::{Calendar, UnixMillis};
use catalog::{Bundle, Item, Stage};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use tiers::{Digest, DirectoryEntry, NodeId, NumberBlock, Person, PlaceCode, Post, Role};

pub(crate) const CITY: &str = "230600000000";
pub(crate) const COUNTY: &str = "230621000000";
pub(crate) const TOWNSHIP: &str = "230621100000";
pub(crate) const VILLAGE: &str = "230621100200";
pub(crate) const OTHER_VILLAGE: &str = "230621100201";
pub(crate) const OTHER_COUNTY: &str = "230602000000";

/// A resident's number with a correct check digit; nobody's, births end in 1909.
pub(crate) const ID: &str = "230602190101137355";

pub(crate) struct World {
    pub(crate) library: Library,
    pub(crate) items: BTreeMap<String, Item>,
    /// The linked one of county and city.
    pub(crate) bundle: Bundle,
    /// All of them by code, and `CH-001`, of which three members wait for a first.
    pub(crate) bundles: BTreeMap<String, Bundle>,
    pub(crate) calendar: Digest,
    /// The same calendar with one year more.
    pub(crate) announced: Digest,
    pub(crate) nodes: BTreeMap<PlaceCode, (NodeId, Digest)>,
    /// A second node of each place, such as one that replaced the first.
    pub(crate) spares: BTreeMap<PlaceCode, (NodeId, Digest)>,
}

pub(crate) static WORLD: LazyLock<World> = LazyLock::new(World::build);

pub(crate) fn place(code: &str) -> PlaceCode {
    code.parse().unwrap()
}

pub(crate) fn moment(text: &str) -> UnixMillis {
    text.parse().unwrap()
}

/// Monday, nine in the morning; the working days after it are 3, 4, 5, 6, 9 March and so on.
pub(crate) fn monday() -> UnixMillis {
    moment("2026-03-02T09:00:00+08:00")
}

impl World {
    fn build() -> World {
        let mut library = Library::default();
        let mut items = BTreeMap::new();
        for line in include_str!("../../../../topology/catalog/items.jsonl").lines() {
            let mut item: Item = serde_json::from_str(line).unwrap();
            if item.code == "BM-019" {
                // The stories need a licence that villages file and townships accept: silence speaks for those alone.
                item.kind = catalog::kind::LICENCE.to_owned();
            }
            if item.code == "SL-001" {
                // One of its papers may follow.
                let mut papers = item.materials.iter_mut();
                let paper = papers.find(|it| it.name == "水资源论证报告");
                paper.unwrap().defer_days = Some(10);
            }
            library.add_item(item.version(), item.clone());
            items.insert(item.code.clone(), item);
        }
        // The same, looked at on the spot and made public before it is granted, or granted on a promise.
        let checked = Item {
            code: "NT-001".to_owned(),
            inspection: true,
            notice_days: Some(7),
            promise: Some(catalog::PromiseRule {
                terms: vec!["取水口符合规划".to_owned()],
                check_days: 20,
            }),
            ..items["SL-001"].clone()
        };
        library.add_item(checked.version(), checked.clone());
        items.insert(checked.code.clone(), checked);
        // Of one item a rule says that silence about missing papers ends the case; of another there is a
        // later version, dearer and quicker.
        let lapsing = Item {
            code: "LX-001".to_owned(),
            correction_lapse_days: Some(30),
            ..items["SL-001"].clone()
        };
        let later = Item {
            promised_days: 20,
            fee: catalog::Fee {
                fen: 1200,
                ..items["SL-001"].fee.clone()
            },
            ..items["SL-001"].clone()
        };
        for item in [&lapsing, &later] {
            library.add_item(item.version(), item.clone());
        }
        items.insert("LX-001".to_owned(), lapsing);
        items.insert("SL-001+".to_owned(), later);
        // A branch that goes straight to review, and one straight to its decision.
        for (code, stages) in [
            (
                "RV-001",
                &[
                    Stage::Accept,
                    Stage::Review,
                    Stage::Approve,
                    Stage::Conclude,
                ][..],
            ),
            ("AP-001", &[Stage::Accept, Stage::Approve, Stage::Conclude]),
        ] {
            let whole = items["SL-001"].clone();
            let steps = (1..).zip(stages).map(|(seq, stage)| catalog::Step {
                seq,
                ..(whole
                    .steps
                    .iter()
                    .find(|step| step.stage == *stage)
                    .unwrap())
                .clone()
            });
            let short = Item {
                code: code.to_owned(),
                steps: steps.collect(),
                ..whole
            };
            library.add_item(short.version(), short.clone());
            items.insert(code.to_owned(), short);
        }
        let mut bundles: BTreeMap<String, Bundle> =
            include_str!("../../../../topology/catalog/parallel.jsonl")
                .lines()
                .map(|line| serde_json::from_str::<Bundle>(line).unwrap())
                .map(|bundle| bundle.rebound(Some(place(COUNTY)), Some(place(CITY))))
                .map(|bundle| (bundle.code.clone(), bundle))
                .collect();
        let chain = chain(&bundles["PB-YC-1"], &items);
        bundles.insert(chain.code.clone(), chain);
        for bundle in bundles.values() {
            library.add_bundle(bundle.version(), bundle.clone());
        }
        let bundle = bundles["PB-XA-2T"].clone();
        let calendar = Calendar::read(
            include_str!("../../../../topology/calendar/cn-workdays.csv"),
            "cn-workdays.csv",
            include_str!("../../../../topology/calendar/hours.toml"),
            "hours.toml",
        )
        .unwrap();
        let version = Digest(calendar.hash());
        library.add_calendar(version, calendar);
        // The same with a year more, whose New Year is made up.
        let more = concat!(
            include_str!("../../../../topology/calendar/cn-workdays.csv"),
            "2027-01-01,holiday,元旦\n2027-01-04,holiday,元旦\n"
        );
        let hours = include_str!("../../../../topology/calendar/hours.toml");
        let more = Calendar::read(more, "more.csv", hours, "hours.toml").unwrap();
        let announced = Digest(more.hash());
        library.add_calendar(announced, more);
        let mut nodes = BTreeMap::new();
        let mut spares = BTreeMap::new();
        for (n, code) in (1..).zip([CITY, COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE, OTHER_COUNTY]) {
            let entry = entry(NodeId([n; 32]), place(code));
            let hash = Digest::of(&serde_json::to_vec(&entry).unwrap());
            nodes.insert(entry.place, (entry.node, hash));
            library.add_entry(hash, entry.clone());
            let spare = DirectoryEntry {
                node: NodeId([n + 100; 32]),
                ..entry
            };
            let hash = Digest::of(&serde_json::to_vec(&spare).unwrap());
            spares.insert(spare.place, (spare.node, hash));
            library.add_entry(hash, spare);
        }
        World {
            library,
            items,
            bundle,
            bundles,
            calendar: version,
            announced,
            nodes,
            spares,
        }
    }

    pub(crate) fn item(&self, code: &str) -> &Item {
        &self.items[code]
    }

    pub(crate) fn calendar(&self) -> &Calendar {
        self.library.calendar(&self.calendar).unwrap()
    }
}

/// A node where one person holds each role, for every department of the place, named after the role;
/// `both` handles and approves.
fn entry(node: NodeId, place: PlaceCode) -> DirectoryEntry {
    let departments: Vec<String> = include_str!("../../../../topology/catalog/departments.csv")
        .lines()
        .skip(1)
        .filter(|line| line.ends_with(place.tier().name()))
        .filter_map(|line| Some(line.split(',').next()?.to_owned()))
        .collect();
    let post = |role| Post {
        role,
        departments: departments.clone(),
    };
    let person = |user: &str, posts| Person {
        user: user.to_owned(),
        name: user.to_owned(),
        posts,
    };
    let mut people: Vec<Person> = (Role::PERSONS.iter())
        .map(|role| person(role.name(), vec![post(*role)]))
        .collect();
    people.push(person("next_agent", vec![post(Role::Agent)]));
    people.push(person(
        "both",
        vec![post(Role::Handler), post(Role::Approver)],
    ));
    DirectoryEntry {
        node,
        place,
        name: place.to_string(),
        block: NumberBlock {
            prefix: "DQ2026".to_owned(),
            first: 1,
            last: 100,
            low_water: 5,
        },
        people,
    }
}

/// Who acts: the user of that name, role and department.
#[derive(Debug, Clone)]
pub(crate) struct Hand(
    pub(crate) String,
    pub(crate) Role,
    pub(crate) Option<String>,
);

pub(crate) fn desk(role: Role) -> Hand {
    Hand(role.name().to_owned(), role, None)
}

pub(crate) fn of(role: Role, department: &str) -> Hand {
    Hand(role.name().to_owned(), role, Some(department.to_owned()))
}

pub(crate) fn node_itself() -> Hand {
    Hand("node".to_owned(), Role::Node, None)
}

/// One node's copy of one case.
#[derive(Debug, Clone)]
pub(crate) struct Replica {
    pub(crate) place: PlaceCode,
    pub(crate) home: PlaceCode,
    pub(crate) now: UnixMillis,
    pub(crate) entries: Vec<Entry>,
    pub(crate) form: Form,
    /// Whether the place's second node writes.
    pub(crate) spare: bool,
    n: u32,
}

impl Replica {
    pub(crate) fn new(at: &str, home: &str) -> Replica {
        Replica {
            place: place(at),
            home: place(home),
            now: monday(),
            entries: Vec::new(),
            form: Form::new(),
            spare: false,
            n: 0,
        }
    }

    pub(crate) fn ground(&self) -> Ground {
        Ground { home: self.home }
    }

    fn node(&self) -> (NodeId, Digest) {
        if self.spare {
            WORLD.spares[&self.place]
        } else {
            WORLD.nodes[&self.place]
        }
    }

    pub(crate) fn author(&self) -> NodeId {
        self.node().0
    }

    pub(crate) fn view(&self) -> CaseView {
        fold(self.ground(), &self.entries, &WORLD.library)
    }

    fn heads(&self) -> Vec<Digest> {
        let known: BTreeSet<Digest> = (self.entries.iter())
            .flat_map(|entry| entry.deps.iter().copied())
            .collect();
        let mut heads: Vec<Digest> = (self.entries.iter())
            .map(|entry| entry.hash)
            .filter(|hash| !known.contains(hash))
            .collect();
        heads.sort();
        heads
    }

    pub(crate) fn push(&mut self, content: Content, author: NodeId) -> Digest {
        let deps = self.heads();
        let said = format!("{deps:?} {author} {content:?}");
        let hash = Digest::of(said.as_bytes());
        self.entries.push(Entry {
            hash,
            deps,
            author,
            content,
        });
        hash
    }

    /// Writes the form: the first change of a case.
    pub(crate) fn write_form(&mut self, form: Form) {
        self.form = form.clone();
        self.push(Content::Form(form), self.author());
    }

    /// The act as this node would write it.
    pub(crate) fn act(&mut self, hand: &Hand, branch: Option<&str>, deed: Deed) -> Act {
        let catalog = match &deed {
            Deed::Receive { code, .. } if WORLD.bundles.contains_key(code) => {
                let bundle = &WORLD.bundles[code];
                let members = bundle.members.iter();
                let items = members.map(|member| WORLD.items[&member.item].version());
                [bundle.version()].into_iter().chain(items).collect()
            }
            Deed::Receive { code, .. } => {
                let known = WORLD.items.get(code);
                known.map(|item| vec![item.version()]).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        self.n += 1;
        Act {
            who: Who {
                place: self.place,
                department: hand.2.clone(),
                user: hand.0.clone(),
                role: hand.1,
            },
            cites: Cites {
                catalog,
                calendar: WORLD.calendar,
                directory: self.node().1,
            },
            at: Stamp {
                ms: self.now,
                n: self.n,
            },
            branch: branch.map(str::to_owned),
            deed,
        }
    }

    /// What the desk says to `act`.
    pub(crate) fn judge(&self, act: &Act) -> Result<(), Refusal> {
        judge_next(
            self.ground(),
            &self.view(),
            self.author(),
            act,
            &self.form,
            &WORLD.library,
        )
    }

    /// Writes `act` whatever the desk says, as one that comes from elsewhere; the desk and the fold
    /// must agree about it.
    pub(crate) fn write(&mut self, act: Act) -> (ActId, Result<(), Refusal>) {
        let verdict = self.judge(&act);
        let (kind, branch) = (act.deed.kind(), act.branch.clone());
        let item = branch.as_deref().filter(|_| kind.is_of_a_branch());
        let before = self.view().facts.state(item);
        let id = self.write_unseen(act);
        let standing = self.standing(id);
        match &verdict {
            Ok(()) => {
                assert_eq!(standing, Standing::Stands);
                // Whatever any test does, it leads where the table says.
                let after = self.view().facts.state(item);
                let mut rows = rows_of(kind).filter(|row| row.states.contains(&before));
                let leads = rows.any(|row| row.leads(before).contains(&after));
                let settles = kind == Kind::Resolve;
                assert!(
                    leads || settles,
                    "{kind:?} led from {before:?} to {after:?}"
                );
            }
            Err(Refusal::NotHere(_)) => assert_eq!(standing, Standing::Unjudged),
            Err(Refusal::ReadOnly) => {}
            Err(other) => assert_eq!(standing, Standing::Invalid(other.clone())),
        }
        (id, verdict)
    }

    pub(crate) fn write_unseen(&mut self, act: Act) -> ActId {
        let id = Digest::of(&serde_json::to_vec(&(self.heads(), &act)).unwrap());
        self.push(Content::Act(id, Box::new(act)), self.author());
        id
    }

    /// Does something at the desk: what is refused is not written.
    pub(crate) fn attempt(&mut self, hand: &Hand, branch: Option<&str>, deed: Deed) -> Outcome {
        let act = self.act(hand, branch, deed);
        self.judge(&act)?;
        Ok(self.write(act).0)
    }

    pub(crate) fn does(&mut self, hand: &Hand, deed: Deed) -> ActId {
        self.attempt(hand, None, deed).unwrap()
    }

    pub(crate) fn does_on(&mut self, hand: &Hand, branch: &str, deed: Deed) -> ActId {
        self.attempt(hand, Some(branch), deed).unwrap()
    }

    /// Refused at the desk, and not counted when it comes from elsewhere; nothing moves.
    pub(crate) fn refuses(&self, hand: &Hand, deed: Deed) -> Refusal {
        self.refuses_on(hand, None, deed)
    }

    pub(crate) fn refuses_on(&self, hand: &Hand, branch: Option<&str>, deed: Deed) -> Refusal {
        let mut copy = self.clone();
        let act = copy.act(hand, branch, deed);
        let (_, verdict) = copy.write(act);
        assert_eq!(copy.view().facts, self.view().facts);
        verdict.unwrap_err()
    }

    /// Everything that `other` holds is here too now.
    pub(crate) fn hears(&mut self, other: &Replica) {
        for entry in &other.entries {
            if self.entries.iter().all(|own| own.hash != entry.hash) {
                self.entries.push(entry.clone());
            }
        }
        self.now = self.now.max(other.now);
    }

    pub(crate) fn standing(&self, act: ActId) -> Standing {
        let trail = self.view().trail;
        let entry = trail.into_iter().find(|entry| entry.act == act);
        entry.expect("the act is held").standing
    }

    pub(crate) fn wait_minutes(&mut self, minutes: i64) {
        self.now = self.now.plus_minutes(minutes);
    }
}

pub(crate) type Outcome = Result<ActId, Refusal>;

/// A form with every material of `items` in the number asked for.
pub(crate) fn form(items: &[&Item]) -> Form {
    let mut form = Form::from([
        ("name".to_owned(), "张三".to_owned()),
        ("id_number".to_owned(), ID.to_owned()),
        ("entrustment".to_owned(), "委2026-1".to_owned()),
    ]);
    for material in items.iter().flat_map(|item| &item.materials) {
        let field = format!("m.{}", material.name);
        let need = material.copies.max(copies(&form, &field));
        form.insert(field, need.to_string());
    }
    form
}

fn copies(form: &Form, field: &str) -> u16 {
    form.get(field).map_or(0, |text| text.parse().unwrap())
}

/// `place` with its form written for `code`, about to receive.
pub(crate) fn about_to_receive(at: &str, code: &str) -> (Replica, Deed) {
    let item = WORLD.item(code);
    let mut replica = Replica::new(at, at);
    replica.write_form(form(&[item]));
    let deed = Deed::Receive {
        number: "DQ2026000001".to_owned(),
        code: code.to_owned(),
        mode: plan::mode(item, place(at)),
        quantity: 1,
    };
    (replica, deed)
}

/// `code` received at `at` by its agent.
pub(crate) fn received(at: &str, code: &str) -> Replica {
    let (mut replica, deed) = about_to_receive(at, code);
    replica.does(&desk(Role::Agent), deed);
    replica
}

/// Five members, of which four are accepted when the first is concluded.
fn chain(like: &Bundle, items: &BTreeMap<String, Item>) -> Bundle {
    let codes = ["LX-001", "SL-001", "RV-001", "AP-001", "NT-001"];
    let members = codes.map(|code| catalog::Member {
        item: code.to_owned(),
        department: "C17".to_owned(),
        tier: tiers::Tier::City,
        limit_minutes: items[code]
            .steps
            .iter()
            .map(|step| step.limit_minutes)
            .sum(),
        step_minutes: items[code]
            .steps
            .iter()
            .map(|step| step.limit_minutes)
            .collect(),
    });
    let edges = codes[1..].iter().map(|to| catalog::Edge {
        from: codes[0].to_owned(),
        to: (*to).to_owned(),
        gate: catalog::Gate::Accept,
    });
    Bundle {
        code: "CH-001".to_owned(),
        rule: catalog::Rule::CriticalPath,
        members: members.to_vec(),
        edges: edges.collect(),
        ..like.clone()
    }
}

/// A bundle received at `at` by its window.
pub(crate) fn bundle_received_at(at: &str, code: &str) -> Replica {
    let items: Vec<&Item> = (WORLD.bundles[code].members.iter())
        .map(|member| WORLD.item(&member.item))
        .collect();
    bundle_received_with(at, code, form(&items))
}

/// The same with a form of its own.
pub(crate) fn bundle_received_with(at: &str, code: &str, form: Form) -> Replica {
    let mut replica = Replica::new(at, at);
    replica.write_form(form);
    replica.does(
        &desk(Role::Window),
        Deed::Receive {
            number: "DQ2026000002".to_owned(),
            code: code.to_owned(),
            mode: Mode::Window,
            quantity: 1,
        },
    );
    replica
}

/// The two-tier bundle received at the county.
pub(crate) fn bundle_received() -> Replica {
    bundle_received_at(COUNTY, "PB-XA-2T")
}

/// The copy of another node that has just heard everything.
pub(crate) fn at(code: &str, from: &Replica) -> Replica {
    let mut replica = Replica::new(code, &from.home.to_string());
    replica.now = from.now;
    replica.form = from.form.clone();
    replica.hears(from);
    replica
}

/// The same place's second node, which holds what the first does.
pub(crate) fn spare(of: &Replica) -> Replica {
    Replica {
        spare: true,
        ..of.clone()
    }
}

pub(crate) fn back(to: u8) -> Deed {
    Deed::Return {
        to,
        reason: "材料与申请不符".to_owned(),
    }
}

pub(crate) fn step(seq: u8) -> Deed {
    Deed::Step {
        seq,
        opinion: "同意".to_owned(),
    }
}

pub(crate) fn decide() -> Deed {
    Deed::Decide {
        granted: true,
        cause: String::new(),
        reason: "符合条件".to_owned(),
    }
}

pub(crate) fn fee(fen: u64) -> Deed {
    Deed::Fee {
        fen,
        reduction: 0,
        basis: String::new(),
        voucher: "票0001".to_owned(),
    }
}

pub(crate) fn correct() -> Deed {
    Deed::Correct {
        missing: vec!["房屋产权证明".to_owned()],
    }
}

pub(crate) fn resubmit() -> Deed {
    Deed::Resubmit {
        supplied: vec!["房屋产权证明".to_owned()],
    }
}

pub(crate) fn take_over() -> Deed {
    Deed::TakeOver {
        reason: "逾期".to_owned(),
    }
}

/// Whoever decided makes the certificates that were granted, and `replica` hears of it.
pub(crate) fn certified(replica: &mut Replica) {
    let facts = replica.view().facts;
    let wanted = facts.branches.iter().filter(|own| own.awaits_certificate());
    for branch in wanted {
        let owner = facts.branch_owner(branch);
        let mut there = at(&owner.place.to_string(), replica);
        let hand = Hand("approver".to_owned(), Role::Approver, owner.department);
        let number = format!("证{}", branch.item);
        there.does_on(
            &hand,
            &branch.item,
            Deed::Make {
                number,
                until: None,
            },
        );
        replica.hears(&there);
    }
}

/// Hands over what was decided, once its certificates are made.
pub(crate) fn hands_over(replica: &mut Replica, hand: &Hand) {
    certified(replica);
    replica.does(hand, deliver());
}

pub(crate) fn deliver() -> Deed {
    Deed::Deliver {
        at: String::new(),
        how: "直接送达".to_owned(),
    }
}

pub(crate) fn refuse() -> Deed {
    Deed::Refuse {
        cause: "not_competent".to_owned(),
        reason: "不属于本机关".to_owned(),
    }
}

/// The case lives at `home` and besides at `grants` from now on.
pub(crate) fn regrant(revision: u32, home: &str, grants: &[&str]) -> Deed {
    Deed::Regrant {
        revision,
        home: place(home),
        grants: grants.iter().map(|code| place(code)).collect(),
        reason: "撤并".to_owned(),
    }
}
