//! The bounded look at a change before Automerge sees it. A 52-byte change can claim a million
//! operations by run lengths, and an inflated one gigabytes: sizes and counts are added up here first,
//! without allocating by what the bytes claim. The layout is Automerge's storage format, change chunk.

use sha2::{Digest as _, Sha256};
use tiers::Digest;

/// Longest change, bytes. A change is an act or a form; neither comes near it.
pub const CHANGE_BYTES_MAX: usize = 64 * 1024;
/// Most operations in a change: the fields of a form.
pub const CHANGE_OPS_MAX: u64 = 256;
/// Most dependencies: authors who wrote without knowing each other. Whoever writes next knows all of them,
/// so over this limit nobody could write any more.
const DEPS_MAX: u64 = 512;
/// Most actors that the operations of one change may refer to: authors who set one field without knowing
/// each other, before somebody chooses.
const ACTORS_MAX: u64 = 512;
/// Longest actor id.
const ACTOR_BYTES_MAX: u64 = 32;
/// Most columns; the format knows about a dozen.
const COLUMNS_MAX: u64 = 32;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHANGE: u8 = 1;

/// Why the bytes are not looked at further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unbounded {
    /// Longer than [`CHANGE_BYTES_MAX`]; holds the length in bytes.
    #[error("{0} bytes long, over the limit of {CHANGE_BYTES_MAX}")]
    TooLong(usize),
    /// Not an uncompressed change chunk.
    #[error("not a plain change chunk")]
    NotAChange,
    /// A count over its limit.
    #[error("more {0} than allowed")]
    TooMany(&'static str),
    /// Ends early, or goes on too long.
    #[error("malformed at byte {0}")]
    Malformed(usize),
}

/// Checks that `bytes` is one plain change chunk whose counts are within the limits; answers what it
/// builds on.
pub(crate) fn check(bytes: &[u8]) -> Result<Vec<Digest>, Unbounded> {
    if bytes.len() > CHANGE_BYTES_MAX {
        return Err(Unbounded::TooLong(bytes.len()));
    }
    let mut at = Reader { bytes, at: 0 };
    if at.take(4)? != MAGIC {
        return Err(Unbounded::NotAChange);
    }
    at.take(4)?;
    if at.take(1)? != [CHUNK_CHANGE] {
        return Err(Unbounded::NotAChange);
    }
    let length = at.unsigned()?;
    if length != at.left() as u64 {
        return Err(Unbounded::Malformed(at.at));
    }
    let deps = at.count("dependencies", DEPS_MAX)?;
    let deps = at.take(deps as usize * 32)?.chunks_exact(32);
    let deps = deps.map(|dep| {
        let mut hash = [0; 32];
        hash.copy_from_slice(dep);
        Digest(hash)
    });
    let deps = deps.collect();
    at.actor()?;
    at.unsigned()?; // seq
    at.unsigned()?; // start op
    at.signed()?; // time
    let message = at.unsigned()?;
    if message != 0 {
        return Err(Unbounded::TooMany("words in the message"));
    }
    for _ in 0..at.count("actors", ACTORS_MAX)? {
        at.actor()?;
    }
    let columns = at.count("columns", COLUMNS_MAX)?;
    let mut layout = Vec::with_capacity(columns as usize);
    for _ in 0..columns {
        layout.push((at.unsigned()?, at.unsigned()?));
    }
    for (spec, length) in layout {
        let length = usize::try_from(length).map_err(|_| Unbounded::Malformed(at.at))?;
        let start = at.at;
        let data = at.take(length)?;
        column(spec, data).map_err(|fault| match fault {
            Unbounded::Malformed(inner) => Unbounded::Malformed(start + inner),
            other => other,
        })?;
    }
    // Extra bytes would be carried unsigned by meaning; we write none.
    if at.left() != 0 {
        return Err(Unbounded::Malformed(at.at));
    }
    Ok(deps)
}

/// The hash of a change: of everything behind the checksum.
pub(crate) fn hash(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes.get(8..).unwrap_or_default()).into())
}

/// Adds up the values a column claims to hold.
fn column(spec: u64, data: &[u8]) -> Result<(), Unbounded> {
    const DEFLATED: u64 = 0b1000;
    if spec & DEFLATED != 0 {
        return Err(Unbounded::NotAChange);
    }
    let mut at = Reader { bytes: data, at: 0 };
    let mut values: u64 = 0;
    let mut add = |n: u64| {
        values = values.saturating_add(n);
        // Group columns (predecessors) hold more values than there are operations, but not many more.
        if values > CHANGE_OPS_MAX * 4 {
            return Err(Unbounded::TooMany("operations"));
        }
        Ok(())
    };
    match spec & 0b111 {
        // Booleans: run lengths alone, alternating.
        4 => {
            while at.left() > 0 {
                add(at.unsigned()?)?;
            }
        }
        // Raw values: no more than their bytes.
        7 => {}
        // Strings: run-length encoded, length-prefixed.
        5 => at.runs(&mut add, |at| {
            let length = at.unsigned()?;
            let length = usize::try_from(length).map_err(|_| Unbounded::Malformed(at.at))?;
            at.take(length)?;
            Ok(length)
        })?,
        // Deltas are signed, the others (group counts, actors, integers, value lengths) unsigned; the
        // bytes that one takes are the same.
        _ => at.runs(&mut add, |at| at.signed().map(|_| 0))?,
    }
    Ok(())
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], Unbounded> {
        let end = self
            .at
            .checked_add(n)
            .filter(|end| *end <= self.bytes.len());
        let end = end.ok_or(Unbounded::Malformed(self.at))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn count(&mut self, what: &'static str, max: u64) -> Result<u64, Unbounded> {
        let n = self.unsigned()?;
        if n > max {
            Err(Unbounded::TooMany(what))
        } else {
            Ok(n)
        }
    }

    fn actor(&mut self) -> Result<(), Unbounded> {
        let length = self.count("bytes in an actor id", ACTOR_BYTES_MAX)?;
        self.take(length as usize).map(drop)
    }

    /// LEB128, at most ten bytes.
    fn unsigned(&mut self) -> Result<u64, Unbounded> {
        let start = self.at;
        let mut value: u64 = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.take(1)?[0];
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Unbounded::Malformed(start))
    }

    fn signed(&mut self) -> Result<i64, Unbounded> {
        let start = self.at;
        let mut value: i64 = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.take(1)?[0];
            if shift < 64 {
                value |= i64::from(byte & 0x7f).wrapping_shl(shift);
            }
            if byte & 0x80 == 0 {
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1i64 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(Unbounded::Malformed(start))
    }

    /// Run-length encoding, where `value` reads one and tells how long it is: n > 0 repeats the next value n times, n < 0 is followed by -n values, 0 by a
    /// number of nulls.
    fn runs(
        &mut self,
        add: &mut impl FnMut(u64) -> Result<(), Unbounded>,
        value: impl Fn(&mut Self) -> Result<usize, Unbounded>,
    ) -> Result<(), Unbounded> {
        let mut bytes = 0;
        while self.left() > 0 {
            match self.signed()? {
                0 => add(self.unsigned()?)?,
                n if n > 0 => {
                    add(n.unsigned_abs())?;
                    // At most 1,024 times 64 KiB by now, so this does not overflow.
                    bytes += n as usize * value(self)?;
                    if bytes > CHANGE_BYTES_MAX {
                        return Err(Unbounded::TooMany("bytes of keys"));
                    }
                }
                n => {
                    add(n.unsigned_abs())?;
                    for _ in 0..n.unsigned_abs() {
                        value(self)?;
                    }
                }
            }
        }
        Ok(())
    }
}
