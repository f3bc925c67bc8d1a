use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until};
use tracing::debug;

/// A line that can be cut: a UDP relay between diallers and one target, for demonstrations and tests.
///
/// Loss and delay apply to each direction alone. Which packets are lost follows a fixed seed. It ends
/// when dropped.
#[derive(Debug)]
pub struct Relay {
    local: SocketAddr,
    line: Arc<RelayLine>,
    task: AbortHandle,
}

impl Relay {
    /// Listens on one address and passes on to another. Must be called within a tokio runtime.
    pub fn start(listen: SocketAddr, target: SocketAddr) -> io::Result<Self> {
        let socket = std::net::UdpSocket::bind(listen)?;
        socket.set_nonblocking(true)?;
        let front = Arc::new(UdpSocket::from_std(socket)?);
        let local = front.local_addr()?;
        let line = Arc::new(RelayLine::default());
        let task = tokio::spawn(pass(front, target, line.clone())).abort_handle();
        Ok(Self { local, line, task })
    }

    /// The address diallers are given.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// Cuts the line, or heals it. While cut, everything is dropped both ways, also what was on its
    /// way.
    pub fn set_cut(&self, cut: bool) {
        self.line.cut.store(cut, Ordering::Relaxed);
    }

    /// Loses this many packets of a thousand.
    pub fn set_loss(&self, permille: u32) {
        self.line.loss_permille.store(permille, Ordering::Relaxed);
    }

    /// Holds every packet back for so long, each way.
    pub fn set_delay(&self, delay: Duration) {
        let micros = u64::try_from(delay.as_micros()).unwrap_or(u64::MAX);
        self.line.delay_micros.store(micros, Ordering::Relaxed);
    }

    /// Lets this many packets of a thousand arrive late, behind those that were sent after them.
    pub fn set_reordering(&self, permille: u32) {
        let reorder = &self.line.reorder_permille;
        reorder.store(permille, Ordering::Relaxed);
    }

    /// Passes on no more than so many bytes a second in each direction; 0 = as many as come. What would
    /// wait longer than half a second is lost, as in a router's queue.
    pub fn set_rate(&self, bytes_per_second: u64) {
        self.line.rate.store(bytes_per_second, Ordering::Relaxed);
    }

