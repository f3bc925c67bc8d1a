//! `lianban ca`: the authority of one tree. It issues a certificate for each node's own key.

use crate::config::{CA, CERT, KEY, write_private};
use anyhow::{Context, Result, ensure};
use link::{Authority, NodeKey};
use std::path::Path;
use tiers::{NodeId, PlaceCode};

const AUTHORITY_CERT: &str = "authority.crt";
const AUTHORITY_KEY: &str = "authority.key";

/// Makes an authority in `dir`.
///
/// # Errors
/// When there is one already, or the files cannot be written.
pub fn create(dir: &Path, name: &str, demo: bool, now: i64) -> Result<Authority> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    ensure!(
        !dir.join(AUTHORITY_KEY).exists(),
        "{} holds an authority already",
        dir.display()
    );
    let authority = Authority::create(name, demo, now)?;
    let (cert, key) = authority.to_pem();
    std::fs::write(dir.join(AUTHORITY_CERT), cert)?;
    write_private(&dir.join(AUTHORITY_KEY), &key)?;
    Ok(authority)
}

/// Loads the authority in `dir`.
///
/// # Errors
/// When there is none.
pub fn load(dir: &Path) -> Result<Authority> {
    let read = |name: &str| {
        let path = dir.join(name);
        std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}: `lianban ca create` makes an authority",
                path.display()
            )
        })
    };
    Ok(Authority::from_pem(
        &read(AUTHORITY_CERT)?,
        &read(AUTHORITY_KEY)?,
    )?)
}

/// Issues a certificate for the node at `place` into `out`, with a new key where there is none.
///
/// # Errors
/// When the files cannot be written.
pub fn issue(
    authority: &Authority,
    place: PlaceCode,
    out: &Path,
    now: i64,
    days: u32,
) -> Result<NodeId> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let path = out.join(KEY);
    let key = match std::fs::read_to_string(&path) {
        Ok(pem) => NodeKey::from_pkcs8_pem(&pem)?,
        Err(_) => {
            let key = NodeKey::from_seed(rand::random());
            write_private(&path, &key.to_pkcs8_pem())?;
            key
        }
    };
    let node = key.node_id();
    let issued = authority.issue(&node, &place.to_string(), place.tier().name(), now, days)?;
    std::fs::write(out.join(CERT), issued.cert_pem)?;
    std::fs::write(out.join(CA), authority.cert_pem())?;
    Ok(NodeId(node))
}
