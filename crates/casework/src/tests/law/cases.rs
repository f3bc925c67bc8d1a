//! Cases as far as a test needs them: a licence to take water from receipt to its end, and joint ones.

use crate::fixture::*;
use crate::{Deed, Request, State, Together};
use calendar::UnixMillis;
use tiers::{Digest, Role};

pub(super) fn window() -> Hand {
    desk(Role::Window)
}

pub(super) fn handler() -> Hand {
    of(Role::Handler, "C17")
}

pub(super) fn reviewer() -> Hand {
    of(Role::Reviewer, "C17")
}

pub(super) fn approver() -> Hand {
    of(Role::Approver, "C17")
}

/// A licence to take water: 25 days promised, 45 by law, 10 yuan, valid for 60 months; received, accepted
/// and decided at the city.
pub(super) fn water(code: &str) -> Replica {
    let (mut city, deed) = about_to_receive(CITY, code);
    city.does(&window(), deed);
    city
}

/// Received although its first material is missing.
pub(super) fn incomplete(code: &str) -> Replica {
    let (whole, deed) = about_to_receive(CITY, code);
    let mut form = whole.form.clone();
    form.remove(&format!("{}{MISSING}", crate::MATERIAL));
    form.insert(crate::INCOMPLETE.to_owned(), text("yes"));
    let mut city = Replica::new(CITY, CITY);
    city.write_form(form);
    city.does(&window(), deed);
    city
}

/// A material of the licence to take water.
pub(super) const MISSING: &str = "水资源论证报告";

pub(super) fn accepted() -> Replica {
    let mut city = water("SL-001");
    city.does(&window(), Deed::Accept);
    city
}

pub(super) fn in_review() -> Replica {
    let mut city = accepted();
    for seq in 2..=4 {
        city.does(&handler(), step(seq));
    }
    city
}

pub(super) fn in_approval() -> Replica {
    let mut city = in_review();
    city.does(&reviewer(), step(5));
    city
}

pub(super) fn paid() -> Replica {
    let mut city = in_approval();
    city.does(&window(), fee(1000));
    city
}

pub(super) fn decided(granted: bool) -> Replica {
    let mut city = paid();
    city.does(
        &approver(),
        Deed::Decide {
            granted,
            cause: text(if granted { "" } else { "conditions_unmet" }),
            reason: "依据水法".to_owned(),
        },
    );
    city
}

pub(super) fn concluded(granted: bool) -> Replica {
    let mut city = decided(granted);
    city.does(&window(), Deed::Conclude);
    city
}

pub(super) fn made() -> Replica {
    let mut city = concluded(true);
    city.does(&handler(), make(Some(end())));
    city
}

pub(super) fn delivered() -> Replica {
    let mut city = made();
    city.does(&window(), deliver());
    city
}

/// Five years from the decision, as the catalog says.
pub(super) fn end() -> UnixMillis {
    moment("2031-03-02T17:30:00+08:00")
}

pub(super) fn make(until: Option<UnixMillis>) -> Deed {
    Deed::Make {
        number: "取水2026第1号".to_owned(),
        until,
    }
}

pub(super) fn licensed() -> Replica {
    delivered()
}

pub(super) fn suspend(cause: &str, days: u16, notice: &str) -> Deed {
    Deed::Suspend {
        cause: cause.to_owned(),
        days,
        notice: notice.to_owned(),
    }
}

pub(super) fn suspended() -> Replica {
    let mut city = accepted();
    city.does(&handler(), suspend("expert_review", 20, "特程告2026-3"));
    city
}

/// The chief approved that the limit is extended by ten working days.
pub(super) fn approve(days: u16) -> Deed {
    Deed::ApproveExtension {
        days,
        number: "局批2026-7".to_owned(),
        reason: "案情复杂".to_owned(),
    }
}

pub(super) fn approved(mut replica: Replica) -> Replica {
    replica.does(&approver(), approve(10));
    replica
}

pub(super) fn inspect() -> Deed {
    Deed::Inspect {
        officers: vec![text("handler"), text("reviewer")],
        record: text("现场与材料一致"),
    }
}

pub(super) fn publicise(until: &str) -> Deed {
    Deed::Publicise {
        text: text("拟准予取水许可"),
        venue: text("村务公开栏"),
        until: moment(until),
    }
}

/// Applied for an item that is looked at and made public before it is granted; at its decision, on 2 March.
pub(super) fn to_be_checked() -> Replica {
    let mut city = water("NT-001");
    city.does(&window(), Deed::Accept);
    for seq in 2..=4 {
        city.does(&handler(), step(seq));
    }
    city.does(&reviewer(), step(5));
    city.does(&window(), fee(1000));
    city
}

/// Inspected, and public until Wednesday the eleventh.
pub(super) fn publicised() -> Replica {
    let mut city = to_be_checked();
    city.does(&approver(), inspect());
    city.does(&approver(), publicise("2026-03-11T17:30:00+08:00"));
    city
}

pub(super) fn promise() -> Deed {
    Deed::Promise {
        terms: vec![text("取水口符合规划")],
        signed: text("张三 2026-03-02"),
    }
}

pub(super) fn extend(days: u16) -> Deed {
    Deed::Extend {
        days,
        reason: "案情复杂".to_owned(),
        approval: "局批2026-7".to_owned(),
    }
}

