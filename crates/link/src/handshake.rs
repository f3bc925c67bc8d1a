use quinn::{Connecting, Connection, ReadExactError, RecvStream, SendStream, WriteError};
use rustls_pki_types::CertificateDer;

use crate::certificate::Claims;
use crate::event::Peer;
use crate::frame::{self, HEADER};
use crate::refusal::HandshakeFailure;
use crate::sender::CloseCode;

/// A connection on which both sides have accepted each other, with its one stream open.
pub(crate) struct OpenedStream {
    pub connection: Connection,
    pub send: SendStream,
    pub recv: RecvStream,
    pub peer: Peer,
}

/// The dialler's half: verify, check the place, open the stream and wait for the answer.
///
/// In TLS 1.3 the dialler is through before the other side has judged its certificate. So each side
/// says an empty frame first, and the dialler believes in the connection only when it has heard one;
/// otherwise every refused attempt would look like a session that came up and went down.
pub(crate) async fn greet(
    connecting: Connecting,
    tree: &str,
    expected_place: &str,
) -> Result<OpenedStream, HandshakeFailure> {
    let connection = connecting
        .await
        .map_err(|error| HandshakeFailure::of(&error, tree))?;
    let peer = identify(&connection, tree)?;
    if peer.place != expected_place {
        let reason = format!(
            "the node that answered is of place {:?}, expected was {expected_place:?}",
            peer.place
        );
        return Err(refuse(&connection, reason));
    }
    let (mut send, mut recv) = connection
        .open_bi()
        .await
        .map_err(|error| HandshakeFailure::of(&error, tree))?;
    say_hello(&mut send, &connection, tree).await?;
    hear_hello(&mut recv, &connection, tree).await?;
    Ok(OpenedStream {
        connection,
        send,
        recv,
        peer,
    })
}

/// The other half: verify, take the stream, answer.
pub(crate) async fn answer(
    connecting: Connecting,
    tree: &str,
) -> Result<OpenedStream, HandshakeFailure> {
    let connection = connecting
        .await
        .map_err(|error| HandshakeFailure::of(&error, tree))?;
    let peer = identify(&connection, tree)?;
    let (mut send, mut recv) = connection
        .accept_bi()
        .await
        .map_err(|error| HandshakeFailure::of(&error, tree))?;
    hear_hello(&mut recv, &connection, tree).await?;
    say_hello(&mut send, &connection, tree).await?;
    Ok(OpenedStream {
        connection,
        send,
        recv,
        peer,
    })
}

fn identify(connection: &Connection, tree: &str) -> Result<Peer, HandshakeFailure> {
    let chain = connection
        .peer_identity()
        .and_then(|identity| identity.downcast::<Vec<CertificateDer<'static>>>().ok())
        .unwrap_or_default();
    let Some(cert) = chain.first() else {
        return Err(refuse(connection, "the peer showed no certificate".into()));
    };
    let claims = match Claims::read(cert) {
        Ok(claims) => claims,
        Err(error) => return Err(refuse(connection, error.to_string())),
    };
    if claims.tree != tree {
        let reason = format!(
            "certificate of another tree: it is of {:?}, ours is {tree:?}",
            claims.tree
        );
        return Err(refuse(connection, reason));
    }
    Ok(Peer {
        node: claims.node,
        place: claims.place,
        tier: claims.tier,
        demo: claims.demo,
    })
}

async fn say_hello(
    send: &mut SendStream,
    connection: &Connection,
    tree: &str,
) -> Result<(), HandshakeFailure> {
    match send.write_all(&frame::header(0)).await {
        Ok(()) => Ok(()),
        Err(WriteError::ConnectionLost(error)) => Err(HandshakeFailure::of(&error, tree)),
        Err(error) => Err(refuse(connection, error.to_string())),
    }
}

async fn hear_hello(
    recv: &mut RecvStream,
    connection: &Connection,
    tree: &str,
) -> Result<(), HandshakeFailure> {
    let mut hello = [0; HEADER];
    match recv.read_exact(&mut hello).await {
        Ok(()) if hello == frame::header(0) => Ok(()),
        Err(ReadExactError::ReadError(quinn::ReadError::ConnectionLost(error))) => {
            Err(HandshakeFailure::of(&error, tree))
        }
        _ => Err(refuse(connection, "the peer began with no greeting".into())),
    }
}

fn refuse(connection: &Connection, reason: String) -> HandshakeFailure {
    connection.close(CloseCode::Refused.into(), reason.as_bytes());
    HandshakeFailure::Refused(reason)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use tokio::time::timeout;

    use crate::{Authority, Endpoint, Event, Identity, LinkOptions, NodeKey, event_channel};

    fn enrolled(tree: &str, days: u32, age_days: i64) -> (Identity, Authority) {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis() as i64;
        let now = now - age_days * 86_400_000;
        let authority = Authority::create(tree, false, now).unwrap();
        let key = NodeKey::from_seed(rand::random());
        let cert = authority
            .issue(&key.node_id(), "place", "town", now, days)
            .unwrap();
        let ca = authority.cert_pem();
        let identity = Identity::load(&cert.cert_pem, &key.to_pkcs8_pem(), &ca).unwrap();
        (identity, authority)
    }

    /// The refusals of both sides when `child` dials `parent`; no session may come up on either.
    async fn refusals(parent: Identity, child: Identity) -> (String, String) {
        let loopback = "127.0.0.1:0".parse().unwrap();
        let parent = Endpoint::bind(parent, loopback, LinkOptions::default()).unwrap();
        let child = Endpoint::bind(child, loopback, LinkOptions::default()).unwrap();
        let (events, mut at_parent) = event_channel(8);
        parent.serve(events);
        let (events, mut at_child) = event_channel(8);
        let address = parent.local_addr().unwrap().to_string();
        let _dial = child.dial(address, "place".into(), events, 1);
        let mut reasons = Vec::new();
        for receiver in [&mut at_parent, &mut at_child] {
            match timeout(Duration::from_secs(5), receiver.recv()).await {
                Ok(Some(Event::Refused { reason, .. })) => reasons.push(reason),
                other => panic!("a refusal was due, not {other:?}"),
            }
        }
        let at_child = reasons.pop().unwrap();
        (reasons.pop().unwrap(), at_child)
    }

    #[tokio::test]
    async fn a_dialler_that_only_pretends_to_be_of_our_tree_is_refused_by_us() {
        let (parent, _) = enrolled("here", 30, 0);
        let (liar, _) = enrolled("there", 30, 0);
        let (at_parent, at_child) = refusals(parent.clone(), liar.trusting(&parent)).await;
        assert!(
            at_parent.contains("certificate of another tree"),
            "{at_parent}"
        );
        assert!(
            at_child.contains("certificate of another tree"),
            "{at_child}"
        );
    }

    #[tokio::test]
    async fn a_certificate_that_ran_out_is_refused_and_named_as_such() {
        let (parent, authority) = enrolled("tree", 30, 5);
        let key = NodeKey::from_seed([9; 32]);
        let long_ago =
            SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis() as i64 - 5 * 86_400_000;
        let cert = authority
            .issue(&key.node_id(), "p", "village", long_ago, 3)
            .unwrap();
        let ca = authority.cert_pem();
        let child = Identity::load(&cert.cert_pem, &key.to_pkcs8_pem(), &ca).unwrap();
        let (at_parent, at_child) = refusals(parent, child).await;
        assert!(at_parent.contains("run out"), "{at_parent}");
        assert!(
            at_child.contains("our certificate has run out"),
            "{at_child}"
        );
    }
}
