//! How much to put on a line: frames of at most 100 ms of it, and no more on the way than it carries in
//! its shortest round trip and 100 ms. More would only wait in front of the line, and what is urgent
//! would wait behind it.
//!
//! The rate is what was acknowledged as durable, over the time in which it was sent or that in which it was
//! acknowledged, whichever is longer (as in BBR: Cardwell et al., ACM Queue 14(5), 2016, and
//! draft-cheng-iccrg-delivery-rate-estimation): an end that stood still for a moment acknowledges much at
//! once, which says nothing of the line. The greatest of the last ones counts, because whoever has little to
//! send shows little. Until it stops growing, twice as much may be on its way.

use crate::hub::CREDIT_BYTES;
use crate::wire::FRAME_BYTES_MAX;
use std::collections::VecDeque;

/// What a frame may take of a line, ms.
const FRAME_MS: u64 = 100;
/// What may wait in front of a line, ms.
const QUEUE_MS: u64 = 100;
/// The least that a frame may hold, bytes: below it, greeting and signature are most of what is sent.
pub(crate) const FRAME_BYTES_MIN: usize = 4 * 1024;
/// On the way before anything is known of the line, bytes, in frames of the least size: a long one would
/// take a slow line for seconds, and hide how short its round trip is.
const FIRST_BYTES: usize = 16 * 1024;
/// How long a rate is believed, ms: a line of mobile data changes within seconds.
const BELIEVED_MS: i64 = 10_000;
/// Measured rates that are kept at the most.
const RATES_MAX: usize = 64;
/// The line is full once the rate has grown by less than a quarter for so many acknowledgements.
const FULL_AFTER: u32 = 3;

/// What is known of one direction of a line, in one session.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// Frames on their way: bytes, when sent, what had been delivered by then.
    sent: VecDeque<SentFrame>,
    in_flight: usize,
    delivered: u64,
    /// When the last one was acknowledged, and when that had been sent.
    delivered_at: i64,
    delivered_sent: i64,
    /// Shortest time from sending to acknowledgement, ms.
    shortest: Option<u64>,
    /// (when, bytes a second), falling.
    rates: VecDeque<(i64, u64)>,
    /// Rate at which growth was last seen, and for how many acknowledgements none was.
    grown: u64,
    flat: u32,
}

#[derive(Debug)]
struct SentFrame {
    bytes: usize,
    at: i64,
    delivered: u64,
    delivered_at: i64,
    delivered_sent: i64,
}

impl Pace {
    /// A frame of so many bytes goes out.
    pub(crate) fn sent(&mut self, bytes: usize, now: i64) {
        if self.sent.is_empty() {
            self.delivered_at = now;
            self.delivered_sent = now;
        }
        self.in_flight += bytes;
        self.sent.push_back(SentFrame {
            bytes,
            at: now,
            delivered: self.delivered,
            delivered_at: self.delivered_at,
            delivered_sent: self.delivered_sent,
        });
    }

    /// The oldest frame on its way is durable at the other end.
    pub(crate) fn acknowledged(&mut self, now: i64) {
        let Some(sent) = self.sent.pop_front() else {
            return;
        };
        self.in_flight -= sent.bytes;
        self.delivered += sent.bytes as u64;
        self.delivered_at = now;
        self.delivered_sent = sent.at;
        // A clock that was set back measures nothing.
        let took = u64::try_from(now - sent.at).unwrap_or(0).max(1);
        self.shortest = Some(self.shortest.map_or(took, |shortest| shortest.min(took)));
        let (sending, acknowledging) = (sent.at - sent.delivered_sent, now - sent.delivered_at);
        let over = u64::try_from(sending.max(acknowledging))
            .unwrap_or(0)
            .max(1);
        let rate = (self.delivered - sent.delivered) * 1_000 / over;
        while self.rates.back().is_some_and(|(_, held)| *held <= rate) {
            self.rates.pop_back();
        }
        self.rates.push_back((now, rate));
        let old = |(at, _): &(i64, u64)| (now - at).abs() > BELIEVED_MS;
        while self.rates.len() > RATES_MAX || self.rates.front().is_some_and(old) {
            self.rates.pop_front();
        }
        let best = self.rate().unwrap_or(0);
        if best * 4 > self.grown * 5 {
            self.grown = best;
            self.flat = 0;
        } else {
            self.flat = self.flat.saturating_add(1);
        }
    }

    /// Bytes a second, as far as is known.
    pub(crate) fn rate(&self) -> Option<u64> {
        self.rates.front().map(|(_, rate)| *rate)
    }

