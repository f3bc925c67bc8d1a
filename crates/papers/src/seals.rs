//! Codes of papers against the keys that are known: what the command, the page and the desk say of one.

use crate::{Labelled, wording};
use calendar::{UnixMillis, date_of};
use casework::Paper;
use record::{PaperSeal, SealFault, Sealed};
use serde::{Deserialize, Serialize};
use tiers::{NodeId, PlaceCode};
use words::{Text, text};

/// The public keys of a tree, as `directory export` writes them. Nobody's name is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryExport {
    /// Which form this is: [`DirectoryExport::FORMAT`].
    pub format: String,
    /// Every key that the directory ever named, in order of place.
    pub nodes: Vec<KnownNode>,
}

/// A node that the directory names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownNode {
    /// The place that it stands at.
    pub place: PlaceCode,
    /// The place with those above it, for people.
    pub name: String,
    /// The public key that it signs with.
    pub node: NodeId,
}

/// What is known of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Signed by a known node, and what is printed is what it signed, where that was compared. The node
    /// stands in the list once for each place that it acts for.
    Genuine(Sealed, Vec<KnownNode>, Compared),
    /// The code is genuine, and another text than the one given was printed under it.
    OtherText(Sealed, Vec<KnownNode>),
    /// It names no known node.
    Unknown(Sealed),
    /// It names a known node, which did not sign it.
    Forged(Sealed),
    /// It is no code.
    Unreadable(SealFault),
}

/// Whether a printed text was compared with the one that was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// No text was given.
    No,
    /// They are the same but for white space.
    Same,
}

impl DirectoryExport {
    /// The form that this program writes and reads.
    pub const FORMAT: &'static str = "lianban directory 1";

    /// The export of these nodes, each named once.
    pub fn of(mut nodes: Vec<KnownNode>) -> DirectoryExport {
        nodes.sort_unstable();
        nodes.dedup();
        DirectoryExport {
            format: Self::FORMAT.to_owned(),
            nodes,
        }
    }
}

/// Judges the code `text` by the keys in `known`; `printed` is what stands on the paper, where it is to be
/// compared.
pub fn judge(text: &str, known: &[KnownNode], printed: Option<&str>) -> Judgement {
    let sealed = match Sealed::open(text) {
        Ok(sealed) => sealed,
        Err(fault) => return Judgement::Unreadable(fault),
    };
    let named: Vec<&KnownNode> = known
        .iter()
        .filter(|known| sealed.names(&known.node))
        .collect();
    if named.is_empty() {
        return Judgement::Unknown(sealed);
    }
    let mut signer: Vec<KnownNode> = named
        .into_iter()
        .filter(|known| sealed.verify(&known.node).is_ok())
        .cloned()
        .collect();
    if signer.is_empty() {
        return Judgement::Forged(sealed);
    }
    signer.sort_unstable();
    signer.dedup();
    match printed {
        None => Judgement::Genuine(sealed, signer, Compared::No),
        Some(printed) if sealed.seal.is_of(printed) => {
            Judgement::Genuine(sealed, signer, Compared::Same)
        }
        Some(_) => Judgement::OtherText(sealed, signer),
    }
}

