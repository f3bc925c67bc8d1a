//! Links between real endpoints over loopback UDP.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use link::{
    Authority, DialHandle, Endpoint, Event, Identity, LinkOptions, NodeKey, Peer, Relay,
    SendFrameError, Sender, event_channel,
};
use tokio::net::UdpSocket;
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};

const COUNTY: &str = "230602000000";
const TOWN: &str = "230602001000";

#[tokio::test]
async fn both_sides_learn_who_and_where_the_other_is() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;
    assert_eq!(above.peer, peer(1, COUNTY, "county"));
    assert_eq!(below.peer, peer(2, TOWN, "town"));
    assert!(above.dialled && !below.dialled);

    above.sender.send(b"up".to_vec()).unwrap();
    below.sender.send(b"down".to_vec()).unwrap();
    assert_eq!(
        frame(&mut county.events).await,
        (below.session, b"up".to_vec())
    );
    assert_eq!(
        frame(&mut town.events).await,
        (above.session, b"down".to_vec())
    );
    let stats = above.sender.stats();
    assert!(stats.sent_bytes > 1000 && stats.received_bytes > 1000 && stats.rtt_micros > 0);
}

#[tokio::test]
async fn a_parent_may_be_given_by_name() {
    let tree = Tree::new("tree");
    let county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let town = Endpoint::bind(tree.enrol(2, TOWN, "town"), loopback(), quick()).unwrap();
    let (events, mut received) = event_channel(16);
    let address = format!("localhost:{}", county.addr.port());
    let _dial = town.dial(address, COUNTY.into(), events, 1);
    assert_eq!(up(&mut received).await.peer.place, COUNTY);
}

#[tokio::test]
async fn a_certificate_of_another_tree_is_refused_on_both_sides() {
    // The same name on purpose: names do not make a tree.
    let (here, there) = (Tree::new("tree"), Tree::new("tree"));
    let mut county = Parent::start(here.enrol(1, COUNTY, "county"), quick());
    let mut town = Child::start(there.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    for events in [&mut county.events, &mut town.events] {
        let reason = refused(events).await;
        assert!(reason.contains("certificate of another tree"), "{reason}");
    }
    let last = town.dial.last_failure().unwrap();
    assert!(last.contains("certificate of another tree"), "{last}");
}

#[tokio::test]
async fn a_parent_of_another_place_is_refused_by_the_dialler() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let expected = "230603000000";
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, expected);
    let reason = refused(&mut town.events).await;
    assert!(
        reason.contains(COUNTY) && reason.contains(expected),
        "{reason}"
    );
    refused(&mut county.events).await;
}

#[tokio::test]
async fn a_frame_over_the_limit_closes_the_connection_and_nothing_else() {
    let tree = Tree::new("tree");
    let small = LinkOptions {
        max_frame: 1000,
        ..quick()
    };
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), small);
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;
    assert_eq!(
        below.sender.send(vec![0; 1001]),
        Err(SendFrameError::FrameTooLong {
            len: 1001,
            max: 1000
        })
    );
    above.sender.send(vec![0; 1000]).unwrap();
    above.sender.send(vec![0; 1001]).unwrap();
    assert_eq!(frame(&mut county.events).await.1.len(), 1000);
    let reason = down(&mut county.events, below.session).await;
    assert!(
        reason.contains("1001") && reason.contains("1000"),
        "{reason}"
    );
    let reason = down(&mut town.events, above.session).await;
    assert!(reason.contains("frame too long"), "{reason}");
    assert_eq!(above.sender.send(vec![]), Err(SendFrameError::Closed));

    let again = up(&mut town.events).await;
    again.sender.send(b"still here".to_vec()).unwrap();
    up(&mut county.events).await;
    assert_eq!(frame(&mut county.events).await.1, b"still here");
}

/// A county and a town of it, over a line that can be cut.
fn over_a_relay(options: LinkOptions) -> (Parent, Relay, Child) {
    let tree = Tree::new("tree");
    let county = Parent::start(tree.enrol(1, COUNTY, "county"), options.clone());
    let relay = Relay::start(loopback(), county.addr).unwrap();
    let at = relay.local_addr();
    let town = Child::start(tree.enrol(2, TOWN, "town"), options, at, COUNTY);
    (county, relay, town)
}

