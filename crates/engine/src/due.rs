//! When time alone brings a node something to do: until then whoever drives it may sleep.

use super::Engine;
use calendar::UnixMillis;
use sync::LinkNo;

/// How often items that wait for a change are looked at, ms; they are asked for after a minute.
const PARKED_MS: i64 = 1_000;

impl Engine {
    /// The moment from which on [`Engine::tick`] has something to do, as far as it is known now; none where only an input
    /// can bring anything. It may lie in the past. Every input may move it.
    pub fn due(&self) -> Option<UnixMillis> {
        let moments = [
            self.records().first_moment(),
            self.links.due_silence(&self.hub, self.model.now()),
            self.due_comparison(),
            self.due_telling(),
            (self.intake.parked_count() > 0)
                .then(|| UnixMillis(self.model.now().0.saturating_add(PARKED_MS))),
        ];
        moments.into_iter().flatten().min()
    }

    /// When both ends of the line upwards are compared.
    fn due_comparison(&self) -> Option<UnixMillis> {
        let wait = self.comparison_wait_ms()?;
        Some(UnixMillis(
            self.links.last_compared().0.saturating_add(wait),
        ))
    }

    /// When the province is told again what it is owed.
    fn due_telling(&self) -> Option<UnixMillis> {
        let owes = self.publishes() && !self.publisher.has_looked_at_all() && !self.has_told_all();
        let view = self.hub.link(LinkNo::PARENT)?;
        let since = self.links.parent_since()?;
        (owes && view.online).then(|| UnixMillis(since.saturating_add(super::publish::STEADY_MS)))
    }
}
