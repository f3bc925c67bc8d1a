//! The beginning of a session: who speaks, and whether the cursors fit the feeds.
//!
//! A cursor that does not fit says that the owner of the feed went back in time, whose feed is shorter or
//! other than what its peer durably holds. Nothing is sent twice for it: the peer follows from where the feed
//! is now ([`Frame::Jump`]), and what lies before is compared and mended. A child that learns it from its
//! parent begins a new life; a parent believes no child in that, and goes on.

use crate::breach::Breach;
use crate::feed::FeedHead;
use crate::hub::{Hub, LinkNo, Output};
use crate::link::{Finds, LoadAt, LoadOut, Session, Waits};
use crate::wire::{Cursor, Frame, Hello, PROTOCOL, SCHEMA};

/// After a store was told of a life that it did not know it takes other such ones for those of a copy that runs
/// beside it, for so long, ms.
const BESIDE_MS: i64 = 3_600_000;

impl Hub {
    pub(crate) fn up(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        self.sessions += 1;
        let number = self.sessions;
        if let Some(link) = self.links.get_mut(&no) {
            let mut session = Session {
                no: number,
                ..Session::default()
            };
            session.repairing.compare_again();
            link.session = Some(session);
        }
        self.greet(no, out);
    }

    /// Greets, once all is durable that an earlier session took: what is told is where we stand, and
    /// nothing that is still on its way to the disk moves it afterwards.
    pub(crate) fn greet(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let storing = self.tasks.values().any(|taken| taken.link == no);
        let reach = self.reach_for(no);
        let store = self.config.store;
        let place = self.config.place;
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let received = link.followed().unwrap_or(0);
        let Some(session) = (link.session.as_mut()).filter(|session| !session.said_hello) else {
            return;
        };
        if storing {
            return;
        }
        session.said_hello = true;
        session.received = received;
        session.told = reach.clone();
        let early = session.early.take();
        let told = link.cursor.map(|cursor| Cursor { floor: 0, ..cursor });
        let hello = Frame::Hello(Hello {
            protocol: PROTOCOL,
            schema: SCHEMA,
            store,
            place,
            cursor: told.filter(|cursor| cursor.loading.is_none()),
            reach,
            newest: PROTOCOL,
            loading: told.filter(|cursor| cursor.loading.is_some()),
        });
        Self::send(no, &hello, out);
        if let Some(early) = early
            && let Err(breach) = self.hello(no, early, out)
        {
            self.close(no, breach, out);
        }
    }

    pub(crate) fn hello(
        &mut self,
        no: LinkNo,
        hello: Hello,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let mine = self.config.store;
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let Some(session) = &mut link.session else {
            return Ok(());
        };
        let newest = hello.newest.max(hello.protocol);
        if hello.protocol > PROTOCOL || newest < PROTOCOL {
            return Err(Breach::Version {
                oldest: hello.protocol,
                newest,
            });
        }
        if hello.place != link.place {
            return Err(Breach::Place {
                said: hello.place,
                certified: link.place,
            });
        }
        if !session.said_hello {
            if session.early.replace(hello).is_some() {
                return Err(Breach::GreetedTwice);
            }
            return Ok(());
        }
        session.greeted = true;
        session.peer = Some(hello.store);
        session.greeted_at = hello.cursor.map_or(0, |cursor| cursor.seq);
        session.greeted_reach = hello.reach;
        session.finds = match hello.cursor.or(hello.loading) {
            Some(cursor) if cursor.from == mine => None,
            _ => Some(Finds::Nothing),
        };
        let same_feed = |cursor: Cursor| cursor.from == hello.store;
        session.based = link
            .cursor
            .is_none_or(|cursor| same_feed(cursor) && cursor.loading.is_none());
        if no != LinkNo::PARENT && link.cursor.is_none() {
            // Whose feed it will be is kept before anything goes to it: a machine that takes its place later
            // is told that another stood there, even where nothing of the first one ever came.
            let cursor = Cursor::begun(hello.store, link.floor);
            link.cursor = Some(cursor);
            out.push(Output::Keep { link: no, cursor });
        }
        // Only one of the two is there, or the peer is confused and holds what it says it follows.
        match hello.cursor.or(hello.loading) {
            None => self.begin_sending(no, true, out),
            Some(cursor)
                if no == LinkNo::PARENT
                    && cursor.from.store == mine.store
                    && cursor.from != mine
                    && self.is_put_back_before(cursor.from.incarnation) =>
            {
                out.push(Output::WentBack { link: no });
                return Ok(());
            }
            Some(cursor) if cursor.from != mine => {
                if no == LinkNo::PARENT && cursor.from.store != mine.store {
                    out.push(Output::Succeeds { link: no });
                }
                if cursor.loading.is_some() {
                    self.begin_sending(no, false, out);
                } else {
                    self.does_not_fit(
                        no,
                        "the peer's cursor is of another life of this store",
                        out,
                    );
                }
            }
            Some(cursor) => {
                if let Some(session) = self.session(no) {
                    session.checking = Some(cursor);
                }
                if cursor.seq == 0 {
                    self.checked(no, Some([0; 16]), out);
                    return Ok(());
                }
                out.push(Output::CheckFeed {
                    link: no,
                    seq: cursor.seq,
                });
            }
        }
        self.pump(no, out);
        Ok(())
    }