#[tokio::test]
async fn a_link_comes_back_after_the_line_was_cut() {
    let (mut county, relay, mut town) = over_a_relay(quick());
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;

    relay.set_cut(true);
    down(&mut town.events, above.session).await;
    down(&mut county.events, below.session).await;
    relay.set_cut(false);
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;
    above.sender.send(b"back".to_vec()).unwrap();
    assert_eq!(
        frame(&mut county.events).await,
        (below.session, b"back".to_vec())
    );
    let counters = relay.counters();
    assert!(counters.up_bytes > 1000 && counters.down_bytes > 1000);
}

/// A line that is given up a minute after it fell silent, and sooner only where something is owed.
fn patient() -> LinkOptions {
    LinkOptions {
        idle_timeout: Duration::from_secs(60),
        keep_alive: Duration::from_secs(25),
        answer_timeout: Duration::from_millis(500),
        ..quick()
    }
}

#[tokio::test]
async fn a_peer_that_owes_an_acknowledgement_is_soon_missed() {
    let (mut county, relay, mut town) = over_a_relay(patient());
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;
    above.sender.send(b"first".to_vec()).unwrap();
    assert_eq!(frame(&mut county.events).await.1, b"first");
    // Long enough for every timer of what was acknowledged to have ended.
    sleep(patient().answer_timeout * 3).await;

    relay.set_cut(true);
    above.sender.send(b"lost".to_vec()).unwrap();
    let reason = down(&mut town.events, above.session).await;
    assert!(reason.contains("acknowledge"), "{reason}");
    // The other end is owed nothing; a probe makes it notice as well.
    county.endpoint.prober().probe();
    let reason = down(&mut county.events, below.session).await;
    assert!(reason.contains("acknowledge"), "{reason}");

    relay.set_cut(false);
    let again = up(&mut town.events).await;
    up(&mut county.events).await;
    again.sender.send(b"back".to_vec()).unwrap();
    assert_eq!(frame(&mut county.events).await.1, b"back");
}

#[tokio::test]
async fn a_quiet_line_outlives_a_cut_and_many_probes() {
    let (mut county, relay, mut town) = over_a_relay(patient());
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;
    let prober = town.endpoint.prober();
    for _ in 0..20 {
        prober.probe();
        sleep(Duration::from_millis(20)).await;
    }
    sleep(patient().answer_timeout * 2).await;
    let quiet = relay.counters();

    relay.set_cut(true);
    // Nobody sends, so nobody waits for anything.
    sleep(patient().answer_timeout * 3).await;
    relay.set_cut(false);
    let sent = (relay.counters().up_bytes, relay.counters().down_bytes);
    assert_eq!(sent, (quiet.up_bytes, quiet.down_bytes));
    above.sender.send(b"up".to_vec()).unwrap();
    let whole = (below.session, b"up".to_vec());
    assert_eq!(frame(&mut county.events).await, whole);
}

#[tokio::test]
async fn a_frame_gets_through_a_slow_line_that_loses_packets() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), LinkOptions::default());
    let relay = Relay::start(loopback(), county.addr).unwrap();
    relay.set_loss(50);
    relay.set_delay(Duration::from_millis(10));
    let options = LinkOptions::default();
    let at = relay.local_addr();
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), options, at, COUNTY);
    let above = up(&mut town.events).await;
    up(&mut county.events).await;
    let sent: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
    above.sender.send(sent.clone()).unwrap();
    assert_eq!(frame(&mut county.events).await.1, sent);
    assert!(above.sender.stats().rtt_micros >= 20_000);
}

