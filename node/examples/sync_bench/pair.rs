//! Two nodes whose frames are handed from one to the other, counted: no sockets, so that what is
//! measured is the replication and nothing of the network.

use crate::tree::Seat;
use anyhow::Result;
use engine::Effect;
use engine::Engine;
use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};
use sync::LinkNo;

/// One end of a link.
pub struct End {
    pub engine: Engine,
    pub seat: Seat,
    /// Processor time of this end since the last [`End::reset`].
    pub cpu: Duration,
}

/// What went over a link.
#[derive(Debug, Default, Clone, Copy)]
pub struct Traffic {
    pub up_bytes: u64,
    pub down_bytes: u64,
    pub frames: u64,
    /// Deliveries one after the other; two make a round trip.
    pub flights: u64,
    pub wall: Duration,
}

impl Traffic {
    pub fn bytes(&self) -> f64 {
        (self.up_bytes + self.down_bytes) as f64
    }

    pub fn round_trips(&self) -> f64 {
        self.flights as f64 / 2.0
    }
}

/// Processor time of this process.
pub fn process_cpu() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// Processor time of this thread.
pub fn thread_cpu() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

impl End {
    pub fn new(engine: Engine, seat: Seat) -> End {
        End {
            engine,
            seat,
            cpu: Duration::ZERO,
        }
    }

    pub fn reset(&mut self) {
        self.cpu = Duration::ZERO;
    }

    fn timed<T>(&mut self, work: impl FnOnce(&mut Engine) -> T) -> T {
        let before = thread_cpu();
        let done = work(&mut self.engine);
        self.cpu += thread_cpu() - before;
        done
    }

    /// Takes frames in as one batch and answers what it sends then.
    fn take(&mut self, link: LinkNo, frames: Vec<Vec<u8>>) -> Result<Vec<(LinkNo, Vec<u8>)>> {
        self.timed(|engine| {
            for frame in frames {
                engine.frame(link, frame);
            }
            sent(engine)
        })
    }
}

fn sent(engine: &mut Engine) -> Result<Vec<(LinkNo, Vec<u8>)>> {
    let effects = engine.commit()?;
    let mut frames = Vec::new();
    for effect in effects {
        match effect {
            Effect::Send(no, bytes) => frames.push((no, bytes)),
            Effect::Close(_, reason) => anyhow::bail!("a link was closed: {reason}"),
        }
    }
    Ok(frames)
}

/// A line between a child and its parent.
pub struct Line {
    /// The link's number at the parent.
    pub no: LinkNo,
    to_parent: Vec<Vec<u8>>,
    to_child: Vec<Vec<u8>>,
    pub traffic: Traffic,
    begun: Instant,
}

/// Lets both see each other.
pub fn connect(child: &mut End, parent: &mut End) -> Result<Line> {
    let begun = Instant::now();
    let (below, above) = (child.seat, parent.seat);
    let up = child.timed(|engine| engine.link_up(above.key(), above.place));
    up.map_err(anyhow::Error::msg)?;
    let no = parent.timed(|engine| engine.link_up(below.key(), below.place));
    let no = no.map_err(anyhow::Error::msg)?;
    let mut line = Line {
        no,
        to_parent: Vec::new(),
        to_child: Vec::new(),
        traffic: Traffic::default(),
        begun,
    };
    let to_parent = child.timed(sent)?;
    let to_child = parent.timed(sent)?;
    line.put(to_parent, to_child);
    Ok(line)
}

impl Line {
    fn put(&mut self, to_parent: Vec<(LinkNo, Vec<u8>)>, to_child: Vec<(LinkNo, Vec<u8>)>) {
        for (_, frame) in to_parent {
            self.traffic.up_bytes += frame.len() as u64;
            self.traffic.frames += 1;
            self.to_parent.push(frame);
        }
        // Frames for other children are not of this line: their lines are down while one is measured.
        for (_, frame) in to_child.into_iter().filter(|(no, _)| *no == self.no) {
            self.traffic.down_bytes += frame.len() as u64;
            self.traffic.frames += 1;
            self.to_child.push(frame);
        }
    }

    /// Hands over until nothing is said any more.
    pub fn run(&mut self, child: &mut End, parent: &mut End) -> Result<Traffic> {
        while !self.to_parent.is_empty() || !self.to_child.is_empty() {
            self.traffic.flights += 1;
            let up = std::mem::take(&mut self.to_parent);
            let down = std::mem::take(&mut self.to_child);
            let answers = if up.is_empty() {
                Vec::new()
            } else {
                parent.take(self.no, up)?
            };
            let replies = if down.is_empty() {
                Vec::new()
            } else {
                child.take(LinkNo::PARENT, down)?
            };
            self.put(replies, answers);
        }
        self.traffic.wall = self.begun.elapsed();
        Ok(self.traffic)
    }

    /// What an end wrote by itself since goes on its way.
    pub fn pump(&mut self, child: &mut End, parent: &mut End) -> Result<Traffic> {
        let (up, down) = (child.timed(sent)?, parent.timed(sent)?);
        self.put(up, down);
        self.run(child, parent)
    }

    pub fn cut(self, child: &mut End, parent: &mut End) -> Result<()> {
        child.engine.link_down(LinkNo::PARENT);
        parent.engine.link_down(self.no);
        child.engine.commit()?;
        parent.engine.commit()?;
        Ok(())
    }
}