impl Judgement {
    /// A short name, for scripts.
    pub fn name(&self) -> &'static str {
        match self {
            Judgement::Genuine(..) => "genuine",
            Judgement::OtherText(..) => "other_text",
            Judgement::Unknown(_) => "unknown",
            Judgement::Forged(_) => "forged",
            Judgement::Unreadable(_) => "unreadable",
        }
    }

    /// What a command ends with: 0 genuine, 1 not genuine, 2 cannot be judged.
    pub fn exit(&self) -> u8 {
        match self {
            Judgement::Genuine(..) => 0,
            Judgement::OtherText(..) | Judgement::Forged(_) | Judgement::Unreadable(_) => 1,
            Judgement::Unknown(_) => 2,
        }
    }

    /// The judgement in a word.
    pub fn word(&self) -> Text {
        match self {
            Judgement::Genuine(..) => text!("seal-word-genuine"),
            Judgement::OtherText(..) | Judgement::Forged(_) => text!("seal-word-not-genuine"),
            Judgement::Unknown(_) => text!("seal-word-unknown"),
            Judgement::Unreadable(_) => text!("seal-word-unreadable"),
        }
    }

    /// The reason for the judgement, in a sentence.
    pub fn sentence(&self) -> Text {
        match self {
            Judgement::Genuine(_, signer, Compared::No) => {
                text!("seal-genuine", names = names(signer))
            }
            Judgement::Genuine(_, signer, Compared::Same) => {
                text!("seal-genuine-same-text", names = names(signer))
            }
            Judgement::OtherText(_, signer) => text!("seal-other-text", names = names(signer)),
            Judgement::Unknown(sealed) => text!("seal-unknown", node = short(&sealed.node)),
            Judgement::Forged(_) => text!("seal-forged"),
            Judgement::Unreadable(fault) => match fault {
                SealFault::TooLong => text!("seal-fault-too-long"),
                SealFault::Form => text!("seal-fault-form"),
                SealFault::Text => text!("seal-fault-text"),
                SealFault::Damaged => text!("seal-fault-damaged"),
                SealFault::Suite => text!("seal-fault-suite"),
            },
        }
    }

    /// What the code says of its paper; nothing where it says nothing that can be believed.
    pub fn facts(&self) -> Vec<Labelled> {
        let (sealed, signer) = match self {
            Judgement::Genuine(sealed, signer, _) | Judgement::OtherText(sealed, signer) => {
                (sealed, Some(signer))
            }
            Judgement::Unknown(sealed) => (sealed, None),
            Judgement::Forged(_) | Judgement::Unreadable(_) => return Vec::new(),
        };
        let seal = &sealed.seal;
        let fact = |label: Text, value: Text| Labelled { label, value };
        let mut facts = vec![
            fact(text!("seal-paper"), title(seal)),
            fact(text!("seal-number"), Text::same(&seal.number)),
            fact(text!("seal-date"), wording::day(date(seal))),
        ];
        if let Some(signer) = signer {
            facts.extend(signer.iter().take(PLACES_SHOWN).map(|known| {
                let place = known.place.to_string();
                let at = text!("seal-issuer-at", name = &known.name, place = place);
                fact(text!("seal-issuer"), at)
            }));
        }
        facts.push(fact(text!("seal-node"), Text::same(short(&sealed.node))));
        facts
    }

    /// All of it, for scripts.
    pub fn to_json(&self) -> serde_json::Value {
        let why = self.sentence();
        let mut json = serde_json::json!({ "verdict": self.name(), "zh": why.zh, "en": why.en });
        let (sealed, signer) = match self {
            Judgement::Genuine(sealed, signer, _) | Judgement::OtherText(sealed, signer) => {
                (sealed, Some(signer))
            }
            Judgement::Unknown(sealed) | Judgement::Forged(sealed) => (sealed, None),
            Judgement::Unreadable(_) => return json,
        };
        let seal = &sealed.seal;
        json["says"] = serde_json::json!({
            "paper": seal.paper,
            "title": title(seal).zh,
            "number": seal.number,
            "date": date(seal).to_string(),
            "case": hex::encode(seal.case),
            "act": hex::encode(seal.act),
            "printed": hex::encode(seal.printed),
            "node": hex::encode(sealed.node),
        });
        json["signer"] = serde_json::json!(signer);
        json["compared"] = matches!(
            self,
            Judgement::Genuine(_, _, Compared::Same) | Judgement::OtherText(..)
        )
        .into();
        json
    }
}

/// The names of the places of one node. It has one, unless it acts for several.
fn names(signer: &[KnownNode]) -> Text {
    let shown = signer.iter().take(PLACES_SHOWN);
    let names = Text::join(shown.map(|known| Text::same(&known.name)), "list-comma");
    let all = signer.len();
    if all <= PLACES_SHOWN {
        return names;
    }
    // Chinese counts all of them, English those that are left.
    let count = Text::new(all.to_string(), (all - PLACES_SHOWN).to_string());
    text!("seal-names-more", names = names, count = count)
}

/// The lawful title; a later version may know kinds that this one does not.
fn title(seal: &PaperSeal) -> Text {
    match Paper::from_id(&seal.paper) {
        Some(paper) => wording::paper(paper),
        None => text!("seal-unknown-paper", paper = &seal.paper),
    }
}

fn date(seal: &PaperSeal) -> calendar::Date {
    // Midnight UTC is eight in the morning of the same day here.
    date_of(UnixMillis(i64::from(seal.day) * DAY_MS))
}

/// The day of a paper as its seal counts it; the last one that can be said where it lies beyond.
pub(crate) fn day(at: UnixMillis) -> u16 {
    let day = (at.0 + ZONE_MS).div_euclid(DAY_MS);
    u16::try_from(day.max(0)).unwrap_or(u16::MAX)
}

fn short(node: &[u8; 16]) -> String {
    hex::encode(&node[..4])
}

