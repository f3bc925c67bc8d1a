//! The beginning of a session: who speaks, and whether the cursors fit the feeds.
//!
//! A cursor that does not fit says that the owner of the feed went back in time, whose feed is shorter or
//! other than what its peer durably holds. Nothing is sent twice for it: the peer follows from where the feed
//! is now ([`Frame::Jump`]), and what lies before is compared and mended. A child that learns it from its
//! parent begins a new life; a parent believes no child in that, and goes on.

use crate::breach::Breach;
use crate::feed::FeedHead;
use crate::hub::{Common, Hub, HubOutput, LinkNo};
use crate::link::{Finds, Incoming, LinkSession, LoadAt, LoadOut};
use crate::phase::{Checking, SessionPhase};
use crate::talk::Talk;
use crate::wire::{Cursor, Frame, Hello, PROTOCOL, SCHEMA};
use std::mem;

/// After a store was told of a life that it did not know it takes other such ones for those of a copy that runs
/// beside it, for so long, ms.
const BESIDE_MS: i64 = 3_600_000;

impl Hub {
    pub(crate) fn up(&mut self, no: LinkNo, out: &mut Vec<HubOutput>) {
        self.sessions += 1;
        let number = self.sessions;
        if let Some(link) = self.links.get_mut(&no) {
            let session = link.session.insert(LinkSession {
                no: number,
                ..LinkSession::default()
            });
            session.comparing.compare_again();
        }
        self.judge(no, out, |talk| talk.greet());
    }
}

