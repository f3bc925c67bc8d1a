//! Feed indexes: for each link, which entry has which place in its feed. Derived from the journal.

mod mark;
mod row;

use std::collections::BTreeMap;
use std::io;

use thiserror::Error;

pub(crate) use mark::Mark;
pub use row::FeedRow;

use crate::disk::{Disk, DiskFile};
use crate::entry::{Chain, Position};
use row::ROW_BYTES;

/// The index files `<link>.idx` in one directory, a row for each place, and the mark up to which they are durable.
pub(crate) struct Feeds<D: Disk> {
    disk: D,
    dir: String,
    feeds: BTreeMap<u32, Feed<D::File>>,
}

struct Feed<F> {
    file: F,
    rows: u64,
    rolling: [u8; 16],
    /// Rows were appended since the last sync.
    is_dirty: bool,
}

impl<D: Disk> Feeds<D> {
    /// Opens the indexes and cuts them back to what the mark says, which then is their content. Without a mark, or
    /// with one they do not fit, they are emptied and the mark given back is that of an empty journal.
    pub(crate) fn open(disk: D, dir: &str) -> io::Result<(Self, Mark)> {
        disk.make_dir(dir)?;
        let mut feeds = Feeds {
            disk,
            dir: dir.to_owned(),
            feeds: BTreeMap::new(),
        };
        let mark = Self::read_mark(&feeds.disk, dir)?.unwrap_or_default();
        for name in feeds.disk.list(dir)? {
            let link = name.strip_suffix(".idx").and_then(|link| link.parse().ok());
            if let Some(link) = link {
                feeds.open_feed(link)?;
            }
        }
        if feeds.cut_back_to(&mark)? {
            Ok((feeds, mark))
        } else {
            feeds.clear()?;
            Ok((feeds, Mark::default()))
        }
    }

    /// The mark on disk, whether or not the indexes fit it.
    pub(crate) fn read_mark(disk: &D, dir: &str) -> io::Result<Option<Mark>> {
        let file = match disk.open(&mark_path(dir)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = vec![0; file.len()? as usize];
        let read = file.read_at(0, &mut bytes)?;
        Ok(Mark::decode(&bytes[..read]))
    }

    /// Empties every index and forgets the mark.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.forget_mark()?;
        for feed in self.feeds.values_mut() {
            feed.file.truncate(0)?;
            (feed.rows, feed.rolling, feed.is_dirty) = (0, [0; 16], true);
        }
        Ok(())
    }

    /// Lets the next opening index everything anew.
    pub(crate) fn forget_mark(&self) -> io::Result<()> {
        match self.disk.remove(&mark_path(&self.dir)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => self.disk.sync_dir(&self.dir),
        }
    }

    /// Appends rows, each the next one of its link. They are durable once [`Feeds::sync`] has returned.
    pub(crate) fn append(&mut self, rows: &[(u32, FeedRow)]) -> io::Result<()> {
        let mut bytes: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        for (link, row) in rows {
            let feed = match self.feeds.get_mut(link) {
                Some(feed) => feed,
                None => self.open_feed(*link)?,
            };
            debug_assert_eq!(
                row.seq,
                feed.rows + 1,
                "checked when the entry was appended"
            );
            feed.rows = row.seq;
            feed.rolling = row.rolling;
            feed.is_dirty = true;
            row.encode_into(*link, bytes.entry(*link).or_default());
        }
        for (link, bytes) in bytes {
            self.feeds[&link].file.append(&bytes)?;
        }
        Ok(())
    }

    /// Makes the indexes durable, and then a mark that says so: they hold all up to the entry at `position`.
    pub(crate) fn sync(&mut self, position: Position, chain: Chain) -> io::Result<()> {
        for feed in self.feeds.values_mut().filter(|feed| feed.is_dirty) {
            feed.file.sync()?;
            feed.is_dirty = false;
        }
        let rows = self.feeds.iter().map(|(link, feed)| (*link, feed.rows));
        let mark = Mark {
            position,
            chain,
            rows: rows.collect(),
        };
        let new = format!("{}.new", mark_path(&self.dir));
        let file = self.disk.create(&new)?;
        file.truncate(0)?;
        file.append(&mark.encode())?;
        file.sync()?;
        self.disk.rename(&new, &mark_path(&self.dir))?;
        self.disk.sync_dir(&self.dir)
    }

