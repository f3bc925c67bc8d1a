//! Who this store is, and was. An incarnation is one unbroken history of a store; a store that is found restored or
//! copied begins another one.

use super::journal::JournalEntry;
use record::Incarnation;
use std::collections::BTreeSet;
use sync::StoreId;

/// The incarnation of a store that has not begun its first one.
pub(super) const NOBODY: Incarnation = [0; 16];

/// Who this store is, and was.
pub(super) struct Identity {
    /// Store and incarnation.
    id: StoreId,
    /// What ties the incarnation to its directory.
    witness: [u8; 32],
    /// How many incarnations this store, or others at its place, have had; from the second on, numbers on paper say so.
    count: u32,
    /// The incarnations of this store before the one it is in.
    earlier: BTreeSet<Incarnation>,
    doubt: Option<Doubt>,
}

/// That this store may be an older copy and nobody has told yet.
struct Doubt {
    /// What stands behind the numbers that are given meanwhile.
    letters: [u8; 2],
    /// The place above was put back itself: that it lacks nothing of this store proves nothing.
    above_is_behind: bool,
}

impl Identity {
    /// Nobody yet.
    pub(super) fn none() -> Identity {
        Identity {
            id: StoreId {
                store: [0; 16],
                incarnation: NOBODY,
            },
            witness: [0; 32],
            count: 0,
            earlier: BTreeSet::new(),
            doubt: None,
        }
    }

    /// Store and incarnation.
    pub(super) fn id(&self) -> StoreId {
        self.id
    }

    pub(super) fn incarnation(&self) -> Incarnation {
        self.id.incarnation
    }

    /// What ties the incarnation to its directory.
    pub(super) fn witness(&self) -> [u8; 32] {
        self.witness
    }

    /// Whether the store has no id yet.
    pub(super) fn is_new(&self) -> bool {
        self.id.store == [0; 16]
    }

    /// How many incarnations this store, or others at its place, have had.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Whether nobody stood at this place before, and the store never began anew.
    pub(super) fn is_first(&self) -> bool {
        self.count == 1
    }

    /// The incarnations of this store before the one it is in.
    pub(super) fn earlier(&self) -> impl Iterator<Item = Incarnation> {
        self.earlier.iter().copied()
    }

    /// Gives a new store its id.
    pub(super) fn name_store(&mut self, store: [u8; 16]) {
        self.id.store = store;
    }

    /// Begins the next incarnation, under a directory's witness: no number is in doubt any more. Answers the one that
    /// ended; none where this is the first.
    pub(super) fn begin_next(
        &mut self,
        incarnation: Incarnation,
        witness: [u8; 32],
    ) -> Option<Incarnation> {
        let id = StoreId {
            incarnation,
            ..self.id
        };
        self.recall_next(id, witness)
    }

    /// As [`Identity::begin_next`], as an entry of the journal has it. The incarnation that ended is this one where
    /// another machine stood at the place before.
    pub(super) fn recall_next(&mut self, id: StoreId, witness: [u8; 32]) -> Option<Incarnation> {
        let before = std::mem::replace(&mut self.id, id).incarnation;
        self.witness = witness;
        self.doubt = None;
        self.count += 1;
        if before == NOBODY {
            return None;
        }
        if before != id.incarnation {
            self.earlier.insert(before);
        }
        Some(before)
    }

    /// Another machine stood at this place before: this incarnation is not the first one there.
    pub(super) fn succeed(&mut self) {
        self.count += 1;
    }

    /// As the journal has it.
    pub(super) fn entry(&self) -> JournalEntry {
        JournalEntry::Incarnation {
            store: self.id.store,
            incarnation: self.id.incarnation,
            witness: self.witness,
        }
    }

    /// As the state row has it; `id` with its witness is left out where that cannot be read.
    pub(super) fn recall(
        &mut self,
        id: Option<(StoreId, [u8; 32])>,
        count: u32,
        earlier: impl Iterator<Item = Incarnation>,
    ) {
        if let Some((id, witness)) = id {
            (self.id, self.witness) = (id, witness);
        }
        self.count = count;
        self.earlier = earlier.collect();
    }
}

/// Whether it may be an older copy.
impl Identity {
    /// The store may be an older copy: until somebody tells, these bytes stand behind the numbers that it gives.
    pub(super) fn begin_doubt(&mut self, letters: [u8; 2]) {
        self.doubt = Some(Doubt {
            letters,
            above_is_behind: false,
        });
    }

    /// Somebody has told, or the journal says that somebody did.
    pub(super) fn end_doubt(&mut self) {
        self.doubt = None;
    }

    /// Whether numbers are in doubt.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.doubt.is_some()
    }

    /// The place above was put back itself.
    pub(super) fn note_above_is_behind(&mut self) {
        if let Some(doubt) = &mut self.doubt {
            doubt.above_is_behind = true;
        }
    }

    /// Whether what the place above says of this store proves nothing.
    pub(super) fn above_is_behind(&self) -> bool {
        (self.doubt.as_ref()).is_some_and(|doubt| doubt.above_is_behind)
    }

    /// The bytes behind each number that is given out; none where no other store can have given it. A restored or cloned
    /// store may give out numbers again that an earlier incarnation gave out after the copy was made.
    pub(super) fn letters(&self) -> Option<[u8; 2]> {
        match (&self.doubt, self.count) {
            (Some(doubt), _) => Some(doubt.letters),
            (None, 0 | 1) => None,
            (None, _) => Some([self.id.incarnation[0], self.id.incarnation[1]]),
        }
    }
}