#[tokio::test]
async fn frames_stay_whole_and_in_order_on_a_narrow_line_that_loses_delays_and_reorders() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), LinkOptions::default());
    let relay = Relay::start(loopback(), county.addr).unwrap();
    relay.set_loss(20);
    relay.set_delay(Duration::from_millis(5));
    relay.set_reordering(100);
    let narrow = 1_000_000;
    relay.set_rate(narrow);
    let options = LinkOptions::default();
    let at = relay.local_addr();
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), options, at, COUNTY);
    let above = up(&mut town.events).await;
    up(&mut county.events).await;
    let begun = std::time::Instant::now();
    for n in 0..40u32 {
        let frame: Vec<u8> = (0..5_000u32)
            .map(|i| (i.wrapping_mul(n + 7) >> 3) as u8)
            .collect();
        above.sender.send(frame).unwrap();
    }
    for n in 0..40u32 {
        let sent: Vec<u8> = (0..5_000u32)
            .map(|i| (i.wrapping_mul(n + 7) >> 3) as u8)
            .collect();
        assert_eq!(frame(&mut county.events).await.1, sent);
    }
    // 200 kB do not fit through a line of 1 MB/s in less than a fifth of a second.
    assert!(begun.elapsed() >= Duration::from_millis(190));
}

#[tokio::test]
async fn a_nudge_ends_the_wait() {
    let tree = Tree::new("tree");
    let patient = LinkOptions {
        backoff_min: Duration::from_secs(3600),
        backoff_max: Duration::from_secs(3600),
        ..quick()
    };
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let relay = Relay::start(loopback(), county.addr).unwrap();
    relay.set_cut(true);
    let at = relay.local_addr();
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), patient, at, COUNTY);
    within("the first attempt to fail", async {
        while town.dial.last_failure().is_none() {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    relay.set_cut(false);
    let began = Instant::now();
    town.dial.nudge();
    up(&mut town.events).await;
    up(&mut county.events).await;
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_newer_connection_of_one_node_replaces_the_older() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let identity = tree.enrol(2, TOWN, "town");
    // The first never comes back by itself during this test.
    let patient = LinkOptions {
        backoff_min: Duration::from_secs(3600),
        backoff_max: Duration::from_secs(3600),
        ..quick()
    };
    let mut first = Child::start(identity.clone(), patient, county.addr, COUNTY);
    let above = up(&mut first.events).await;
    let below = up(&mut county.events).await;
    let mut second = Child::start(identity, quick(), county.addr, COUNTY);
    up(&mut second.events).await;
    // Strictly in this order: what is above must never hold two sessions with one node.
    let reason = down(&mut county.events, below.session).await;
    assert!(
        reason.contains("replaced by a newer connection"),
        "{reason}"
    );
    let newer = up(&mut county.events).await;
    assert!(newer.session > below.session);
    let reason = down(&mut first.events, above.session).await;
    assert!(
        reason.contains("replaced by a newer connection"),
        "{reason}"
    );
}

#[tokio::test]
async fn two_nodes_that_dial_each_other_keep_both_connections() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let mut town = Parent::start(tree.enrol(2, TOWN, "town"), quick());
    let (events, mut up_there) = event_channel(16);
    let address = county.addr.to_string();
    let _up = town.endpoint.dial(address, COUNTY.into(), events, 1);
    let (events, mut down_there) = event_channel(16);
    let address = town.addr.to_string();
    let _down = county.endpoint.dial(address, TOWN.into(), events, 2);
    let dialled = [up(&mut up_there).await, up(&mut down_there).await];
    up(&mut county.events).await;
    up(&mut town.events).await;
    dialled[0].sender.send(b"1".to_vec()).unwrap();
    dialled[1].sender.send(b"2".to_vec()).unwrap();
    assert_eq!(frame(&mut county.events).await.1, b"1");
    assert_eq!(frame(&mut town.events).await.1, b"2");
}

#[tokio::test]
async fn garbage_datagrams_do_not_matter() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    let above = up(&mut town.events).await;
    up(&mut county.events).await;
    let stranger = UdpSocket::bind(loopback()).await.unwrap();
    for n in 0..2000usize {
        // Half look like the first packet of a handshake (version 1, long header).
        let mut bytes: Vec<u8> = (0..n % 1300 + 1).map(|_| rand::random()).collect();
        if n % 2 == 0 {
            bytes.splice(..bytes.len().min(6), [0xc3, 0, 0, 0, 1, 8]);
        }
        let _ = stranger.send_to(&bytes, county.addr).await;
    }
    above.sender.send(b"undisturbed".to_vec()).unwrap();
    assert_eq!(frame(&mut county.events).await.1, b"undisturbed");
}

