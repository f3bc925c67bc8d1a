//! QUIC between nodes: certificates to node ids, dialling, frames.
//!
//! What it does: makes a tree's certificate authority and its nodes' keys and certificates, keeps one
//! mutually authenticated connection from a child to its parent through losses of the line, and carries
//! length-prefixed frames over it, with backpressure from the reader to the other side's writer.
//! What it does not: know what a frame means, what a place is (a `String` here), whether a node is
//! revoked, or when to send; it verifies no signature on data, stores nothing, and knows no way round a
//! network that blocks UDP.
//!
//! Everything arrives as an [`Event`] on a bounded channel; everything leaves through a session's
//! [`Sender`]. Who dials is fixed from outside: [`Endpoint::dial`] below, [`Endpoint::serve`] above.
//!
//! ```
//! # let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! use link::{Authority, Endpoint, Event, Identity, LinkOptions, NodeKey, event_channel};
//!
//! # let now = std::time::SystemTime::now()
//! #     .duration_since(std::time::UNIX_EPOCH)?.as_millis() as i64;
//! let authority = Authority::create("大庆", true, now)?;
//! let enrol = |seed: u8, place: &str, tier: &str| -> Result<Identity, Box<dyn std::error::Error>> {
//!     let key = NodeKey::from_seed([seed; 32]);
//!     let issued = authority.issue(&key.node_id(), place, tier, now, 90)?;
//!     Ok(Identity::load(&issued.cert_pem, &key.to_pkcs8_pem(), &authority.cert_pem())?)
//! };
//!
//! let loopback = "127.0.0.1:0".parse()?;
//! let county = Endpoint::bind(enrol(1, "230602000000", "county")?, loopback, LinkOptions::default())?;
//! let (events, mut at_county) = event_channel(16);
//! county.serve(events);
//!
//! let town = Endpoint::bind(enrol(2, "230602001000", "town")?, loopback, LinkOptions::default())?;
//! let (events, mut at_town) = event_channel(16);
//! let _dial = town.dial(county.local_addr()?.to_string(), "230602000000".into(), events, 7);
//!
//! let Some(Event::Up { sender, .. }) = at_town.recv().await else { panic!("no link") };
//! sender.send(b"a frame".to_vec())?;
//! loop {
//!     match at_county.recv().await {
//!         Some(Event::Frame { bytes, .. }) => break assert_eq!(bytes, b"a frame"),
//!         Some(_) => continue,
//!         None => panic!("the endpoint ended"),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accept;
mod backoff;
mod ca;
mod certificate;
mod dial;
mod endpoint;
mod event;
mod frame;
mod handshake;
mod identity;
mod key;
mod options;
mod pulse;
mod refusal;
mod relay;
mod sender;
mod session;
mod tls;

pub use ca::{Authority, IssueError, Issued, LoadAuthorityError};
pub use certificate::ReadCertificateError;
pub use dial::DialHandle;
pub use endpoint::{BindError, Endpoint, Prober, RenewError};
pub use event::{Event, Peer, event_channel};
pub use identity::{Identity, LoadIdentityError};
pub use key::{NodeKey, ParseKeyError};
pub use options::LinkOptions;
pub use relay::{Relay, RelayCounters};
pub use sender::{LinkStats, SendFrameError, Sender};