pub(super) fn ask(what: Request) -> Deed {
    Deed::Ask {
        what,
        reason: "申请人请求".to_owned(),
    }
}

pub(super) fn tell() -> Deed {
    Deed::HearingTell {
        text: "拟不予许可".to_owned(),
    }
}

pub(super) fn ask_hearing() -> Deed {
    Deed::HearingAsk {
        text: "申请听证".to_owned(),
    }
}

pub(super) fn set(on: &str, host: &str) -> Deed {
    Deed::HearingSet {
        on: moment(on),
        venue: "三楼会议室".to_owned(),
        host: host.to_owned(),
    }
}

pub(super) fn held(record: &str, signed: &[&str]) -> Deed {
    Deed::HearingHeld {
        record: record.to_owned(),
        signed: signed.iter().map(|name| (*name).to_owned()).collect(),
    }
}

pub(super) fn told() -> Replica {
    let mut city = paid();
    city.does(&approver(), tell());
    city
}

pub(super) fn hearing_asked() -> Replica {
    let mut city = told();
    city.now = moment("2026-03-04T09:00:00+08:00");
    city.does(&window(), ask_hearing());
    city
}

/// Told on 5 March; the seventh working day after it is the 16th.
pub(super) fn hearing_set() -> Replica {
    let mut city = hearing_asked();
    city.now = moment("2026-03-05T09:00:00+08:00");
    city.does(&approver(), set("2026-03-16T09:00:00+08:00", "lead"));
    city
}

pub(super) fn hearing_held() -> Replica {
    let mut city = hearing_set();
    city.now = moment("2026-03-16T11:00:00+08:00");
    city.does(&approver(), held("各方陈述", &["申请人", "主持人"]));
    city
}

pub(super) fn taken() -> Replica {
    let mut city = accepted();
    city.does(
        &window(),
        Deed::Take {
            papers: vec!["水资源论证报告".to_owned()],
        },
    );
    city
}

pub(super) fn print(paper: &str, number: &str) -> Deed {
    Deed::Print {
        paper: paper.to_owned(),
        number: number.to_owned(),
        edition: 1,
    }
}

pub(super) fn text(reason: &str) -> String {
    reason.to_owned()
}

/// The linked case with `FG-001` (city) reviewed as far as it goes, its two predecessors not.
pub(super) fn linked_at_approval() -> Replica {
    let mut county = bundle_received();
    county.does(&window(), Deed::Accept);
    let mut city = at(CITY, &county);
    for seq in 2..=3 {
        city.does_on(&of(Role::Handler, "C01"), "FG-001", step(seq));
    }
    city.does_on(&of(Role::Reviewer, "C01"), "FG-001", step(4));
    city
}

/// The linked case where all have reviewed and nobody has decided.
pub(super) fn linked_reviewed() -> Replica {
    let mut city = linked_at_approval();
    let mut county = at(COUNTY, &city);
    loop {
        let mut moved = false;
        for replica in [&mut city, &mut county] {
            let facts = replica.view().facts;
            for branch in &facts.branches {
                let Some(open) = branch.open() else { continue };
                let role = match open.plan.stage {
                    catalog::Stage::Handle => Role::Handler,
                    catalog::Stage::Review => Role::Reviewer,
                    _ => continue,
                };
                let department = open.plan.owner.department.clone();
                let hand = Hand(role.name().to_owned(), role, department);
                moved |= replica
                    .attempt(&hand, Some(&branch.item), step(open.plan.seq))
                    .is_ok();
            }
        }
        city.hears(&county);
        county.hears(&city);
        if !moved {
            return city;
        }
    }
}

pub(super) fn joint(replica: &mut Replica, what: Together) -> Digest {
    let mut county = at(COUNTY, replica);
    let deed = Deed::Joint {
        what,
        branches: vec![text("FG-001"), text("GH-003")],
        text: text("联合意见"),
    };
    let id = county.does(&window(), deed);
    replica.hears(&county);
    id
}

pub(super) fn sign(joint: Digest, granted: Option<bool>, opinion: &str) -> Deed {
    Deed::Sign {
        cause: String::new(),
        joint,
        opinion: opinion.to_owned(),
        granted,
    }
}

/// Three branches wait for the first, `LX-001`.
pub(super) fn chained() -> Replica {
    let mut city = bundle_received_at(CITY, "CH-001");
    city.does(&window(), Deed::Accept);
    city
}

/// The first is concluded, and the others are accepted.
pub(super) fn chain_open() -> Replica {
    let mut city = chained();
    for waiting in ["SL-001", "RV-001", "AP-001"] {
        assert_eq!(city.view().facts.state(Some(waiting)), State::Queued);
    }
    for seq in 2..=4 {
        city.does_on(&handler(), "LX-001", step(seq));
    }
    city.does_on(&reviewer(), "LX-001", step(5));
    city.does_on(&window(), "LX-001", fee(1000));
    city.does_on(&approver(), "LX-001", decide());
    city.does_on(&window(), "LX-001", Deed::Conclude);
    for waiting in ["SL-001", "RV-001", "AP-001"] {
        city.does_on(&window(), waiting, Deed::Begin);
    }
    city
}
