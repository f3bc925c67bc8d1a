//! A child's end of a line in our own hands: valid certificate, arbitrary frames.

use crate::hall::{Node, Tree, place};
use lianban::config;
use link::{Event, LinkOptions};
use serde_bytes::ByteBuf;
use std::time::Duration;
use sync::{Frame, Hello, StoreId};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::Receiver;

/// How long a frame may take to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// Frames that we send may be longer than what nodes take.
const OUR_FRAME_MAX: usize = 16 << 20;

/// The line, dialled anew by itself when it is closed.
pub struct Line {
    runtime: Runtime,
    _endpoint: link::Endpoint,
    _dial: link::DialHandle,
    events: Receiver<Event>,
    sender: Option<link::Sender>,
    code: String,
    sent: u64,
}

impl Line {
    /// Dials `parent` with the certificate of the node at `code`.
    pub fn dial(tree: &Tree, code: &str, parent: &Node) -> Line {
        let runtime = Runtime::new().unwrap();
        let (endpoint, dial, events) = runtime.block_on(async {
            let identity = config::identity(&tree.node_dir(code)).unwrap();
            let options = LinkOptions {
                max_frame: OUR_FRAME_MAX,
                backoff_max: Duration::from_millis(400),
                ..LinkOptions::default()
            };
            let loopback = "127.0.0.1:0".parse().unwrap();
            let endpoint = link::Endpoint::bind(identity, loopback, options).unwrap();
            let (events, queue) = link::event_channel(64);
            let above = place(code).parent().unwrap().to_string();
            let dial = endpoint.dial(parent.listen.clone(), above, events, 7);
            (endpoint, dial, queue)
        });
        Line {
            runtime,
            _endpoint: endpoint,
            _dial: dial,
            events,
            sender: None,
            code: code.to_owned(),
            sent: 0,
        }
    }

    fn event(&mut self, what: &str) -> Event {
        let event = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, self.events.recv()).await });
        let event = event.unwrap_or_else(|_| panic!("did not come: {what}"));
        event.expect("the endpoint lives")
    }

    /// Waits until the line is up, and greets as a store that holds nothing; answers the parent's words.
    pub fn greet(&mut self) -> Hello {
        while self.sender.is_none() {
            if let Event::Up { sender, .. } = self.event("the line up") {
                self.sender = Some(sender);
            }
        }
        self.send(&Frame::Hello(Hello {
            protocol: sync::PROTOCOL,
            schema: sync::SCHEMA,
            store: StoreId {
                store: [7; 16],
                incarnation: [8; 16],
            },
            place: place(&self.code),
            cursor: None,
            reach: Vec::new(),
            newest: sync::PROTOCOL,
            loading: None,
        }));
        loop {
            if let Frame::Hello(hello) = self.frame("a greeting") {
                self.sent = hello.cursor.map_or(0, |cursor| cursor.seq);
                return hello;
            }
        }
    }

    /// Sends bytes as one frame, whatever they are.
    pub fn send_bytes(&self, bytes: Vec<u8>) {
        let sender = self.sender.as_ref().expect("the line is up");
        sender.send(bytes).unwrap();
    }

    /// Sends a frame.
    pub fn send(&self, frame: &Frame) {
        self.send_bytes(sync::encode(frame));
    }

    /// Sends items as the next of our feed, and waits until they are acknowledged.
    pub fn feed(&mut self, items: Vec<Vec<u8>>) {
        let first = self.sent + 1;
        self.sent += items.len() as u64;
        self.send(&Frame::Feed {
            first,
            items: items.into_iter().map(ByteBuf::from).collect(),
            rolling: [9; 16],
            held: Vec::new(),
        });
        loop {
            if let Frame::Ack { seq, .. } = self.frame("an acknowledgement")
                && seq >= self.sent
            {
                return;
            }
        }
    }

    /// The next frame of the parent.
    pub fn frame(&mut self, what: &str) -> Frame {
        loop {
            match self.event(what) {
                Event::Frame { bytes, .. } => return sync::decode(&bytes).unwrap(),
                Event::Down { reason, .. } => panic!("{what}: the line went down: {reason}"),
                _ => continue,
            }
        }
    }

    /// Waits until the line is closed; answers why.
    pub fn closed(&mut self) -> String {
        loop {
            if let Event::Down { reason, .. } = self.event("the line closed") {
                self.sender = None;
                return reason;
            }
        }
    }
}
