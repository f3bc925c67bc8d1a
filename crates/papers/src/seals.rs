//! Codes of papers against the keys that are known: what the command, the page and the desk say of one.

use calendar::{UnixMillis, date_of};
use casework::Paper;
use record::{PaperSeal, SealFault, Sealed};
use serde::{Deserialize, Serialize};
use tiers::{NodeId, PlaceCode};

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
    /// Where it stands.
    pub place: PlaceCode,
    /// The place with those above it, for people.
    pub name: String,
    /// Its key.
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
    /// None was given.
    No,
    /// They are the same but for white space.
    Same,
}

impl DirectoryExport {
    /// The form that this program writes and reads.
    pub const FORMAT: &'static str = "lianban directory 1";

    /// Of these nodes.
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

    /// In a word, Chinese and English.
    pub fn word(&self) -> (&'static str, &'static str) {
        match self {
            Judgement::Genuine(..) => ("真实", "genuine"),
            Judgement::OtherText(..) | Judgement::Forged(_) => ("不真实", "not genuine"),
            Judgement::Unknown(_) => ("无法判断", "cannot be judged"),
            Judgement::Unreadable(_) => ("读不出来", "cannot be read"),
        }
    }

    /// Why, in a sentence, Chinese and English.
    pub fn sentence(&self) -> (String, String) {
        match self {
            Judgement::Genuine(_, signer, compared) => {
                let (zh, en) = match compared {
                    Compared::No => ("", ""),
                    Compared::Same => (
                        ",文字与出具时一致",
                        ", and the text is the one it was issued with",
                    ),
                };
                (
                    format!("由{}出具,二维码未被改动{zh}。", zh_names(signer)),
                    format!(
                        "issued by {}; the code was not changed{en}",
                        en_names(signer)
                    ),
                )
            }
            Judgement::OtherText(_, signer) => (
                format!("二维码由{}出具,但所附文字与出具时不同。", zh_names(signer)),
                format!(
                    "{} issued the code, with another text than this one",
                    en_names(signer)
                ),
            ),
            Judgement::Unknown(sealed) => {
                let node = short(&sealed.node);
                (
                    format!("所用名录中没有出具节点({node})的公钥。"),
                    format!("the directory used has no key of the node that issued it ({node})"),
                )
            }
            Judgement::Forged(_) => (
                "签名不符,二维码不是所称的节点出具的,或者被改动过。".to_owned(),
                "the signature does not fit; the node named did not issue it, or it was changed"
                    .to_owned(),
            ),
            Judgement::Unreadable(fault) => {
                let zh = match fault {
                    SealFault::TooLong => "内容过长",
                    SealFault::Form => "不是本系统文书的二维码,或者版本更新",
                    SealFault::Text => "有读错或者缺少的字符,请重新扫描",
                    SealFault::Damaged => "内容不完整,请重新扫描",
                    SealFault::Suite => "使用了本版程序不认识的签名算法",
                };
                (format!("{zh}。"), fault.to_string())
            }
        }
    }

    /// What the code says of its paper, label and value, Chinese and English; nothing where it says
    /// nothing that can be believed.
    pub fn facts(&self) -> Vec<[(String, String); 2]> {
        let (sealed, signer) = match self {
            Judgement::Genuine(sealed, signer, _) | Judgement::OtherText(sealed, signer) => {
                (sealed, Some(signer))
            }
            Judgement::Unknown(sealed) => (sealed, None),
            Judgement::Forged(_) | Judgement::Unreadable(_) => return Vec::new(),
        };
        let seal = &sealed.seal;
        let (zh, en) = title(seal);
        let same = |text: String| (text.clone(), text);
        let row = |zh: &str, en: &str, value| [(zh.to_owned(), en.to_owned()), value];
        let mut facts = vec![
            row("文书", "Paper", (zh, en)),
            row("文号", "Number", same(seal.number.clone())),
            row(
                "日期",
                "Date",
                (
                    date(seal).strftime("%Y年%-m月%-d日").to_string(),
                    date(seal).to_string(),
                ),
            ),
        ];
        if let Some(signer) = signer {
            facts.extend(signer.iter().take(PLACES_SHOWN).map(|known| {
                let KnownNode { name, place, .. } = known;
                let value = (format!("{name}({place})"), format!("{name} ({place})"));
                row("出具", "Issued by", value)
            }));
        }
        facts.push(row("节点", "Node", same(short(&sealed.node))));
        facts
    }

    /// All of it, for scripts.
    pub fn to_json(&self) -> serde_json::Value {
        let (zh, en) = self.sentence();
        let mut json = serde_json::json!({ "verdict": self.name(), "zh": zh, "en": en });
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
            "title": title(seal).0,
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

/// The places of one node. It has one, unless it acts for several.
fn zh_names(signer: &[KnownNode]) -> String {
    match signer.len() {
        0..=PLACES_SHOWN => names(signer, "、"),
        n => format!("{}等{n}处", names(signer, "、")),
    }
}

fn en_names(signer: &[KnownNode]) -> String {
    match signer.len().saturating_sub(PLACES_SHOWN) {
        0 => names(signer, ", "),
        more => format!("{} and {more} more", names(signer, ", ")),
    }
}

fn names(signer: &[KnownNode], between: &str) -> String {
    let names = signer
        .iter()
        .take(PLACES_SHOWN)
        .map(|known| known.name.as_str());
    names.collect::<Vec<_>>().join(between)
}

/// The lawful title; a later version may know kinds that this one does not.
fn title(seal: &PaperSeal) -> (String, String) {
    match Paper::from_id(&seal.paper) {
        Some(paper) => {
            let title = phrases::paper(paper);
            (title.zh, title.en)
        }
        None => (
            format!("本版程序不认识的文书({})", seal.paper),
            format!("a paper that this version does not know ({})", seal.paper),
        ),
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
            genuine.sentence().0,
            "由大庆市 萨尔图区出具,二维码未被改动。"
        );
        let said: Vec<String> = genuine
            .facts()
            .into_iter()
            .map(|[_, value]| value.0)
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
        assert_eq!(said(&places).0, "由乙、甲出具,二维码未被改动。");
        places.extend([at("230602002000", "丙"), at("230602003000", "丁")]);
        assert_eq!(said(&places).0, "由乙、甲、丙等4处出具,二维码未被改动。");
        assert!(
            said(&places)
                .1
                .starts_with("issued by 乙, 甲, 丙 and 1 more;")
        );
        assert_eq!(judge(&code(1), &places, None).facts().len(), 3 + 3 + 1);
    }

    #[test]
    fn the_printed_text_is_compared_where_it_is_given() {
        let same = judge(&code(1), &[known(1)], Some(" 现予 受理。\n"));
        assert_eq!(same.exit(), 0);
        assert!(same.sentence().0.contains("文字与出具时一致"));
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