    /// Bytes passed on so far.
    pub fn counters(&self) -> RelayCounters {
        RelayCounters {
            up_bytes: self.line.up_bytes.load(Ordering::Relaxed),
            down_bytes: self.line.down_bytes.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// UDP payload that went through a [`Relay`]; what it dropped is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RelayCounters {
    /// From diallers to the target.
    pub up_bytes: u64,
    /// From the target to diallers.
    pub down_bytes: u64,
}

#[derive(Debug, Default)]
struct RelayLine {
    cut: AtomicBool,
    loss_permille: AtomicU32,
    delay_micros: AtomicU64,
    reorder_permille: AtomicU32,
    rate: AtomicU64,
    /// When the line is free again for the next packet, by direction.
    up_free: Mutex<Option<Instant>>,
    down_free: Mutex<Option<Instant>>,
    up_bytes: AtomicU64,
    down_bytes: AtomicU64,
}

impl RelayLine {
    fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }

    fn loses(&self, rng: &mut SmallRng) -> bool {
        let permille = self.loss_permille.load(Ordering::Relaxed);
        self.is_cut() || (permille > 0 && rng.random_range(0..1000) < permille)
    }

    /// When a packet of `bytes` arrives; none when the queue before the line is full.
    fn due(&self, upward: bool, bytes: usize, rng: &mut SmallRng) -> Option<Instant> {
        let delay = Duration::from_micros(self.delay_micros.load(Ordering::Relaxed));
        let now = Instant::now();
        let free = if upward {
            &self.up_free
        } else {
            &self.down_free
        };
        let rate = self.rate.load(Ordering::Relaxed);
        let mut sent = now;
        if rate > 0 {
            let mut free = free.lock().unwrap_or_else(PoisonError::into_inner);
            let begins = free.unwrap_or(now).max(now);
            if begins.duration_since(now) > SHAPED_QUEUE {
                return None;
            }
            sent = begins + Duration::from_secs_f64(bytes as f64 / rate as f64);
            *free = Some(sent);
        }
        let permille = self.reorder_permille.load(Ordering::Relaxed);
        let late = permille > 0 && rng.random_range(0..1000) < permille;
        let more = if late { delay + LATE } else { Duration::ZERO };
        Some(sent + delay + more)
    }

    /// Sends a packet when it is due. One that is late lets the others pass.
    async fn carry(
        self: &Arc<Self>,
        packet: Packet,
        late: &mut JoinSet<()>,
        upward: bool,
        to: Way,
    ) {
        while late.try_join_next().is_some() {}
        let reorders = self.reorder_permille.load(Ordering::Relaxed) > 0;
        if reorders && late.len() < LATE_MAX {
            let line = self.clone();
            late.spawn(async move { line.send(packet, upward, &to).await });
        } else {
            self.send(packet, upward, &to).await;
        }
    }

    async fn send(&self, packet: Packet, upward: bool, to: &Way) {
        sleep_until(packet.due).await;
        if self.is_cut() {
            return;
        }
        let sent = match to.dialler {
            None => to.socket.send(&packet.bytes).await,
            Some(dialler) => to.socket.send_to(&packet.bytes, dialler).await,
        };
        if sent.is_ok() {
            let counter = if upward {
                &self.up_bytes
            } else {
                &self.down_bytes
            };
            counter.fetch_add(packet.bytes.len() as u64, Ordering::Relaxed);
        }
    }
}

/// Where packets of one direction go.
#[derive(Clone)]
struct Way {
    socket: Arc<UdpSocket>,
    /// None where the socket knows only one end.
    dialler: Option<SocketAddr>,
}

/// A packet under way.
struct Packet {
    due: Instant,
    bytes: Vec<u8>,
}

/// Takes packets from diallers and gives each dialler a socket of its own towards the target, so
/// that the target sees them apart and answers find their way back.
async fn pass(front: Arc<UdpSocket>, target: SocketAddr, line: Arc<RelayLine>) {
    let mut diallers: HashMap<SocketAddr, mpsc::Sender<Packet>> = HashMap::new();
    // Owned here, so that all tasks end with this one.
    let mut tasks = JoinSet::new();
    let mut rng = SmallRng::seed_from_u64(LOSS_SEED);
    let mut buffer = vec![0; PACKET_BYTES_MAX];
    loop {
        // An error belongs to some earlier packet that could not be delivered, not to the socket.
        let Ok((len, from)) = front.recv_from(&mut buffer).await else {
            continue;
        };
        if line.loses(&mut rng) {
            continue;
        }
        if !diallers.contains_key(&from) {
            if diallers.len() >= DIALLERS_MAX {
                continue;
            }
            match open_way(&mut tasks, front.clone(), from, target, line.clone()).await {
                Ok(way) => diallers.insert(from, way),
                Err(error) => {
                    debug!(%error, "no socket for another dialler");
                    continue;
                }
            };
        }
        let Some(due) = line.due(true, len, &mut rng) else {
            continue;
        };
        let packet = Packet {
            due,
            bytes: buffer[..len].to_vec(),
        };
        // A full queue loses packets, as lines do.
        if let Err(TrySendError::Closed(_)) = diallers[&from].try_send(packet) {
            diallers.remove(&from);
        }
    }
}

/// Sets up both directions for one dialler; what is put in goes to the target.
async fn open_way(
    tasks: &mut JoinSet<()>,
    front: Arc<UdpSocket>,
    dialler: SocketAddr,
    target: SocketAddr,
    line: Arc<RelayLine>,
) -> io::Result<mpsc::Sender<Packet>> {
    let any: SocketAddr = match target {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let back = Arc::new(UdpSocket::bind(any).await?);
    back.connect(target).await?;
    let (up, mut going_up) = mpsc::channel::<Packet>(QUEUE_PACKETS);
    let (down, mut going_down) = mpsc::channel::<Packet>(QUEUE_PACKETS);

    let to = Way {
        socket: back.clone(),
        dialler: None,
    };
    let carrier = line.clone();
    tasks.spawn(async move {
        let mut late = JoinSet::new();
        while let Some(packet) = going_up.recv().await {
            carrier.carry(packet, &mut late, true, to.clone()).await;
        }
    });
    let to = Way {
        socket: front,
        dialler: Some(dialler),
    };
    let carrier = line.clone();
    tasks.spawn(async move {
        let mut late = JoinSet::new();
        while let Some(packet) = going_down.recv().await {
            carrier.carry(packet, &mut late, false, to.clone()).await;
        }
    });
    tasks.spawn(async move {
        let mut rng = SmallRng::seed_from_u64(LOSS_SEED ^ 1);
        let mut buffer = vec![0; PACKET_BYTES_MAX];
        loop {
            // As above; a target that is not listening yet shows up here as a refused connection.
            let Ok(len) = back.recv(&mut buffer).await else {
                continue;
            };
            if line.loses(&mut rng) {
                continue;
            }
            let Some(due) = line.due(false, len, &mut rng) else {
                continue;
            };
            let packet = Packet {
                due,
                bytes: buffer[..len].to_vec(),
            };
            if let Err(TrySendError::Closed(_)) = down.try_send(packet) {
                return;
            }
        }
    });
    Ok(up)
}

const PACKET_BYTES_MAX: usize = 64 * 1024;
/// Packets held back per dialler and direction: at 1,200 bytes some five megabytes.
const QUEUE_PACKETS: usize = 4096;
const DIALLERS_MAX: usize = 1024;
/// What a router holds for a line that is slower than what comes in.
const SHAPED_QUEUE: Duration = Duration::from_millis(500);
/// How much later than the others a late packet comes, on top of the delay once more.
const LATE: Duration = Duration::from_millis(5);
/// Packets waited for apart while the line reorders.
const LATE_MAX: usize = 4096;
const LOSS_SEED: u64 = 0x11a2_ba21;
