use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use quinn::{ClientConfig, EndpointConfig, ServerConfig, TokioRuntime};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tracing::{debug, warn};

use crate::accept::accept_all;
use crate::dial::{DialHandle, Target};
use crate::event::Event;
use crate::identity::Identity;
use crate::options::LinkOptions;
use crate::refusal::{HandshakeFailure, Refusals};
use crate::sender::CloseCode;
use crate::session::LinkSessions;
use crate::tls::{TlsConfigs, TlsError};

/// A node's one UDP socket, from which it dials its parent and answers its children.
///
/// All work runs on tokio tasks. Dropping the endpoint closes every connection; [`Endpoint::close`]
/// does so and lets the peers know.
pub struct Endpoint {
    shared: Arc<Shared>,
}

impl Endpoint {
    /// Takes the socket. Must be called within a tokio runtime. Nobody is answered before
    /// [`Endpoint::serve`].
    ///
    /// # Errors
    /// Options that cannot work, an address that cannot be had, an identity TLS will not take.
    pub fn bind(
        identity: Identity,
        addr: SocketAddr,
        options: LinkOptions,
    ) -> Result<Self, BindError> {
        if let Some(fault) = options.fault() {
            return Err(BindError::Options(fault));
        }
        let configs = TlsConfigs::new(&identity, &options).map_err(BindError::tls)?;
        let socket = |source| BindError::Socket { addr, source };
        let udp = UdpSocket::bind(addr).map_err(socket)?;
        let runtime = Arc::new(TokioRuntime);
        let quinn =
            quinn::Endpoint::new(EndpointConfig::default(), None, udp, runtime).map_err(socket)?;
        Ok(Self {
            shared: Arc::new(Shared {
                quinn,
                node: identity.node_id(),
                tree: identity.tree().to_string(),
                options,
                roles: RwLock::new(Roles {
                    client: configs.client,
                    server: configs.server,
                    serving: false,
                }),
                sessions: LinkSessions::default(),
                refusals: Refusals::default(),
                closing: watch::Sender::new(false),
            }),
        })
    }

    /// The address the socket got.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.shared.quinn.local_addr()
    }

    /// Answers nodes that dial us, from now on until the endpoint is closed. Called once.
    pub fn serve(&self, events: mpsc::Sender<Event>) {
        let mut roles = self.shared.roles_mut();
        roles.serving = true;
        self.shared
            .quinn
            .set_server_config(Some(roles.server.clone()));
        drop(roles);
        tokio::spawn(accept_all(self.shared.clone(), events));
    }

    /// Keeps a connection to a parent for as long as the handle lives.
    ///
    /// `parent_addr` is `host:port`, looked up anew for every attempt. `expected_place` is the place
    /// the parent's certificate must name; any other node of the tree is refused. `seed` decides the
    /// random waits: nodes of one parent need different ones.
    #[must_use = "dropping the handle ends the dialling"]
    pub fn dial(
        &self,
        parent_addr: String,
        expected_place: String,
        events: mpsc::Sender<Event>,
        seed: u64,
    ) -> DialHandle {
        let target = Target {
            address: parent_addr,
            place: expected_place,
            seed,
        };
        DialHandle::start(self.shared.clone(), target, events)
    }

    /// What asks the peers of all sessions for signs of life, also when somebody else has the endpoint.
    #[must_use]
    pub fn prober(&self) -> Prober {
        Prober {
            shared: self.shared.clone(),
        }
    }

    /// Shows a renewed certificate from the next connection on; sessions go on with the old one.
    ///
    /// # Errors
    /// It is of another node or tree, or TLS will not take it.
    pub fn renew(&self, identity: &Identity) -> Result<(), RenewError> {
        if identity.node_id() != self.shared.node || identity.tree() != self.shared.tree {
            return Err(RenewError::OtherNode);
        }
        let configs = TlsConfigs::new(identity, &self.shared.options)
            .map_err(|error| RenewError::Tls(Box::new(error)))?;
        let mut roles = self.shared.roles_mut();
        if roles.serving {
            self.shared
                .quinn
                .set_server_config(Some(configs.server.clone()));
        }
        roles.client = configs.client;
        roles.server = configs.server;
        Ok(())
    }

    /// Closes every session, telling each peer the reason, and waits (two seconds at most) until they
    /// were told.
    pub async fn close(&self, reason: &str) {
        self.shared.close(reason);
        if timeout(FAREWELL, self.shared.quinn.wait_idle())
            .await
            .is_err()
        {
            debug!("some peers did not hear us leave");
        }
    }
}

/// Asks peers for signs of life.
#[derive(Clone)]
pub struct Prober {
    shared: Arc<Shared>,
}

impl Prober {
    /// Asks the peer of every session for a sign of life, some 60 bytes each way. A session whose peer gives none within
    /// `answer_timeout` ends.
    pub fn probe(&self) {
        self.shared.sessions.probe();
    }
}

impl std::fmt::Debug for Prober {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prober").finish_non_exhaustive()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.shared.close("the endpoint was closed");
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint")
            .field("node", &hex::encode(self.shared.node))
            .field("local_addr", &self.local_addr())
            .finish_non_exhaustive()
    }
}

/// Why an endpoint could not begin.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The socket could not be had.
    #[error("cannot take UDP address {addr}")]
    Socket {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The options cannot work together.
    #[error("link options: {0}")]
    Options(&'static str),
    /// The identity makes no TLS configuration.
    #[error("the identity cannot be used for TLS")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl BindError {
    fn tls(error: TlsError) -> Self {
        Self::Tls(Box::new(error))
    }
}

/// Why a renewed identity was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RenewError {
    /// It names another node or another tree.
    #[error("the renewed certificate is of another node or tree")]
    OtherNode,
    /// The identity makes no TLS configuration.
    #[error("the identity cannot be used for TLS")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What the tasks of an endpoint share.
pub(crate) struct Shared {
    pub quinn: quinn::Endpoint,
    pub tree: String,
    pub options: LinkOptions,
    pub sessions: LinkSessions,
    pub refusals: Refusals,
    pub closing: watch::Sender<bool>,
    node: [u8; 32],
    roles: RwLock<Roles>,
}

impl Shared {
    pub fn client(&self) -> ClientConfig {
        let roles = self.roles.read().unwrap_or_else(PoisonError::into_inner);
        roles.client.clone()
    }

    /// Tells of a connection that came to nothing: once in the log, and as an event if someone refused.
    pub fn report(
        &self,
        remote: SocketAddr,
        name: String,
        failure: &HandshakeFailure,
        events: &mpsc::Sender<Event>,
    ) {
        let HandshakeFailure::Refused(reason) = failure else {
            return debug!(remote = name, %failure, "no connection");
        };
        if self.refusals.is_new(remote.ip(), reason) {
            warn!(remote = name, reason, "connection refused");
        } else {
            debug!(remote = name, reason, "connection refused again");
        }
        let event = Event::Refused {
            remote: name,
            reason: reason.clone(),
        };
        if events.try_send(event).is_err() {
            debug!("no room for the news of a refusal");
        }
    }

    fn close(&self, reason: &str) {
        self.closing.send_replace(true);
        self.quinn
            .close(CloseCode::Stopped.into(), reason.as_bytes());
    }

    fn roles_mut(&self) -> std::sync::RwLockWriteGuard<'_, Roles> {
        self.roles.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The TLS side of the identity, as dialler and as the one who answers.
struct Roles {
    client: ClientConfig,
    server: ServerConfig,
    serving: bool,
}

/// How long leaving may take.
const FAREWELL: Duration = Duration::from_secs(2);
