use std::sync::Arc;

use quinn::crypto::rustls::{NoInitialCipherSuite, QuicClientConfig, QuicServerConfig};
use quinn::{ClientConfig, ServerConfig, TransportConfig, VarInt};
use rustls::RootCertStore;
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::{VerifierBuilderError, WebPkiClientVerifier};
use rustls::version::TLS13;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::identity::Identity;
use crate::options::LinkOptions;

/// Mutual TLS in both roles. Both ends verify with webpki against the tree's authority alone; sessions
/// are never resumed, so every connection is verified afresh and no early data can be replayed.
pub(crate) struct TlsConfigs {
    pub client: ClientConfig,
    pub server: ServerConfig,
}

impl TlsConfigs {
    pub fn new(identity: &Identity, options: &LinkOptions) -> Result<Self, TlsError> {
        // Named everywhere: another crate in the tree may bring a second provider, and the builders
        // without a name panic when there are two.
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(identity.authority().clone())?;
        let roots = Arc::new(roots);

        let client = client_tls(identity, roots.clone(), provider.clone())?;
        let mut client = ClientConfig::new(Arc::new(QuicClientConfig::try_from(client)?));
        let mut transport = transport(options);
        // One side's questions keep both sides' timers fed; the dialler pays for its own line.
        transport.keep_alive_interval(Some(options.keep_alive));
        client.transport_config(Arc::new(transport));

        let server = server_tls(identity, roots, provider)?;
        let mut server = ServerConfig::with_crypto(Arc::new(QuicServerConfig::try_from(server)?));
        server
            .transport_config(Arc::new(self::transport(options)))
            .max_incoming(INCOMING_MAX)
            .incoming_buffer_size(INCOMING_BYTES_MAX)
            .incoming_buffer_size_total(INCOMING_BYTES_TOTAL_MAX);
        Ok(Self { client, server })
    }
}

/// Why no TLS configuration came of an identity.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    #[error(transparent)]
    Rustls(#[from] rustls::Error),
    #[error(transparent)]
    Verifier(#[from] VerifierBuilderError),
    #[error(transparent)]
    CipherSuite(#[from] NoInitialCipherSuite),
}

fn client_tls(
    identity: &Identity,
    roots: Arc<RootCertStore>,
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ClientConfig, TlsError> {
    let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build()?;
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .with_webpki_verifier(verifier)
        .with_client_auth_cert(vec![identity.cert().clone()], private_key(identity))?;
    tls.alpn_protocols = vec![ALPN.to_vec()];
    tls.resumption = Resumption::disabled();
    Ok(tls)
}

fn server_tls(
    identity: &Identity,
    roots: Arc<RootCertStore>,
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ServerConfig, TlsError> {
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider.clone()).build()?;
    let mut tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![identity.cert().clone()], private_key(identity))?;
    tls.alpn_protocols = vec![ALPN.to_vec()];
    tls.send_tls13_tickets = 0;
    Ok(tls)
}

fn transport(options: &LinkOptions) -> TransportConfig {
    let idle = options
        .idle_timeout
        .try_into()
        .expect("idle_timeout was checked to be at most a day");
    let mut transport = TransportConfig::default();
    transport
        .max_idle_timeout(Some(idle))
        .max_concurrent_bidi_streams(VarInt::from_u32(options.streams_max))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(options.receive_window))
        .receive_window(VarInt::from_u32(options.receive_window))
        .send_window(u64::from(options.send_window))
        // Datagrams are not spoken here; what is not taken needs no room.
        .datagram_receive_buffer_size(None);
    transport
}

fn private_key(identity: &Identity) -> PrivateKeyDer<'static> {
    PrivatePkcs8KeyDer::from(identity.key().to_pkcs8_der()).into()
}

/// The name every node's certificate carries. Webpki wants a name to check; who a node is stands in
/// its key and its place, which are read after the handshake.
pub(crate) const SERVER_NAME: &str = "node.lianban.internal";

const ALPN: &[u8] = b"lianban/1";

/// Strangers' first packets held before a handshake begins; the library's own bounds (65,536 of
/// 10 MiB each, 100 MiB in all) are for bigger machines.
const INCOMING_MAX: usize = 1024;
const INCOMING_BYTES_MAX: u64 = 64 * 1024;
const INCOMING_BYTES_TOTAL_MAX: u64 = 8 * 1024 * 1024;