/// Places that a sentence names.
const PLACES_SHOWN: usize = 3;
const DAY_MS: i64 = 86_400_000;
const ZONE_MS: i64 = 8 * 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;
    use record::{RecordId, Signer};
    use tiers::Digest;

    fn signer(seed: u8) -> Signer {
        Signer::new([seed; 32], [0; 16], [0; 16])
    }

    fn known(seed: u8) -> KnownNode {
        KnownNode {
            place: "230602000000".parse().unwrap(),
            name: "大庆市 萨尔图区".to_owned(),
            node: signer(seed).node(),
        }
    }

    fn code(seed: u8) -> String {
        let moment = calendar::read_moment("2026-11-21T07:00:00+08:00").unwrap();
        let case = RecordId(Digest([1; 32]));
        let number = "萨尔图区受理〔2026〕0012号";
        PaperSeal::new(
            "accept",
            number,
            case,
            day(moment),
            Digest([2; 32]),
            "现予受理。",
        )
        .seal(&signer(seed))
        .unwrap()
    }

    #[test]
    fn a_code_is_judged_by_the_keys_that_are_known() {
        let genuine = judge(&code(1), &[known(2), known(1)], None);
        assert_eq!((genuine.name(), genuine.exit()), ("genuine", 0));
        assert_eq!(
            genuine.sentence().zh,
            "由大庆市 萨尔图区出具,二维码未被改动。"
        );
        let said: Vec<String> = genuine
            .facts()
            .into_iter()
            .map(|fact| fact.value.zh)
            .collect();
        assert_eq!(
            said[..3],
            ["受理通知书", "萨尔图区受理〔2026〕0012号", "2026年11月21日"]
        );
        assert_eq!(genuine.to_json()["says"]["date"], "2026-11-21");
        let unknown = judge(&code(3), &[known(1)], None);
        assert_eq!((unknown.name(), unknown.exit()), ("unknown", 2));
        assert!(!unknown.facts().is_empty());
        let none = judge("abc", &[known(1)], None);
        assert_eq!((none.name(), none.exit()), ("unreadable", 1));
    }

    #[test]
    fn what_was_changed_is_not_genuine_and_says_nothing_more() {
        let text = code(1);
        // Beyond the texts, inside the case's id.
        let at = 90;
        let other = if text.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        let mut changed = text.clone();
        changed.replace_range(at..=at, other);
        let forged = judge(&changed, &[known(1)], None);
        assert_eq!((forged.name(), forged.exit()), ("forged", 1));
        assert!(forged.facts().is_empty());
    }

    #[test]
    fn a_node_that_acts_for_several_places_is_named_with_them() {
        let at = |code: &str, name: &str| KnownNode {
            place: code.parse().unwrap(),
            name: name.to_owned(),
            ..known(1)
        };
        let mut places = vec![at("230602001000", "甲"), at("230602000000", "乙")];
        let said = |places: &[KnownNode]| judge(&code(1), places, None).sentence();
        assert_eq!(said(&places).zh, "由乙、甲出具,二维码未被改动。");
        places.extend([at("230602002000", "丙"), at("230602003000", "丁")]);
        assert_eq!(said(&places).zh, "由乙、甲、丙等4处出具,二维码未被改动。");
        assert!(
            said(&places)
                .en
                .starts_with("issued by 乙, 甲, 丙 and 1 more;")
        );
        assert_eq!(judge(&code(1), &places, None).facts().len(), 3 + 3 + 1);
    }

    #[test]
    fn the_printed_text_is_compared_where_it_is_given() {
        let same = judge(&code(1), &[known(1)], Some(" 现予 受理。\n"));
        assert_eq!(same.exit(), 0);
        assert!(same.sentence().zh.contains("文字与出具时一致"));
        let other = judge(&code(1), &[known(1)], Some("现不予受理。"));
        assert_eq!((other.name(), other.exit()), ("other_text", 1));
    }

    #[test]
    fn an_export_reads_back_and_names_each_key_once() {
        let export = DirectoryExport::of(vec![known(2), known(1), known(2)]);
        assert_eq!(export.nodes.len(), 2);
        let text = serde_json::to_string(&export).unwrap();
        let again: DirectoryExport = serde_json::from_str(&text).unwrap();
        assert_eq!(again, export);
    }

    #[test]
    fn the_day_is_that_of_the_lawful_zone() {
        let day_of = |text: &str| day(calendar::read_moment(text).unwrap());
        assert_eq!(day_of("1970-01-02T00:00:00+08:00"), 1);
        assert_eq!(day_of("1970-01-02T23:59:59+08:00"), 1);
        assert_eq!(day(UnixMillis(i64::MAX - ZONE_MS)), u16::MAX);
        assert_eq!(day(UnixMillis(-DAY_MS * 9)), 0);
    }
}
