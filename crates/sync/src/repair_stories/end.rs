//! One hub in our own hands, and whatever may be said to it.

use crate::stories::VILLAGE;
use crate::world::{place, store};
use crate::{
    Cursor, FeedHead, Frame, HeldBucket, HeldSum, Hello, Hub, HubConfig, HubInput, HubOutput,
    Level, LinkNo, LoadAt, Loading, Names, Outgoing, PROTOCOL, Passed, RECORDS_NAMED_MAX, SCHEMA,
    Urgent, decode, encode,
};
use dice::Dice;
use record::RecordId;
use serde_bytes::ByteBuf;
use tiers::Digest;

/// The feed of an [`End`], when all of it has come.
pub(super) const FOLLOWED: Cursor = Cursor {
    from: store(1, 0),
    seq: 2,
    rolling: [3; 16],
    loading: None,
    mending: false,
    floor: 0,
};

/// What a store says that holds nothing.
pub(super) fn greeting(from: &str) -> Hello {
    Hello {
        protocol: PROTOCOL,
        schema: SCHEMA,
        store: store(9, 0),
        place: place(from),
        cursor: None,
        reach: Vec::new(),
        newest: PROTOCOL,
        loading: None,
    }
}

/// One hub whose caller answers at once, with a feed of two items and no records.
pub(super) struct End {
    pub(super) hub: Hub,
    pub(super) link: LinkNo,
    pub(super) sent: Vec<Frame>,
    pub(super) tasks: Vec<u64>,
    pub(super) disagreed: usize,
    /// How many changes it has of whatever record it is asked for.
    pub(super) changes: u32,
}

impl End {
    pub(super) fn new(at: &str, link: LinkNo, peer: &str) -> End {
        let mut hub = Hub::new(HubConfig {
            place: place(at),
            store: store(1, 0),
        });
        let head = FeedHead {
            seq: 2,
            rolling: [3; 16],
        };
        hub.add_link(link, place(peer), head, None);
        let mut end = End {
            hub,
            link,
            sent: Vec::new(),
            tasks: Vec::new(),
            disagreed: 0,
            changes: 0,
        };
        let out = end.hub.handle(HubInput::Up { link });
        end.carry_out(out);
        end
    }

    /// A peer greets that holds nothing.
    pub(super) fn is_greeted_by(&mut self, peer: &str) {
        self.hears(&Frame::Hello(greeting(peer)));
    }

    /// A peer greets that has all of the feed.
    pub(super) fn is_followed_by(&mut self, peer: &str) {
        self.hears(&Frame::Hello(Hello {
            cursor: Some(FOLLOWED),
            ..greeting(peer)
        }));
    }

    pub(super) fn hears(&mut self, frame: &Frame) -> Vec<HubOutput> {
        let link = self.link;
        let bytes = encode(frame);
        let out = self.hub.handle(HubInput::Frame { link, bytes });
        self.carry_out(out)
    }

    pub(super) fn store_all(&mut self) {
        for task in std::mem::take(&mut self.tasks) {
            let out = self.hub.handle(HubInput::Stored { task });
            self.carry_out(out);
        }
    }

    /// Answers the outputs that it does not answer itself.
    pub(super) fn carry_out(&mut self, outputs: Vec<HubOutput>) -> Vec<HubOutput> {
        let mut rest = Vec::new();
        for output in outputs {
            let input = match output {
                HubOutput::Send { bytes, .. } => {
                    self.sent.push(decode(&bytes).unwrap());
                    continue;
                }
                HubOutput::Admit { task, .. } => {
                    self.tasks.push(task);
                    continue;
                }
                HubOutput::Disagrees { .. } => {
                    self.disagreed += 1;
                    continue;
                }
                HubOutput::CheckFeed { link, seq } => HubInput::FeedChecked {
                    link,
                    rolling: (seq <= 2).then_some([3; 16]),
                },
                HubOutput::ReadFeed { link, from, .. } => HubInput::FeedRead {
                    link,
                    items: (from..=self.hub.link(link).map_or(0, |view| view.last))
                        .map(|seq| Outgoing {
                            seq,
                            rolling: [3; 16],
                            bytes: vec![1],
                        })
                        .collect(),
                },
                HubOutput::ReadRecords { link, .. } => HubInput::RecordsRead {
                    link,
                    items: vec![],
                    at: LoadAt::default(),
                    done: true,
                },
                HubOutput::ReadHeld { link, .. } => HubInput::HeldRead {
                    link,
                    held: vec![],
                    more: false,
                },
                HubOutput::ReadNames { link, records } => HubInput::NamesRead {
                    link,
                    names: (records.into_iter())
                        .map(|id| {
                            let changes = 0..self.changes;
                            Names::of(id, changes.map(|n| Digest::of(&n.to_le_bytes())))
                        })
                        .collect(),
                },
                HubOutput::ReadMissing { link, wanted, .. } => HubInput::MissingRead {
                    link,
                    items: vec![],
                    whole: wanted.len(),
                    skip: 0,
                },
                other => {
                    rest.push(other);
                    continue;
                }
            };
            let out = self.hub.handle(input);
            rest.extend(self.carry_out(out));
        }
        rest
    }
}

