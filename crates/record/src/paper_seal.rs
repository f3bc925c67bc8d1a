use crate::{RecordId, Signer};
use casework::ActId;
use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, VerifyingKey};
use tiers::{Digest, NodeId};

/// What the square code on a paper says, and what its signature covers.
///
/// Ids and digests are shortened to their first 16 bytes: nobody can make two cases or texts that agree in
/// them, and the whole fits a code of at most 57 x 57 modules with the usual correction of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSeal {
    /// Which kind of paper: its short name, 1 to 16 bytes of `a-z` and `_`.
    pub paper: String,
    /// The number that stands on it, 1 to [`NUMBER_BYTES_MAX`] bytes of UTF-8 without control characters.
    pub number: String,
    /// The case: the first bytes of the record's id.
    pub case: [u8; 16],
    /// The date on the paper, days since 1970-01-01: to 2149.
    pub day: u16,
    /// The act that the paper is about: the first bytes of its id.
    pub act: [u8; 16],
    /// What is printed: the first bytes of [`printed_digest`].
    pub printed: [u8; 16],
}

/// A seal as a code carries it: read, and not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What it says.
    pub seal: PaperSeal,
    /// Which node says so: the first bytes of its id. Enough to find the key by, never to trust it.
    pub node: [u8; 16],
    signed: Vec<u8>,
    signature: [u8; 64],
}

/// Why a text is no code of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// Longer than any code.
    #[error("too long for the code of a paper")]
    TooLong,
    /// Another kind of code, or a later form that this program does not know.
    #[error("not the code of a paper of this form")]
    Form,
    /// A character that does not occur in it, or one that is missing: misread, or cut off.
    #[error("misread or cut off")]
    Text,
    /// The bytes are not those of a seal.
    #[error("damaged")]
    Damaged,
    /// Signed with an algorithm that this program does not know.
    #[error("signed with an unknown algorithm")]
    Suite,
}

/// Why a seal could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The short name of the paper does not have the form of one.
    #[error("the paper has no short name of 1 to 16 letters")]
    Paper,
    /// The number is empty, too long, or contains control characters.
    #[error("the number is empty, too long or not printable")]
    Number,
}

/// Why a seal is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyFault {
    /// The key is not the one of the node that the code names.
    #[error("the key of another node")]
    OtherNode,
    /// The signature does not fit: somebody else made the code, or changed what it says.
    #[error("the signature does not fit")]
    Signature,
}

impl PaperSeal {
    /// The seal of a paper about `act` in `case`, with the text that is `printed` on it.
    pub fn new(
        paper: &str,
        number: &str,
        case: RecordId,
        day: u16,
        act: ActId,
        printed: &str,
    ) -> PaperSeal {
        PaperSeal {
            paper: paper.to_owned(),
            number: number.to_owned(),
            case: first16(&case.0.0),
            day,
            act: first16(&act.0),
            printed: first16(&printed_digest(printed).0),
        }
    }

    /// Whether this is what is printed.
    pub fn is_of(&self, printed: &str) -> bool {
        self.printed == first16(&printed_digest(printed).0)
    }

    /// The code in text: `LB2.` and base32 in capitals, so that a square code stores it in its compact
    /// form for letters and digits, and scanners that type can send it through any keyboard.
    ///
    /// # Errors
    /// When the paper's name or number has no form that can be read back.
    pub fn seal(&self, signer: &Signer) -> Result<String, SealError> {
        if !is_paper(&self.paper) {
            return Err(SealError::Paper);
        }
        if !is_number(&self.number) {
            return Err(SealError::Number);
        }
        let mut bytes = self.to_bytes(&first16(&signer.node().0));
        let signature = signer.sign_bytes(&message(&bytes));
        bytes.extend(signature);
        Ok(format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes)))
    }

    fn to_bytes(&self, node: &[u8; 16]) -> Vec<u8> {
        let mut bytes = vec![VERSION, ED25519];
        for text in [&self.paper, &self.number] {
            bytes.push(u8::try_from(text.len()).expect("both were found to be short"));
            bytes.extend(text.as_bytes());
        }
        bytes.extend(self.case);
        bytes.extend(self.day.to_be_bytes());
        bytes.extend(self.act);
        bytes.extend(self.printed);
        bytes.extend(node);
        bytes
    }
}