impl Talk<'_> {
    /// Greets, once all is durable that an earlier session took: what is told is where we stand, and
    /// nothing that is still on its way to the disk moves it afterwards.
    pub(crate) fn greet(&mut self) -> Result<(), Breach> {
        let reach = self.reach();
        let storing = self.is_storing();
        let SessionPhase::Greeting(greeting) = &mut self.session.phase else {
            return Ok(());
        };
        if greeting.said || storing {
            return Ok(());
        }
        greeting.said = true;
        let early = greeting.early.take();
        self.session.told = reach.clone();
        let told = self.memory.cursor;
        let told = told.map(|cursor| Cursor { floor: 0, ..cursor });
        self.send(&Frame::Hello(Hello {
            protocol: PROTOCOL,
            schema: SCHEMA,
            store: self.common.config.store,
            place: self.common.config.place,
            cursor: told.filter(|cursor| cursor.loading.is_none()),
            reach,
            newest: PROTOCOL,
            loading: told.filter(|cursor| cursor.loading.is_some()),
        }));
        match early {
            Some(hello) => self.hello(hello),
            None => Ok(()),
        }
    }

    pub(crate) fn hello(&mut self, hello: Hello) -> Result<(), Breach> {
        let SessionPhase::Greeting(greeting) = &mut self.session.phase else {
            return Err(Breach::GreetedTwice);
        };
        check_hello(&hello, self.memory.place)?;
        if !greeting.said {
            return match greeting.early.replace(hello) {
                Some(_) => Err(Breach::GreetedTwice),
                None => Ok(()),
            };
        }
        self.take_hello(&hello);
        self.decide(hello);
        Ok(())
    }

    /// Notes who the peer is, and whether our cursor is of the feed that it has now.
    fn take_hello(&mut self, hello: &Hello) {
        let mine = self.common.config.store;
        let peer = &mut self.session.peer;
        peer.store = Some(hello.store);
        peer.at = hello.cursor.map_or(0, |cursor| cursor.seq);
        peer.finds = match hello.cursor.or(hello.loading) {
            Some(cursor) if cursor.from == mine => None,
            _ => Some(Finds::Nothing),
        };
        let goes_on = |cursor: Cursor| cursor.from == hello.store && cursor.loading.is_none();
        if self.memory.cursor.is_none_or(goes_on) {
            self.session.incoming = Incoming::Following {
                received: self.memory.followed().unwrap_or(0),
                fed: false,
            };
        }
        if !self.is_parent() && self.memory.cursor.is_none() {
            // Whose feed it will be is kept before anything goes to it: a machine that takes its place later
            // is told that another stood there, even where nothing of the first one ever came.
            let cursor = Cursor::begun(hello.store, self.memory.floor);
            self.memory.cursor = Some(cursor);
            self.keep(cursor);
        }
    }

    /// What the peer is sent, by the cursor with which it greets. Only one of the two is there, or the peer is
    /// confused and holds what it says it follows.
    fn decide(&mut self, hello: Hello) {
        let mine = self.common.config.store;
        let Some(cursor) = hello.cursor.or(hello.loading) else {
            self.begin_sending(true, &hello.reach);
            return self.pump();
        };
        if cursor.from == mine {
            self.session.begin_checking(cursor, hello.reach);
            if cursor.seq == 0 {
                return self.checked(Some([0; 16]));
            }
            self.out.push(HubOutput::CheckFeed {
                link: self.no,
                seq: cursor.seq,
            });
            return self.pump();
        }
        let is_our_store = cursor.from.store == mine.store;
        if self.is_parent()
            && is_our_store
            && self.common.is_put_back_before(cursor.from.incarnation)
        {
            return self.went_back();
        }
        if self.is_parent() && !is_our_store {
            self.out.push(HubOutput::Succeeds { link: self.no });
        }
        if cursor.loading.is_some() {
            self.begin_sending(false, &hello.reach);
        } else {
            self.does_not_fit("the peer's cursor is of another life of this store");
        }
        self.pump();
    }

    /// The peer's cursor was looked up in our feed.
    pub(crate) fn checked(&mut self, found: Option<[u8; 16]>) {
        let SessionPhase::Checking(Checking { cursor, reach }) = &mut self.session.phase else {
            return; // Looked up for an earlier session of this link.
        };
        let (cursor, reach) = (*cursor, mem::take(reach));
        let fits = found == Some(cursor.rolling) && cursor.seq <= self.memory.committed.seq;
        self.session.peer.finds = Some(if fits { Finds::Whole } else { Finds::Behind });
        match cursor.loading {
            Some(loading) if fits => self.session.begin_loading(LoadOut {
                start: FeedHead {
                    seq: cursor.seq,
                    rolling: cursor.rolling,
                },
                at: LoadAt {
                    after: loading.last,
                    skip: 0,
                },
            }),
            Some(_) => self.begin_sending(false, &reach),
            None if fits => {
                self.session.begin_following(cursor.seq + 1, None);
                self.session.peer.unproved = cursor.mending;
                self.memory.acked = cursor.seq;
                if cursor.mending {
                    self.diverged(
                        "the peer has jumped over a part of our feed and was not found to hold it since",
                    );
                }
                self.acked(&reach);
            }
            // The place above says so, durably: it is us who went back. What we are to send is decided
            // when we greet it as who we are then.
            None if self.is_parent() => return self.went_back(),
            None => {
                self.does_not_fit("the peer holds more or other items of our feed than we have");
            }
        }
        self.pump();
    }

    fn went_back(&mut self) {
        self.session.fall_behind();
        self.out.push(HubOutput::WentBack { link: self.no });
    }

    /// The peer holds nothing of our feed that counts. A `fresh` one knows it; any other must hear it, even
    /// where there is nothing to send.
    fn begin_sending(&mut self, fresh: bool, reach: &[u64]) {
        let start = self.memory.committed;
        if fresh && start.seq == 0 && self.memory.trie.root().count == 0 {
            self.session.begin_following(1, None);
            return self.acked(reach);
        }
        self.session.begin_loading(LoadOut {
            start,
            at: LoadAt::default(),
        });
        if self.feed_holds_more() {
            self.diverged(
                "the peer begins with nothing, and no load brings all that our feed held",
            );
        }
    }

    /// The peer's cursor is of another feed than ours is now.
    fn does_not_fit(&mut self, why: &'static str) {
        self.diverged(why);
        let FeedHead { seq, rolling } = self.memory.committed;
        self.session.sending.sends_bulk(0);
        let jump = self.session.sending.bulk_sent;
        self.session.begin_following(seq + 1, Some(jump));
        self.session.peer.unproved = true;
        self.send_paced(&Frame::Jump { seq, rolling });
    }
}

/// Whether a greeting is one that we can answer.
fn check_hello(hello: &Hello, certified: tiers::PlaceCode) -> Result<(), Breach> {
    let newest = hello.newest.max(hello.protocol);
    if hello.protocol > PROTOCOL || newest < PROTOCOL {
        return Err(Breach::Version {
            oldest: hello.protocol,
            newest,
        });
    }
    if hello.place != certified {
        return Err(Breach::Place {
            said: hello.place,
            certified,
        });
    }
    Ok(())
}

impl Common {
    /// Whoever knows nothing of a life that it has lived was put back to before that one. Told of it once, it
    /// knows; and a copy that runs beside this one, and is told so in its turn, must not make it begin anew
    /// each time that they change places.
    fn is_put_back_before(&mut self, life: [u8; 16]) -> bool {
        let since = self.told_of_life.map(|told| self.now.saturating_sub(told));
        let beside = since.is_some_and(|since| (0..BESIDE_MS).contains(&since));
        if !self.lived.insert(life) || beside {
            return false;
        }
        self.told_of_life = Some(self.now);
        true
    }
}
