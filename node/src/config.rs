//! `node.toml`: one file a node. Unknown keys are refused with the nearest known name.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiers::{NodeId, PlaceCode, Tier};

/// What a node is told by its operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeConfig {
    /// Where it stands; its certificate must say the same.
    pub place: PlaceCode,
    /// The node that publishes catalog and directory: the city's.
    pub root: NodeId,
    /// UDP address for links from below. Default: none are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Address of the node above. Default: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// TCP address of the web console. Default: none is served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<String>,
    /// The table `[link]`: how long its links wait. Default: as [`LinkConfig`] has it.
    #[serde(default)]
    pub link: LinkConfig,
    /// The table `[store]`: what its store may use. Default: as [`StoreConfig`] has it.
    #[serde(default)]
    pub store: StoreConfig,
}

/// How links behave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkConfig {
    /// An idle line without a sign of life for so long is down, ms; the lower one of both ends holds.
    pub idle_timeout_ms: u64,
    /// A sign of life from the dialling end every so often, ms: less than half of `idle_timeout_ms` of both ends.
    pub keep_alive_ms: u64,
    /// A line on which an acknowledgement is owed and nothing comes for so long is down, ms.
    pub answer_timeout_ms: u64,
    /// Longest wait between tries to reach the node above, ms.
    pub backoff_max_ms: u64,
}

impl Default for LinkConfig {
    fn default() -> Self {
        Self {
            idle_timeout_ms: 60_000,
            keep_alive_ms: 25_000,
            answer_timeout_ms: 10_000,
            backoff_max_ms: 30_000,
        }
    }
}

/// How the store behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// Memory for derived rows, MiB; default 64, and less where [`StoreConfig::of`] a lower tier is written by `init`.
    pub cache_mib: u64,
}

impl Default for StoreConfig {
    fn default() -> Self {
        Self { cache_mib: 64 }
    }
}

impl StoreConfig {
    /// What suits a tier. With 16 MiB a village keeps some 340 records open, more than it works on in a month.
    pub fn of(tier: Tier) -> Self {
        let cache_mib = match tier {
            Tier::Village => 16,
            Tier::Township => 32,
            Tier::Province | Tier::City | Tier::County => Self::default().cache_mib,
        };
        Self { cache_mib }
    }
}

impl NodeConfig {
    /// Reads `node.toml` in a node's directory.
    ///
    /// # Errors
    /// Naming file and line, and for a misspelt key the nearest known one.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}: `lianban init` makes a node's directory",
                path.display()
            )
        })?;
        match toml::from_str(&text) {
            Ok(config) => Ok(config),
            Err(error) => bail!(
                "{}",
                tiers::explain_toml(&error, &text, &path.display().to_string())
            ),
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, dir: &Path) -> Result<()> {
        let text = toml::to_string(self).context("the config has no TOML form")?;
        let path = dir.join(FILE);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Options of the links.
    pub fn link_options(&self) -> link::LinkOptions {
        link::LinkOptions {
            idle_timeout: Duration::from_millis(self.link.idle_timeout_ms),
            keep_alive: Duration::from_millis(self.link.keep_alive_ms),
            answer_timeout: Duration::from_millis(self.link.answer_timeout_ms),
            backoff_max: Duration::from_millis(self.link.backoff_max_ms),
            ..link::LinkOptions::default()
        }
    }
}

/// Log-ins of a node, kept beside its config and never sent anywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logins {
    /// User name to Argon2id hash, as a PHC string.
    pub password_hash: BTreeMap<String, String>,
}

impl Logins {
    /// Reads `logins.toml`; a node without one lets nobody in.
    ///
    /// # Errors
    /// When it is not what it should be.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(LOGINS);
        match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
            Ok(text) => toml::from_str(&text).map_err(|error| {
                anyhow::anyhow!(tiers::explain_toml(
                    &error,
                    &text,
                    &path.display().to_string()
                ))
            }),
        }
    }

    /// Writes it, for the owner's eyes alone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, dir: &Path) -> Result<()> {
        write_private(&dir.join(LOGINS), &toml::to_string(self)?)
    }
}

/// Writes a file that only its owner may read.
///
/// # Errors
/// When it cannot be written.
pub fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(text.as_bytes())?;
    Ok(())
}

/// Loads key and certificate of a node's directory.
///
/// # Errors
/// When a file is missing, or they do not belong together.
pub fn identity(dir: &Path) -> Result<link::Identity> {
    let read = |name: &str| {
        let path = dir.join(name);
        std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}: `lianban ca issue` writes it",
                path.display()
            )
        })
    };
    let identity = link::Identity::load(&read(CERT)?, &read(KEY)?, &read(CA)?);
    identity.with_context(|| format!("the certificate in {} is not usable", dir.display()))
}

/// Where a node's data is.
pub fn data(dir: &Path) -> PathBuf {
    dir.join("data")
}

/// Name of the config.
pub const FILE: &str = "node.toml";
/// Name of the log-ins.
pub const LOGINS: &str = "logins.toml";
/// Name of the certificate.
pub const CERT: &str = "node.crt";
/// Name of the key.
pub const KEY: &str = "node.key";
/// Name of the authority's certificate.
pub const CA: &str = "ca.crt";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_refused_with_line_and_nearest_name() {
        let dir = tempfile::tempdir().unwrap();
        let root = "00".repeat(32);
        let text = format!(
            "place = \"230600000000\"\nroot = \"{root}\"\nconsole = \"127.0.0.1:0\"\n\n[link]\nidle_timout_ms = 5\n"
        );
        std::fs::write(dir.path().join(FILE), text).unwrap();
        let message = NodeConfig::read(dir.path()).unwrap_err().to_string();
        assert!(message.contains("node.toml:6"), "{message}");
        assert!(message.contains("idle_timeout_ms"), "{message}");
    }
}