impl Sealed {
    /// Reads the text of a code. Small letters and white space around it do no harm.
    ///
    /// # Errors
    /// When it is not the text of a code; whatever the text, it is looked at in bounded time.
    pub fn open(text: &str) -> Result<Sealed, SealFault> {
        // A scanner may send a line end, a person small letters.
        let text = text.trim();
        if text.len() > TEXT_BYTES_MAX {
            return Err(SealFault::TooLong);
        }
        let text = text.to_ascii_uppercase();
        let body = text.strip_prefix(PREFIX).ok_or(SealFault::Form)?;
        let bytes = BASE32_NOPAD
            .decode(body.as_bytes())
            .map_err(|_| SealFault::Text)?;
        let (signed, signature) = bytes.split_last_chunk().ok_or(SealFault::Damaged)?;
        let (seal, node) = read(signed)?;
        Ok(Sealed {
            seal,
            node,
            signed: signed.to_vec(),
            signature: *signature,
        })
    }

    /// Whether the code may be that of `node`.
    pub fn names(&self, node: &NodeId) -> bool {
        self.node == first16(&node.0)
    }

    /// Whether `node` made this code and nobody changed it since.
    ///
    /// # Errors
    /// When it did not.
    pub fn verify(&self, node: &NodeId) -> Result<(), VerifyFault> {
        if !self.names(node) {
            return Err(VerifyFault::OtherNode);
        }
        let key = VerifyingKey::from_bytes(&node.0).map_err(|_| VerifyFault::Signature)?;
        let signature = Signature::from_bytes(&self.signature);
        // The strict form, as for changes: every version gives the same answer.
        key.verify_strict(&message(&self.signed), &signature)
            .map_err(|_| VerifyFault::Signature)
    }
}

/// The digest of what is printed, whatever its white space: a text that was copied out of a page or typed
/// again has the same one as long as all its characters stand in the same order.
pub fn printed_digest(text: &str) -> Digest {
    let mut hash = blake3::Hasher::new();
    hash.update(b"lianban printed 1");
    for part in text.split_whitespace() {
        hash.update(part.as_bytes());
    }
    Digest(*hash.finalize().as_bytes())
}

/// What a code says and the node it names.
fn read(bytes: &[u8]) -> Result<(PaperSeal, [u8; 16]), SealFault> {
    let mut rest = bytes;
    let [version, suite] = take(&mut rest)?;
    if version != VERSION {
        return Err(SealFault::Form);
    }
    if suite != ED25519 {
        return Err(SealFault::Suite);
    }
    let paper = read_text(&mut rest)?;
    let number = read_text(&mut rest)?;
    if !is_paper(&paper) || !is_number(&number) {
        return Err(SealFault::Damaged);
    }
    let seal = PaperSeal {
        paper,
        number,
        case: take(&mut rest)?,
        day: u16::from_be_bytes(take(&mut rest)?),
        act: take(&mut rest)?,
        printed: take(&mut rest)?,
    };
    let node = take(&mut rest)?;
    if rest.is_empty() {
        Ok((seal, node))
    } else {
        Err(SealFault::Damaged)
    }
}

fn read_text(rest: &mut &[u8]) -> Result<String, SealFault> {
    let [length] = take(rest)?;
    let (text, after) = rest
        .split_at_checked(length.into())
        .ok_or(SealFault::Damaged)?;
    *rest = after;
    let text = std::str::from_utf8(text).map_err(|_| SealFault::Damaged)?;
    Ok(text.to_owned())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], SealFault> {
    let (first, after) = rest.split_first_chunk().ok_or(SealFault::Damaged)?;
    *rest = after;
    Ok(*first)
}