#[tokio::test]
async fn a_slow_reader_holds_the_writer_and_nothing_piles_up() {
    const FRAME: usize = 64 * 1024;
    const FRAMES: usize = 20 * 1024 * 1024 / FRAME;
    let tree = Tree::new("tree");
    let options = LinkOptions {
        receive_window: 512 * 1024,
        send_window: 512 * 1024,
        ..LinkOptions::default()
    };
    let mut county = Parent::start_with(tree.enrol(1, COUNTY, "county"), options.clone(), 4);
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), options, county.addr, COUNTY);
    let above = up(&mut town.events).await;
    up(&mut county.events).await;
    for n in 0..FRAMES {
        above.sender.send(vec![n as u8; FRAME]).unwrap();
    }
    // Nobody reads: what left the queue is what the windows and four places in the channel hold.
    sleep(Duration::from_millis(500)).await;
    let taken = FRAMES * FRAME - above.sender.queued_bytes();
    let bound = 512 * 1024 + 512 * 1024 + 8 * FRAME;
    assert!(taken <= bound, "{taken} bytes were taken from the queue");
    for n in 0..FRAMES {
        let (_, bytes) = frame(&mut county.events).await;
        assert!(bytes.len() == FRAME && bytes[0] == n as u8, "frame {n}");
        assert!(county.events.len() <= 4);
        sleep(Duration::from_micros(200)).await;
    }
    assert_eq!(above.sender.queued_bytes(), 0);
}

#[tokio::test]
async fn many_small_frames_arrive_in_order() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    let above = up(&mut town.events).await;
    up(&mut county.events).await;
    for n in 0..20_000u32 {
        above.sender.send(n.to_le_bytes().to_vec()).unwrap();
    }
    for n in 0..20_000u32 {
        assert_eq!(frame(&mut county.events).await.1, n.to_le_bytes());
    }
    // Together they cost little more than their bytes: they travelled many to a packet.
    assert!(above.sender.stats().sent_bytes < 20_000 * 8 * 2);
}

#[tokio::test]
async fn closing_tells_the_peer_why_and_the_dialler_comes_back() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;
    below.sender.close("节点已注销");
    let reason = down(&mut town.events, above.session).await;
    assert!(reason.contains("节点已注销"), "{reason}");
    assert_eq!(down(&mut county.events, below.session).await, "节点已注销");
    up(&mut town.events).await;
    let below = up(&mut county.events).await;

    town.endpoint.close("going home").await;
    let reason = down(&mut county.events, below.session).await;
    assert!(reason.contains("going home"), "{reason}");
    assert!(matches!(next(&mut town.events).await, Event::Down { .. }));
    let ended = within("the dialling to end", town.events.recv()).await;
    assert!(ended.is_none(), "{ended:?}");
}

#[tokio::test]
async fn dropping_the_handle_ends_the_dialling() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    let above = up(&mut town.events).await;
    let below = up(&mut county.events).await;
    drop(town.dial);
    down(&mut town.events, above.session).await;
    down(&mut county.events, below.session).await;
    assert!(within("the end", town.events.recv()).await.is_none());
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_from_the_next_connection_on() {
    let tree = Tree::new("tree");
    let mut county = Parent::start(tree.enrol(1, COUNTY, "county"), quick());
    let mut town = Child::start(tree.enrol(2, TOWN, "town"), quick(), county.addr, COUNTY);
    let above = up(&mut town.events).await;
    assert_eq!(up(&mut county.events).await.peer.tier, "town");
    town.endpoint
        .renew(&tree.enrol(2, TOWN, "subdistrict"))
        .unwrap();
    assert!(town.endpoint.renew(&tree.enrol(3, TOWN, "town")).is_err());
    above.sender.close("try the new one");
    assert!(matches!(next(&mut county.events).await, Event::Down { .. }));
    assert_eq!(up(&mut county.events).await.peer.tier, "subdistrict");
}