    /// At most `rows_max` rows from `from_seq` on.
    pub(crate) fn rows(
        &self,
        link: u32,
        from_seq: u64,
        rows_max: usize,
    ) -> Result<Vec<FeedRow>, ReadFeedError> {
        let Some(feed) = self.feeds.get(&link) else {
            return Ok(Vec::new());
        };
        let from_seq = from_seq.max(1);
        let left = (feed.rows + 1).saturating_sub(from_seq);
        let count = left.min(rows_max as u64) as usize;
        let mut bytes = vec![0; count * ROW_BYTES];
        let read = feed
            .file
            .read_at((from_seq - 1) * ROW_BYTES as u64, &mut bytes)
            .map_err(|source| ReadFeedError::Io { link, source })?;
        let mut rows = Vec::with_capacity(count);
        for (seq, row) in (from_seq..).zip(bytes[..read].chunks(ROW_BYTES)) {
            let row = FeedRow::decode(link, seq, row);
            rows.push(row.ok_or(ReadFeedError::Damaged { link, seq })?);
        }
        if rows.len() < count {
            let seq = from_seq + rows.len() as u64;
            return Err(ReadFeedError::Damaged { link, seq });
        }
        Ok(rows)
    }

    /// The last place taken in a feed and the hash there; zeros when none is.
    pub(crate) fn last(&self, link: u32) -> (u64, [u8; 16]) {
        self.feeds
            .get(&link)
            .map_or((0, [0; 16]), |feed| (feed.rows, feed.rolling))
    }

    /// The links that have an index.
    pub(crate) fn links(&self) -> impl Iterator<Item = u32> {
        self.feeds.keys().copied()
    }

    fn open_feed(&mut self, link: u32) -> io::Result<&mut Feed<D::File>> {
        let file = self.disk.create(&format!("{}/{link}.idx", self.dir))?;
        let feed = Feed {
            file,
            rows: 0,
            rolling: [0; 16],
            is_dirty: true,
        };
        Ok(self.feeds.entry(link).or_insert(feed))
    }

    /// False when an index has fewer rows than the mark says, or its last one is not valid.
    fn cut_back_to(&mut self, mark: &Mark) -> io::Result<bool> {
        if mark.rows.keys().any(|link| !self.feeds.contains_key(link)) {
            return Ok(false);
        }
        for (link, feed) in &mut self.feeds {
            let rows = mark.rows.get(link).copied().unwrap_or(0);
            let len = rows * ROW_BYTES as u64;
            if rows > 0 {
                let mut bytes = [0; ROW_BYTES];
                let read = feed.file.read_at(len - ROW_BYTES as u64, &mut bytes)?;
                let Some(last) = FeedRow::decode(*link, rows, &bytes[..read]) else {
                    return Ok(false);
                };
                feed.rolling = last.rolling;
            }
            feed.rows = rows;
            feed.file.truncate(len)?;
        }
        Ok(true)
    }
}

fn mark_path(dir: &str) -> String {
    format!("{dir}/mark")
}

/// Why a feed cannot be read.
#[derive(Debug, Error)]
pub enum ReadFeedError {
    /// The index is damaged; it is written anew from the journal at the next opening.
    #[error(
        "feed index of link {link} is damaged at place {seq}: restart, it is then written anew from the journal"
    )]
    Damaged {
        /// Number of the link whose feed was read.
        link: u32,
        /// The first place in the feed that is missing or damaged.
        seq: u64,
    },
    /// The disk failed.
    #[error("cannot read the feed index of link {link}")]
    Io {
        /// Number of the link whose feed was read.
        link: u32,
        /// What the disk said.
        source: io::Error,
    },
}