    pub(crate) fn checked(&mut self, no: LinkNo, found: Option<[u8; 16]>, out: &mut Vec<Output>) {
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let Some(cursor) = session.checking.take() else {
            return;
        };
        let fits = found == Some(cursor.rolling) && cursor.seq <= link.committed.seq;
        session.finds = Some(if fits { Finds::Whole } else { Finds::Behind });
        match cursor.loading {
            Some(loading) if fits => {
                session.waits = Waits::Bulk(None);
                session.load = Some(LoadOut {
                    start: FeedHead {
                        seq: cursor.seq,
                        rolling: cursor.rolling,
                    },
                    at: LoadAt {
                        after: loading.last,
                        skip: 0,
                    },
                });
            }
            Some(_) => self.begin_sending(no, false, out),
            None if fits => {
                session.next = Some(cursor.seq + 1);
                session.unproved = cursor.mending;
                link.acked = cursor.seq;
                if cursor.mending {
                    let why = "the peer has jumped over a part of our feed and was not found to hold it since";
                    out.push(Output::Diverged { link: no, why });
                }
                let reach = std::mem::take(&mut session.greeted_reach);
                self.acked(no, &reach, out);
            }
            None if no == LinkNo::PARENT => {
                // The place above says so, durably: it is us who went back. What we are to send is decided
                // when we greet it as who we are then.
                out.push(Output::WentBack { link: no });
                return;
            }
            None => {
                let why = "the peer holds more or other items of our feed than we have";
                self.does_not_fit(no, why, out);
            }
        }
        self.pump(no, out);
    }

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

    /// The peer holds nothing of our feed that counts. A `fresh` one knows it; any other must hear it, even
    /// where there is nothing to send.
    fn begin_sending(&mut self, no: LinkNo, fresh: bool, out: &mut Vec<Output>) {
        let holds_more = self.feed_holds_more(no);
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let nothing = fresh && link.committed.seq == 0 && link.trie.root().count == 0;
        if nothing {
            session.next = Some(1);
            let reach = std::mem::take(&mut session.greeted_reach);
            self.acked(no, &reach, out);
            return;
        }
        session.waits = Waits::Bulk(None);
        session.load = Some(LoadOut {
            start: link.committed,
            at: LoadAt::default(),
        });
        if holds_more {
            let why = "the peer begins with nothing, and no load brings all that our feed held";
            out.push(Output::Diverged { link: no, why });
        }
    }

    /// The peer's cursor is of another feed than ours is now.
    fn does_not_fit(&mut self, no: LinkNo, why: &'static str, out: &mut Vec<Output>) {
        out.push(Output::Diverged { link: no, why });
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let FeedHead { seq, rolling } = link.committed;
        session.next = Some(seq + 1);
        session.sends_bulk(0);
        session.waits = Waits::Bulk(Some(session.bulk_sent));
        session.unproved = true;
        self.send_paced(no, &Frame::Jump { seq, rolling }, out);
    }

    /// From now on our cursor is of another feed, or part, than before.
    pub(crate) fn rebase(&mut self, no: LinkNo) {
        let floor = if no == LinkNo::PARENT {
            0
        } else {
            self.floor()
        };
        if let Some(link) = self.links.get_mut(&no) {
            link.begin_anew(floor);
        }
    }
}