fn is_paper(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (1..=PAPER_BYTES_MAX).contains(&id.len()) && id.bytes().all(fits)
}

/// Whether a paper can bear a number: 1 to [`NUMBER_BYTES_MAX`] bytes without control characters.
pub fn is_number(number: &str) -> bool {
    (1..=NUMBER_BYTES_MAX).contains(&number.len()) && !number.chars().any(char::is_control)
}

/// What is signed: no bytes signed for another purpose begin like this.
fn message(bytes: &[u8]) -> Vec<u8> {
    [b"lianban paper 2", bytes].concat()
}

fn first16(bytes: &[u8; 32]) -> [u8; 16] {
    *bytes.first_chunk().expect("sixteen of thirty-two bytes")
}

/// What every code begins with. `LB1` was unsigned.
const PREFIX: &str = "LB2.";
const VERSION: u8 = 2;
/// Ed25519; the byte leaves room for others (SM2 with SM3).
const ED25519: u8 = 1;
const PAPER_BYTES_MAX: usize = 16;
/// Bytes of a number at most: the longest that still fits a code of 57 x 57 modules at the lowest
/// correction of errors (271 bytes).
pub const NUMBER_BYTES_MAX: usize = 80;
/// Bytes of a code's text at most, with room for forms to come.
const TEXT_BYTES_MAX: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signer(seed: u8) -> Signer {
        Signer::new([seed; 32], [0; 16], [0; 16])
    }

    fn seal(number: &str) -> PaperSeal {
        PaperSeal::new(
            "accept",
            number,
            RecordId(Digest([1; 32])),
            20_000,
            Digest([2; 32]),
            "受理通知书 萨尔图区",
        )
    }

    const NUMBER: &str = "萨尔图区受理〔2026〕0012号";

    #[test]
    fn a_code_comes_back_as_it_was_sealed_and_holds_for_its_node_alone() {
        let text = seal(NUMBER).seal(&signer(7)).unwrap();
        let sealed = Sealed::open(&text).unwrap();
        assert_eq!(sealed.seal, seal(NUMBER));
        assert_eq!(sealed.verify(&signer(7).node()), Ok(()));
        assert_eq!(
            sealed.verify(&signer(8).node()),
            Err(VerifyFault::OtherNode)
        );
        // A key that was ground out to begin alike is still another key.
        let mut alike = signer(7).node();
        alike.0[31] ^= 1;
        assert_eq!(sealed.verify(&alike), Err(VerifyFault::Signature));
        // What a scanner or a hurried person makes of it.
        let typed = format!(" {}\r\n", text.to_lowercase());
        assert_eq!(Sealed::open(&typed).unwrap(), sealed);
    }

    /// The capacities of a code of 57 x 57 modules (version 10, ISO/IEC 18004) for letters and digits:
    /// 311 at correction M, 395 at L.
    #[test]
    fn a_code_fits_57_by_57_modules() {
        let length = |number: &str| seal(number).seal(&signer(7)).unwrap().len();
        assert!(length(NUMBER) <= 311, "{}", length(NUMBER));
        let mut longest = seal(&"号".repeat(NUMBER_BYTES_MAX / 3));
        longest.paper = "hearing_notice".to_owned();
        assert!(longest.seal(&signer(7)).unwrap().len() <= 395);
        let text = seal(NUMBER).seal(&signer(7)).unwrap();
        let compact = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'.';
        assert!(text.bytes().all(compact));
    }

    #[test]
    fn what_could_not_be_read_back_is_not_sealed() {
        let sealed = |paper: &str, number: &str| {
            let seal = PaperSeal {
                paper: paper.to_owned(),
                ..seal(number)
            };
            seal.seal(&signer(7))
        };
        assert_eq!(sealed("", "1"), Err(SealError::Paper));
        assert_eq!(sealed("Accept", "1"), Err(SealError::Paper));
        assert_eq!(sealed("a_name_that_is_long", "1"), Err(SealError::Paper));
        assert_eq!(sealed("accept", ""), Err(SealError::Number));
        assert_eq!(sealed("accept", "1\n2"), Err(SealError::Number));
        assert_eq!(sealed("accept", &"9".repeat(81)), Err(SealError::Number));
    }

    #[test]
    fn other_texts_are_told_apart() {
        let open = |text: &str| Sealed::open(text).unwrap_err();
        let text = seal(NUMBER).seal(&signer(7)).unwrap();
        assert_eq!(open(""), SealFault::Form);
        assert_eq!(open("LB1|DQ2026-0000001|0123|4567"), SealFault::Form);
        assert_eq!(open(&text.replace("LB2.", "LB3.")), SealFault::Form);
        assert_eq!(open(&text.replacen('A', "0", 1)), SealFault::Text);
        assert_eq!(open(&text[..44]), SealFault::Damaged);
        assert_eq!(open(&"A".repeat(2000)), SealFault::TooLong);
        let resealed = |version, suite| {
            let mut bytes = seal(NUMBER).to_bytes(&[0; 16]);
            (bytes[0], bytes[1]) = (version, suite);
            bytes.extend([0; 64]);
            open(&format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes)))
        };
        assert_eq!(resealed(3, 1), SealFault::Form);
        assert_eq!(resealed(2, 2), SealFault::Suite);
    }

    #[test]
    fn white_space_is_no_part_of_what_is_printed_and_everything_else_is() {
        let seal = seal(NUMBER);
        assert!(seal.is_of("受理通知书\n  萨尔图\u{3000}区\r\n"));
        assert!(!seal.is_of("受理通知书 萨尔图"));
        assert!(!seal.is_of("萨尔图区 受理通知书"));
    }

    fn seals() -> impl Strategy<Value = PaperSeal> {
        let words = ("[a-z_]{1,16}", "[0-9A-Z〔〕号区受理-]{1,26}", any::<u16>());
        let bytes = (any::<[u8; 16]>(), any::<[u8; 16]>(), any::<[u8; 16]>());
        (words, bytes).prop_map(|((paper, number, day), (case, act, printed))| PaperSeal {
            paper,
            number,
            case,
            day,
            act,
            printed,
        })
    }

    proptest! {
        #[test]
        fn any_seal_comes_back(seal in seals(), seed: u8) {
            let sealed = Sealed::open(&seal.seal(&signer(seed)).unwrap()).unwrap();
            prop_assert_eq!(&sealed.seal, &seal);
            prop_assert_eq!(sealed.verify(&signer(seed).node()), Ok(()));
        }

        #[test]
        fn any_text_is_an_answer_and_no_panic(text in ".{0,400}", tail in "[A-Z2-7]{0,400}") {
            let _ = Sealed::open(&text);
            if let Ok(sealed) = Sealed::open(&format!("LB2.{tail}")) {
                prop_assert!(sealed.verify(&signer(7).node()).is_err());
            }
        }

        #[test]
        fn a_changed_character_is_never_believed(
            seal in seals(),
            place in any::<prop::sample::Index>(),
            letter in "[A-Z2-7]",
        ) {
            let text = seal.seal(&signer(7)).unwrap();
            let at = place.index(text.len());
            let mut changed = text.clone();
            changed.replace_range(at..=at, &letter);
            if changed != text {
                let held = Sealed::open(&changed).is_ok_and(|it| it.verify(&signer(7).node()).is_ok());
                prop_assert!(!held);
            }
        }

        #[test]
        fn changed_bytes_are_never_believed(
            seal in seals(),
            place in any::<prop::sample::Index>(),
            by in 1_u8..,
        ) {
            let text = seal.seal(&signer(7)).unwrap();
            let mut bytes = BASE32_NOPAD.decode(&text.as_bytes()[PREFIX.len()..]).unwrap();
            let at = place.index(bytes.len());
            bytes[at] ^= by;
            let changed = format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes));
            let held = Sealed::open(&changed).is_ok_and(|it| it.verify(&signer(7).node()).is_ok());
            prop_assert!(!held);
        }
    }
}
