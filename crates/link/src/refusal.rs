use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use quinn::ConnectionError;

use crate::sender::CloseCode;

/// Why no session came of a connection.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub(crate) enum HandshakeFailure {
    /// One side would not have the other: people must know.
    #[error("{0}")]
    Refused(String),
    /// The line or the other side is not there: trying again is all there is to do.
    #[error("{0}")]
    Unreachable(String),
}

impl HandshakeFailure {
    /// Puts a connection's end into words. `tree` is our own tree's name.
    pub fn of(error: &ConnectionError, tree: &str) -> Self {
        match error {
            ConnectionError::TransportError(fault) => match tls_alert(fault.code.into()) {
                Some(alert) => Self::Refused(our_refusal(alert, tree, &fault.reason)),
                None => Self::Unreachable(error.to_string()),
            },
            ConnectionError::ConnectionClosed(close) => match tls_alert(close.error_code.into()) {
                Some(alert) => Self::Refused(their_refusal(alert, tree)),
                None => Self::Unreachable(error.to_string()),
            },
            // Other codes are a peer that stops, or gives an attempt up that took too long.
            ConnectionError::ApplicationClosed(close)
                if close.error_code == CloseCode::Refused.into() =>
            {
                Self::Refused(format!(
                    "refused by the peer: {}",
                    String::from_utf8_lossy(&close.reason)
                ))
            }
            _ => Self::Unreachable(error.to_string()),
        }
    }
}

/// Remembers which refusals were logged, so that a stranger who knocks every second fills no log.
#[derive(Default)]
pub(crate) struct Refusals {
    logged: Mutex<BTreeSet<(IpAddr, String)>>,
}

impl Refusals {
    /// Whether this is the first refusal of its kind, to be logged.
    pub fn is_new(&self, remote: IpAddr, reason: &str) -> bool {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        // Forgetting all at once is crude, bounded, and costs a repeated line at worst.
        if logged.len() >= REMEMBERED_MAX {
            logged.clear();
        }
        logged.insert((remote, reason.to_string()))
    }

    /// A session with this address came about: its next refusal is news.
    pub fn forget(&self, remote: IpAddr) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        logged.retain(|(address, _)| *address != remote);
    }
}

/// The TLS alert inside a QUIC error code, if it is one (RFC 9001, section 4.8).
fn tls_alert(code: u64) -> Option<u8> {
    match code {
        0x100..=0x1ff => Some((code & 0xff) as u8),
        _ => None,
    }
}

fn our_refusal(alert: u8, tree: &str, detail: &str) -> String {
    match alert {
        UNKNOWN_CA => {
            format!("certificate of another tree: not signed by the authority of {tree:?}")
        }
        CERTIFICATE_EXPIRED => {
            format!(
                "the peer's certificate has run out or is not valid yet by our clock ({detail})"
            )
        }
        CERTIFICATE_REQUIRED => "the peer showed no certificate".to_string(),
        NO_APPLICATION_PROTOCOL => "the peer does not speak our protocol".to_string(),
        _ => format!("the peer's handshake was refused: {detail}"),
    }
}

fn their_refusal(alert: u8, tree: &str) -> String {
    match alert {
        UNKNOWN_CA => {
            format!("the peer takes ours for a certificate of another tree (ours is of {tree:?})")
        }
        CERTIFICATE_EXPIRED => {
            "our certificate has run out or is not valid yet by the peer's clock".to_string()
        }
        NO_APPLICATION_PROTOCOL => "the peer does not speak our protocol".to_string(),
        _ => format!("the peer refused our handshake (TLS alert {alert})"),
    }
}

const CERTIFICATE_EXPIRED: u8 = 45;
const UNKNOWN_CA: u8 = 48;
const CERTIFICATE_REQUIRED: u8 = 116;
const NO_APPLICATION_PROTOCOL: u8 = 120;

const REMEMBERED_MAX: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn a_refusal_is_news_once_and_again_after_a_session() {
        let refusals = Refusals::default();
        assert!(refusals.is_new(HERE, "a"));
        assert!(!refusals.is_new(HERE, "a"));
        assert!(refusals.is_new(HERE, "b"));
        refusals.forget(HERE);
        assert!(refusals.is_new(HERE, "a"));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let refusals = Refusals::default();
        for n in 0..10 * REMEMBERED_MAX {
            refusals.is_new(HERE, &n.to_string());
        }
        assert!(refusals.logged.lock().unwrap().len() <= REMEMBERED_MAX);
    }

    #[test]
    fn a_dead_line_is_no_refusal() {
        let failure = HandshakeFailure::of(&ConnectionError::TimedOut, "tree");
        assert!(matches!(failure, HandshakeFailure::Unreachable(_)));
    }
}
