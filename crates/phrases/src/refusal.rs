use super::{act, guard, state};
use casework::{Kind, Refusal, rows_of};
use words::{Text, text};

/// Why an act may not be done: what stands in the way, and where the table says when it is possible, that.
pub fn refusal(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::NotHere(hash) => text!("refusal-not-here", n = hash.to_string()),
        Refusal::NotTheNode(place) => text!("refusal-not-the-node", x = place.to_string()),
        Refusal::NotThePost(role) => text!("refusal-not-the-post", n = role.name()),
        Refusal::WrongRole(role) => {
            let name = role.map_or("person", |role| role.name());
            text!("refusal-wrong-role", n = name)
        }
        Refusal::NotTheOwner(place, None) => text!("refusal-not-the-owner", x = place.to_string()),
        Refusal::NotTheOwner(place, Some(code)) => {
            text!(
                "refusal-not-the-department",
                x = place.to_string(),
                department = code
            )
        }
        Refusal::NotNow(kind, now) => not_now(*kind, &state(*now)),
        Refusal::UnknownItem(code) => text!("refusal-unknown-item", x = code),
        Refusal::NotActive(code) => text!("refusal-not-active", x = code),
        Refusal::NotFiledHere(code, tier) => {
            text!("refusal-not-filed-here", x = code, n = tier.to_string())
        }
        Refusal::InPersonOnly(code) => text!("refusal-in-person-only", x = code),
        Refusal::Form(faults) => {
            let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
            text!(
                "refusal-form",
                x = faults.len().to_string(),
                n = said.join("; ")
            )
        }
        Refusal::NoBranch(code) => text!("refusal-no-branch", x = code),
        Refusal::NameBranch => text!("refusal-name-branch"),
        Refusal::NotOpen(asked, open) => text!("refusal-not-open", asked = *asked, open = *open),
        Refusal::Waits(code) => text!("refusal-waits", x = code),
        Refusal::WrongFee { due, given } => {
            text!(
                "refusal-wrong-fee",
                due = money(*due),
                given = money(*given)
            )
        }
        Refusal::FeeUnpaid(due) => text!("refusal-fee-unpaid", due = money(*due)),
        Refusal::Frozen(slot) => text!("refusal-frozen", n = format!("{slot:?}")),
        Refusal::NotAllRivals(acts) => {
            let acts: Vec<String> = acts.iter().map(|act| act.short()).collect();
            text!("refusal-not-all-rivals", x = acts.join(", "))
        }
        Refusal::NotAbove(place) => text!("refusal-not-above", x = place.to_string()),
        Refusal::Left(home) => text!("refusal-left", x = home.to_string()),
        Refusal::NotInRegime(kind, regime) => {
            text!(
                "refusal-not-in-regime",
                act = act(*kind),
                regime = text!(regime.id())
            )
        }
        Refusal::Guard(one) => guard(*one),
        Refusal::NotACase => text!("refusal-not-a-case"),
        Refusal::ReadOnly => text!("refusal-read-only"),
    }
}

fn not_now(kind: Kind, now: &Text) -> Text {
    if rows_of(kind).next().is_none() {
        return text!("refusal-never", act = act(kind), n = now);
    }
    let states = Text::join(kind.states().into_iter().map(state), "list-comma");
    text!(
        "refusal-not-now",
        state = now,
        act = act(kind),
        states = states
    )
}

/// Yuan in Chinese, fen in English: `20.00` and `2000`.
fn money(fen: u64) -> Text {
    Text::new(format!("{}.{:02}", fen / 100, fen % 100), fen.to_string())
}
