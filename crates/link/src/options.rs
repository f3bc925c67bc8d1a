use std::time::Duration;

/// How links behave. The defaults suit a line from a village over mobile data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkOptions {
    /// Silence after which an idle connection counts as lost. Default 60 s; the lower one of both ends holds.
    pub idle_timeout: Duration,
    /// How often the dialler speaks on an idle connection. Default 25 s: less than the half minute after which many a
    /// router forgets who spoke, and less than half of `idle_timeout`, or one lost packet is a lost link.
    pub keep_alive: Duration,
    /// Silence after which a connection counts as lost while the peer has something to acknowledge. Default 10 s: a
    /// request in flight outlives a cut of eight. Shorter notices a loss sooner and breaks more links on a poor
    /// line. It also bounds one attempt to connect.
    pub answer_timeout: Duration,
    /// The first bound of the random wait before dialling again. Default 200 ms; doubles with every
    /// failure.
    pub backoff_min: Duration,
    /// The last bound of that wait. Default 30 s: a thousand villages that come back at once spread
    /// over as long.
    pub backoff_max: Duration,
    /// The longest frame taken or sent, in bytes. Default 1 MiB. Both sides should agree: a longer
    /// frame closes the connection.
    pub max_frame: usize,
    /// Bytes a peer may have sent us that were not read yet, per connection. Default 2 MiB. Memory
    /// at worst is this times the connections; throughput at best is this per round trip.
    pub receive_window: u32,
    /// Bytes kept for sending again until the peer has them, per connection. Default 2 MiB.
    pub send_window: u32,
    /// Streams a peer may have open. Default 100; one is in use. Each permitted stream costs about
    /// 70 bytes per connection, open or not.
    pub streams_max: u32,
}

impl LinkOptions {
    /// What is wrong with these options, if anything.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        if self.idle_timeout.is_zero() || self.idle_timeout > DURATION_MAX {
            Some("idle_timeout must lie between nothing and a day")
        } else if self.keep_alive.is_zero() || self.keep_alive >= self.idle_timeout {
            Some("keep_alive must be shorter than idle_timeout")
        } else if self.answer_timeout.is_zero() || self.answer_timeout > DURATION_MAX {
            Some("answer_timeout must lie between nothing and a day")
        } else if self.backoff_min.is_zero() || self.backoff_min > self.backoff_max {
            Some("backoff_min must lie between nothing and backoff_max")
        } else if self.backoff_max > DURATION_MAX {
            Some("backoff_max must be at most a day")
        } else if self.max_frame == 0 || u32::try_from(self.max_frame).is_err() {
            Some("max_frame must lie between 1 and 4 GiB")
        } else if self.receive_window < WINDOW_MIN || self.send_window < WINDOW_MIN {
            Some("the windows must hold at least 16 KiB")
        } else if self.streams_max == 0 {
            Some("streams_max must be at least 1")
        } else {
            None
        }
    }
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self {
            idle_timeout: Duration::from_secs(60),
            keep_alive: Duration::from_secs(25),
            answer_timeout: Duration::from_secs(10),
            backoff_min: Duration::from_millis(200),
            backoff_max: Duration::from_secs(30),
            max_frame: 1024 * 1024,
            receive_window: 2 * 1024 * 1024,
            send_window: 2 * 1024 * 1024,
            streams_max: 100,
        }
    }
}

const WINDOW_MIN: u32 = 16 * 1024;
const DURATION_MAX: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_have_no_fault() {
        assert_eq!(LinkOptions::default().fault(), None);
    }

    #[test]
    fn options_that_cannot_work_are_named() {
        let options = LinkOptions {
            keep_alive: Duration::from_secs(61),
            ..LinkOptions::default()
        };
        assert!(options.fault().unwrap().contains("keep_alive"));
        let options = LinkOptions {
            max_frame: 0,
            ..LinkOptions::default()
        };
        assert!(options.fault().unwrap().contains("max_frame"));
    }
}