    /// Bytes of items that the next frame may hold.
    pub(crate) fn frame_bytes(&self) -> usize {
        let Some(rate) = self.rate() else {
            return FRAME_BYTES_MIN;
        };
        let bytes = usize::try_from(rate * FRAME_MS / 1_000).unwrap_or(usize::MAX);
        bytes.clamp(FRAME_BYTES_MIN, FRAME_BYTES_MAX)
    }

    /// Bytes that may still be put on the line; where there are any, a frame may go over them.
    pub(crate) fn room(&self) -> usize {
        let (Some(rate), Some(shortest)) = (self.rate(), self.shortest) else {
            return FIRST_BYTES.saturating_sub(self.in_flight);
        };
        let gain = if self.flat < FULL_AFTER { 2 } else { 1 };
        let carries = rate.saturating_mul(shortest + QUEUE_MS) / 1_000 * gain;
        let carries = usize::try_from(carries).unwrap_or(usize::MAX);
        let room = carries
            .clamp(FRAME_BYTES_MIN, CREDIT_BYTES)
            .saturating_sub(self.in_flight);
        // The other end syncs once for a frame: what an acknowledgement makes room for waits until it is a quarter
        // of one, which the line does not notice.
        let worth = self.sent.is_empty() || room >= self.frame_bytes() / 4;
        if worth { room } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of so many bytes a second and so many ms there and back, for `ms` milliseconds; answers
    /// what was delivered, and the longest that a frame waited in front of the line once it was known. The other
    /// end stands still for so many ms of each two seconds, and something small that waits for no room is sent
    /// ten times a second.
    fn saturated(rate: u64, trip: i64, ms: i64, still: i64) -> (u64, i64) {
        const URGENT: usize = 500;
        let mut pace = Pace::default();
        let mut acks: VecDeque<i64> = VecDeque::new();
        let (mut free, mut delivered, mut longest) = (0f64, 0, 0);
        for now in 0..ms {
            if still > 0 && now % 100 == 0 {
                pace.sent(URGENT, now);
                free = free.max(now as f64) + URGENT as f64 * 1_000.0 / rate as f64;
                acks.push_back(free as i64 + trip);
            }
            if now % 2_000 < still {
                continue;
            }
            while acks.front().is_some_and(|at| *at <= now) {
                acks.pop_front();
                delivered += pace.sent.front().unwrap().bytes as u64;
                pace.acknowledged(now);
            }
            while pace.room() > 0 {
                let bytes = pace.frame_bytes();
                pace.sent(bytes, now);
                free = free.max(now as f64) + bytes as f64 * 1_000.0 / rate as f64;
                if now > ms / 2 {
                    longest = longest.max(free as i64 - now);
                }
                acks.push_back(free as i64 + trip);
            }
        }
        (delivered, longest)
    }

    #[test]
    fn a_narrow_line_is_filled_and_little_waits_in_front_of_it() {
        for (rate, trip) in [(16_000, 300), (125_000, 300), (1_250_000, 40), (125_000, 2)] {
            for still in [0, 400] {
                let (delivered, longest) = saturated(rate, trip, 20_000, still);
                let of_the_time = (2_000 - still as u64) * 75 / 2_000;
                assert!(
                    delivered * 100 >= rate * 20 * of_the_time,
                    "{rate} {trip} {still}: {delivered}"
                );
                // A frame of its own, what may wait, and one frame of the least size; all that may be on its
                // way goes at once after the other end stood still.
                let least = FRAME_BYTES_MIN as i64 * 1_000 / rate as i64;
                let at_once = if still > 0 { trip } else { QUEUE_MS as i64 };
                let queue = (FRAME_MS + QUEUE_MS) as i64;
                let allowed = queue + at_once.max(QUEUE_MS as i64) + 2 * least;
                assert!(
                    longest <= allowed,
                    "{rate} {trip} {still}: waited {longest} ms"
                );
            }
        }
    }

    #[test]
    fn no_credit_is_exceeded_and_something_may_always_go() {
        let mut pace = Pace::default();
        pace.sent(FIRST_BYTES, 0);
        assert_eq!(pace.room(), 0);
        pace.acknowledged(1);
        assert!(pace.room() > 0 && pace.room() <= CREDIT_BYTES);
        // A line that nearly stands still.
        pace.sent(FRAME_BYTES_MIN, 1);
        pace.acknowledged(60_000);
        assert_eq!(pace.room(), FRAME_BYTES_MIN);
        assert_eq!(pace.frame_bytes(), FRAME_BYTES_MIN);
    }
}