/// Any frame with any content, near enough to what fits that some of it is believed.
pub(super) fn any_frame(dice: &mut Dice) -> Frame {
    let id = |dice: &mut Dice| {
        let mut id = [0; 32];
        id[0] = dice.index(3) as u8;
        id[5] = dice.index(3) as u8;
        RecordId(Digest(id))
    };
    let seq = |dice: &mut Dice| *dice.choose(&[0, 0, 1, 2, 3, 7, u64::MAX]);
    let rolling = |dice: &mut Dice| [*dice.choose(&[0u8, 3, 9]); 16];
    let level = |dice: &mut Dice| *dice.choose(&[Level::Broad, Level::Middle, Level::Leaf]);
    let numbers = |dice: &mut Dice| -> Vec<u16> {
        let top = *dice.choose(&[300usize, 5_000, 65_536]);
        let count = *dice.choose(&[0usize, 1, 2, 300]);
        let mut all: Vec<u16> = (0..count).map(|_| dice.index(top) as u16).collect();
        if dice.index(3) > 0 {
            all.sort_unstable();
            all.dedup();
        }
        all
    };
    let names = |dice: &mut Dice| -> Vec<Names> {
        let count = *dice.choose(&[0, 1, 2, RECORDS_NAMED_MAX + 1]);
        let mut all: Vec<Names> = (0..count)
            .map(|_| Names {
                record: id(dice),
                names: ByteBuf::from(vec![1; *dice.choose(&[0, 8, 16, 9])]),
            })
            .collect();
        all.sort_by_key(|names| names.record);
        all.dedup_by_key(|names| names.record);
        all
    };
    let held = |dice: &mut Dice| HeldSum {
        count: seq(dice),
        sum: dice.index(3) as u128,
    };
    let end = |dice: &mut Dice| (dice.index(2) == 0).then(|| id(dice));
    match dice.index(15) {
        14 => Frame::Express {
            items: (0..*dice.choose(&[0, 1, 2, 300]))
                .map(|_| Urgent(seq(dice), ByteBuf::from(vec![1])))
                .collect(),
        },
        0 => Frame::Feed {
            first: seq(dice),
            items: vec![ByteBuf::from(vec![1]); dice.index(3)],
            rolling: rolling(dice),
            held: vec![Passed(seq(dice), rolling(dice)); dice.index(2)],
        },
        1 => Frame::Ack {
            seq: seq(dice),
            reach: vec![seq(dice); dice.index(4)],
        },
        2 | 3 => Frame::Load {
            start: seq(dice),
            rolling: rolling(dice),
            items: vec![ByteBuf::from(vec![1]); dice.index(3)],
            last: end(dice),
            done: dice.index(2) == 0,
        },
        4 => Frame::Jump {
            seq: seq(dice),
            rolling: rolling(dice),
        },
        5 => Frame::Mend {
            items: vec![ByteBuf::from(vec![1]); dice.index(3)],
            done: dice.index(2) == 0,
        },
        6 => Frame::Taken { frames: seq(dice) },
        7 => Frame::Compare {
            mine: seq(dice),
            yours: seq(dice),
            root: HeldBucket::new(0, held(dice)),
        },
        8 => {
            let (level, all) = (level(dice), numbers(dice));
            let buckets = all.into_iter().map(|no| HeldBucket::new(no, held(dice)));
            Frame::Sums {
                level,
                buckets: buckets.collect(),
            }
        }
        9 => Frame::Ask {
            level: level(dice),
            buckets: numbers(dice),
        },
        10 => Frame::List {
            leaves: numbers(dice),
            after: end(dice),
            upto: end(dice),
            held: vec![],
        },
        11 => Frame::Names {
            names: names(dice),
            upto: end(dice),
        },
        12 => Frame::Have { names: names(dice) },
        _ => match dice.index(3) {
            0 => Frame::Same,
            1 => Frame::Later,
            _ => Frame::Hello(Hello {
                loading: Some(Cursor {
                    seq: seq(dice),
                    rolling: rolling(dice),
                    loading: Some(Loading { last: end(dice) }),
                    ..FOLLOWED
                }),
                ..greeting(VILLAGE)
            }),
        },
    }
}
