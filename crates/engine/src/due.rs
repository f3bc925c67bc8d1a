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
            self.records.moments.first(),
            self.due_silence(),
            self.due_comparison(),
            self.due_telling(),
            (!self.intake.parked.is_empty())
                .then(|| UnixMillis(self.model.now.0.saturating_add(PARKED_MS))),
        ];
        moments.into_iter().flatten().min()
    }

    /// When a line is given up on which an answer is owed.
    fn due_silence(&self) -> Option<UnixMillis> {
        let owing = (self.links.known.iter()).filter(|(no, _)| self.hub.waits(LinkNo(**no)));
        let moments = owing.map(|(no, link)| {
            let since = self
                .links
                .waiting
                .get(no)
                .copied()
                .unwrap_or(self.model.now.0);
            let last = since.max(link.heard);
            UnixMillis(last.saturating_add(super::SILENCE_MS + 1))
        });
        moments.min()
    }

    /// When both ends of the line upwards are compared.
    fn due_comparison(&self) -> Option<UnixMillis> {
        let wait = self.comparison_wait_ms()?;
        Some(UnixMillis(self.links.compared.0.saturating_add(wait)))
    }

    /// When the province is told again what it is owed.
    fn due_telling(&self) -> Option<UnixMillis> {
        let owes = self.publishes() && !self.publisher.tells_all && !self.has_told_all();
        let view = self.hub.link(LinkNo::PARENT)?;
        let link = self.links.known.get(&LinkNo::PARENT.0)?;
        (owes && view.online)
            .then(|| UnixMillis(link.since.saturating_add(super::publish::STEADY_MS)))
    }
}
