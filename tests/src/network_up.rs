use crate::hall::{CITY, COUNTY, Node, Tree, until};
use lianban::config::NodeConfig;
use std::process::{self, Command};
use std::time::{Duration, Instant};

/// A wait that takes much longer than coming back does. Waits double until one is drawn that is.
const LONG: Duration = Duration::from_secs(5);

/// City and county each in a network of its own, with a cable between. Needs the right to make networks, and `ip`.
#[test]
fn a_node_dials_when_the_network_is_up_and_not_when_its_wait_is_over() {
    let Some(cable) = Cable::lay() else {
        eprintln!("left out: no networks may be made here, or there is no `ip`");
        return;
    };
    let tree = Tree::demo();
    let mut city = tree.node(CITY, None);
    city.listen = format!("{ABOVE}:4433");
    let mut county = tree.node(COUNTY, Some(&city));
    county.listen = "0.0.0.0:0".to_owned();
    for (node, network) in [(&mut city, &cable.above), (&mut county, &cable.below)] {
        let mut config = NodeConfig::read(&node.dir).unwrap();
        config.listen = Some(node.listen.clone());
        config.link.idle_timeout_ms = 1_000;
        config.link.keep_alive_ms = 300;
        // As good as never.
        config.link.backoff_max_ms = 60 * 60 * 1_000;
        config.write(&node.dir).unwrap();
        let words = format!("ip netns exec {network} env LIANBAN_LOG=info,link=debug");
        node.before = words.split(' ').map(str::to_owned).collect();
        node.start();
    }
    county.wait_for_catalog();

    cable.pull();
    until("the line goes down", || (!online(&county)).then_some(()));
    let went_down = county.log().len();
    let wait = until("a long wait is drawn", || {
        let last = waits(&county.log()[went_down..]).pop();
        last.filter(|wait| *wait >= LONG)
    });
    let drawn = Instant::now();
    cable.plug();
    until("the line comes up", || online(&county).then_some(()));
    let took = drawn.elapsed();
    eprintln!("up {took:?} after a wait of {wait:?} was drawn");
    assert!(took < wait / 2, "{took:?} of {wait:?}:\n{}", county.log());
}

/// Whether the line to the parent is up.
fn online(node: &Node) -> bool {
    let status = node.status();
    let mut links = status["links"].as_array().unwrap().iter();
    links.any(|link| link["parent"] == true && link["online"] == true)
}

/// The waits before dialling again that a log tells of.
fn waits(log: &str) -> Vec<Duration> {
    // The last line may still be on its way.
    let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let told = whole.lines().filter_map(|line| line.split_once("wait_ms="));
    let told = told.map(|(_, ms)| ms.split_whitespace().next().unwrap_or(ms));
    told.map(|ms| Duration::from_millis(ms.parse().unwrap()))
        .collect()
}

const ABOVE: &str = "10.23.6.1";
const BELOW: &str = "10.23.6.2";

/// Two networks and a cable between them; dropping it takes all three away.
struct Cable {
    above: String,
    below: String,
}

impl Cable {
    fn lay() -> Option<Cable> {
        let pid = process::id();
        let cable = Cable {
            above: format!("lianban-{pid}-above"),
            below: format!("lianban-{pid}-below"),
        };
        let (above, below) = (&cable.above, &cable.below);
        let laid = ip(&format!("netns add {above}"))
            && ip(&format!("netns add {below}"))
            && ip(&format!(
                "-n {above} link add cable type veth peer name cable netns {below}"
            ))
            && ip(&format!("-n {above} link set cable up"))
            && ip(&format!("-n {above} address add {ABOVE}/24 dev cable"));
        if laid {
            cable.plug();
        }
        laid.then_some(cable)
    }

    /// The county's end has its address no more and carries nothing.
    fn pull(&self) {
        let below = &self.below;
        assert!(ip(&format!("-n {below} address flush dev cable")));
        assert!(ip(&format!("-n {below} link set cable down")));
    }

    /// As a machine joins a network: first the interface, then its address.
    fn plug(&self) {
        let below = &self.below;
        assert!(ip(&format!("-n {below} link set cable up")));
        assert!(ip(&format!("-n {below} address add {BELOW}/24 dev cable")));
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        // Where the first was not made, there is nothing to take away.
        ip(&format!("netns delete {}", self.below));
        ip(&format!("netns delete {}", self.above));
    }
}

fn ip(words: &str) -> bool {
    let done = Command::new("ip").args(words.split(' ')).output();
    done.is_ok_and(|done| done.status.success())
}
