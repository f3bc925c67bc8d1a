//! Changes of records from their entries in the journal: nothing is decided and nothing appended.

use super::Engine;
use super::intake::Fresh;
use super::journal::FeedItem;
use super::row::Open;
use record::{Admitted, KeptRun, Refused, RunFault, recall, recall_run};
use store::{FeedSlot, Position};

/// The changes in a feed item of a record, as they were admitted; those of them that the record has are known.
pub(super) fn recalled(
    open: &Open,
    feed_item: &FeedItem,
    proofs: &[u16],
) -> Result<Vec<Result<Admitted, Refused>>, RunFault> {
    let (header, log) = (&open.header, &open.log);
    match feed_item {
        FeedItem::Change(one) => {
            let decided = recall(one.record, header, log, &one.change, &one.envelope);
            Ok(vec![decided])
        }
        FeedItem::Run(run) => {
            let verdicts = recall_run(&KeptRun { run, proofs }, header, log)?;
            Ok(verdicts.into_iter().map(|(_, decided)| decided).collect())
        }
        FeedItem::Row(_) => Ok(Vec::new()),
    }
}

impl Engine {
    /// Holds the changes in a feed item again.
    pub(super) fn recall_item(
        &mut self,
        position: Position,
        feed_item: &FeedItem,
        proofs: &[u16],
        slots: &[FeedSlot],
        at: i64,
    ) {
        let Some((id, header)) = feed_item.record() else {
            return;
        };
        if self.record(id).is_none() {
            let Some(header) = header else {
                tracing::error!(%position, "kept changes without their record");
                return;
            };
            self.make_room();
            let open = Open::new(id, header.clone());
            self.cache.put(Box::new(open));
        }
        let Some(open) = self.cache.at(id) else {
            return;
        };
        let decided = match recalled(open, feed_item, proofs) {
            Ok(decided) => decided,
            Err(error) => {
                tracing::error!(%position, %error, "a kept run is not what was admitted");
                return;
            }
        };
        for decided in decided {
            match decided {
                Ok(admitted) => {
                    let fresh = Fresh {
                        admitted,
                        act: None,
                    };
                    self.hold(id, fresh, position, slots, at, None);
                }
                // In the row already; what is kept beside the row may be older.
                Err(Refused::Known) => self.intake.look_again(id),
                Err(error) => {
                    tracing::error!(%position, %error, "a kept change is not what was admitted")
                }
            }
        }
    }
}
