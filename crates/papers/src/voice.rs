use crate::Edition;
use words::{Text, Value};

/// The texts that papers are set with: all editions of them.
///
/// A node has those of its program, [`Shipped`]. Tests have others, to see that what was printed stays what it was.
pub trait Wording: Sync {
    /// The edition of a first print.
    fn newest(&self) -> Edition;

    /// Whether there is a text of this id.
    fn is_known(&self, id: &str) -> bool;

    /// What an id says in both languages, with its arguments.
    fn both(&self, id: &str, arguments: &[(&'static str, Value<'_>)]) -> Text;
}

/// The texts that come with the program, from `papers.ftl` of the crate `words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped;

impl Wording for Shipped {
    fn newest(&self) -> Edition {
        Edition::CURRENT
    }

    fn is_known(&self, id: &str) -> bool {
        words::is_known(id)
    }

    fn both(&self, id: &str, arguments: &[(&'static str, Value<'_>)]) -> Text {
        words::both(id, arguments)
    }
}

/// One edition of the texts: whatever stands under a seal is said by it.
#[derive(Clone, Copy)]
pub(crate) struct Voice<'a> {
    pub(crate) wording: &'a dyn Wording,
    /// Whose texts are used.
    pub(crate) edition: Edition,
}

impl Voice<'_> {
    /// The newest edition of the shipped texts, for what is no paper.
    pub(crate) fn shipped() -> Voice<'static> {
        Voice {
            wording: &Shipped,
            edition: Edition::CURRENT,
        }
    }

    /// What the edition says under `id`.
    pub(crate) fn say(self, id: &str, arguments: &[(&'static str, Value<'_>)]) -> Text {
        let known = |id: &str| self.wording.is_known(id);
        (self.wording).both(&self.edition.id_of(id, known), arguments)
    }
}