#[tokio::test]
async fn options_that_cannot_work_are_refused() {
    let options = LinkOptions {
        max_frame: 0,
        ..LinkOptions::default()
    };
    let identity = Tree::new("tree").enrol(1, COUNTY, "county");
    assert!(Endpoint::bind(identity, loopback(), options).is_err());
}

/// A tree with its authority.
struct Tree {
    authority: Authority,
    now: i64,
}

impl Tree {
    fn new(name: &str) -> Self {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis() as i64;
        Self {
            authority: Authority::create(name, true, now).unwrap(),
            now,
        }
    }

    fn enrol(&self, seed: u8, place: &str, tier: &str) -> Identity {
        let key = NodeKey::from_seed([seed; 32]);
        let node = key.node_id();
        let issued = self
            .authority
            .issue(&node, place, tier, self.now, 30)
            .unwrap();
        let ca = self.authority.cert_pem();
        Identity::load(&issued.cert_pem, &key.to_pkcs8_pem(), &ca).unwrap()
    }
}

/// A node that answers.
struct Parent {
    endpoint: Endpoint,
    addr: SocketAddr,
    events: Receiver<Event>,
}

impl Parent {
    fn start(identity: Identity, options: LinkOptions) -> Self {
        Self::start_with(identity, options, 64)
    }

    fn start_with(identity: Identity, options: LinkOptions, capacity: usize) -> Self {
        let endpoint = Endpoint::bind(identity, loopback(), options).unwrap();
        let (events, received) = event_channel(capacity);
        endpoint.serve(events);
        Self {
            addr: endpoint.local_addr().unwrap(),
            endpoint,
            events: received,
        }
    }
}

/// A node that dials.
struct Child {
    endpoint: Endpoint,
    dial: DialHandle,
    events: Receiver<Event>,
}

impl Child {
    fn start(identity: Identity, options: LinkOptions, to: SocketAddr, place: &str) -> Self {
        let endpoint = Endpoint::bind(identity, loopback(), options).unwrap();
        let (events, received) = event_channel(64);
        let dial = endpoint.dial(to.to_string(), place.to_string(), events, 7);
        Self {
            endpoint,
            dial,
            events: received,
        }
    }
}

struct Up {
    peer: Peer,
    session: u64,
    sender: Sender,
    dialled: bool,
}

async fn up(events: &mut Receiver<Event>) -> Up {
    match next(events).await {
        Event::Up {
            peer,
            session,
            sender,
            dialled,
        } => Up {
            peer,
            session,
            sender,
            dialled,
        },
        other => panic!("a session was due, not {other:?}"),
    }
}

async fn frame(events: &mut Receiver<Event>) -> (u64, Vec<u8>) {
    match next(events).await {
        Event::Frame { session, bytes } => (session, bytes),
        other => panic!("a frame was due, not {other:?}"),
    }
}

async fn down(events: &mut Receiver<Event>, expected: u64) -> String {
    match next(events).await {
        Event::Down {
            session, reason, ..
        } => {
            assert_eq!(session, expected);
            reason
        }
        other => panic!("an end was due, not {other:?}"),
    }
}

async fn refused(events: &mut Receiver<Event>) -> String {
    match next(events).await {
        Event::Refused { reason, .. } => reason,
        other => panic!("a refusal was due, not {other:?}"),
    }
}

async fn next(events: &mut Receiver<Event>) -> Event {
    let event = within("an event", events.recv()).await;
    event.expect("the channel is open")
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match timeout(Duration::from_secs(20), future).await {
        Ok(value) => value,
        Err(_) => panic!("waited in vain for {what}"),
    }
}

fn peer(seed: u8, place: &str, tier: &str) -> Peer {
    Peer {
        node: NodeKey::from_seed([seed; 32]).node_id(),
        place: place.to_string(),
        tier: tier.to_string(),
        demo: true,
    }
}

/// Short times, so that losses show soon.
fn quick() -> LinkOptions {
    LinkOptions {
        idle_timeout: Duration::from_millis(1500),
        keep_alive: Duration::from_millis(300),
        backoff_min: Duration::from_millis(20),
        backoff_max: Duration::from_millis(200),
        ..LinkOptions::default()
    }
}

fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}
