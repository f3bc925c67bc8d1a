//! Acts that came back: written here in good faith, kept, and not counted. The desk that wrote them is
//! told until somebody there has taken note.

use super::answers::Refused;
use super::journal::{Acknowledged, JournalEntry};
use super::{Engine, ReadModel, Reason};
use casework::{ActId, CaseView, Standing, Who};
use record::RecordId;
use tiers::{PlaceCode, Role};

/// An act that does not count, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Id of the act that does not count.
    pub act: ActId,
    /// Who wrote it.
    pub who: Who,
}

/// What came back to `place`, in the order of the trail. The node's own acts are not among them: there
/// is nobody to tell, and a duty that is still owed is written again by itself.
pub(super) fn returned(view: &CaseView, place: PlaceCode) -> Vec<Returned> {
    let back = view
        .trail
        .iter()
        .filter(|entry| comes_back(&entry.standing));
    let here = back.filter_map(|entry| {
        let who = entry.who.as_ref()?;
        (who.place == place && who.role != Role::Node).then(|| Returned {
            act: entry.act,
            who: who.clone(),
        })
    });
    here.collect()
}

/// Whether an act that stands like this goes back to the desk that wrote it. A contested one is shown with
/// its rivals, and one that waits for a version or for a newer program may count yet.
fn comes_back(standing: &Standing) -> bool {
    match standing {
        Standing::Invalid(_) | Standing::LateRival | Standing::Displaced | Standing::Void => true,
        Standing::Stands | Standing::Contested | Standing::Unjudged | Standing::Unknown => false,
    }
}

impl ReadModel {
    /// Who took note of an act that came back, if anybody has.
    pub fn acknowledged(&self, act: &ActId) -> Option<&Acknowledged> {
        self.all_acknowledged().get(act)
    }
}

impl Engine {
    /// Notes in the journal that `user` knows of an act that came back; once is enough. The caller has
    /// seen to it that the act is theirs. It stays at this node.
    ///
    /// # Errors
    /// When no such act of the case `id` came back to this place.
    pub fn acknowledge(&mut self, id: RecordId, act: ActId, user: &str) -> Result<(), Refused> {
        let brief = self.model.records().brief(&id);
        if !brief.is_some_and(|brief| brief.returned().iter().any(|back| back.act == act)) {
            return Err(Reason::NotReturned.into());
        }
        if self.model.acknowledged(&act).is_some() {
            return Ok(());
        }
        let seen = Acknowledged {
            act,
            user: user.to_owned(),
            at: self.model.now().0,
        };
        self.append(JournalEntry::Acknowledged(seen.clone()), Vec::new());
        self.model.acknowledge(seen);
        self.changes += 1;
        Ok(())
    }
}
