use std::mem;

/// Cuts a byte stream into frames: a length (u32, little end first), then as many bytes.
///
/// A length is judged before anything is set aside for it, and room grows with what has arrived: a
/// peer that announces a megabyte and sends nothing costs [`ROOM_FIRST`] bytes.
pub(crate) struct FrameDecoder {
    max: usize,
    header: [u8; HEADER],
    header_filled: usize,
    /// The length announced, once the header is whole.
    body_len: Option<usize>,
    body: Vec<u8>,
}

impl FrameDecoder {
    pub fn new(max: usize) -> Self {
        Self {
            max,
            header: [0; HEADER],
            header_filled: 0,
            body_len: None,
            body: Vec::new(),
        }
    }

    /// Takes bytes from the front of `input` until a frame is whole or `input` is empty.
    pub fn next_frame(&mut self, input: &mut &[u8]) -> Result<Option<Vec<u8>>, FrameTooLong> {
        let len = match self.body_len {
            Some(len) => len,
            None => match self.read_header(input)? {
                Some(len) => len,
                None => return Ok(None),
            },
        };
        let taken = take(input, len - self.body.len());
        self.body.extend_from_slice(taken);
        if self.body.len() < len {
            return Ok(None);
        }
        self.header_filled = 0;
        self.body_len = None;
        Ok(Some(mem::take(&mut self.body)))
    }

    fn read_header(&mut self, input: &mut &[u8]) -> Result<Option<usize>, FrameTooLong> {
        let taken = take(input, HEADER - self.header_filled);
        self.header[self.header_filled..][..taken.len()].copy_from_slice(taken);
        self.header_filled += taken.len();
        if self.header_filled < HEADER {
            return Ok(None);
        }
        let len = u32::from_le_bytes(self.header) as usize;
        if len > self.max {
            return Err(FrameTooLong { len, max: self.max });
        }
        self.body.reserve_exact(len.min(ROOM_FIRST));
        self.body_len = Some(len);
        Ok(Some(len))
    }
}

/// The header of a frame of `len` bytes; the caller has checked `len` against a `u32` bound.
pub(crate) fn header(len: usize) -> [u8; HEADER] {
    u32::try_from(len)
        .expect("frames are checked against max_frame, which fits a u32")
        .to_le_bytes()
}

/// A peer announced a frame over the bound.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("frame too long: {len} bytes, at most {max} are taken")]
pub(crate) struct FrameTooLong {
    pub len: usize,
    pub max: usize,
}

fn take<'a>(input: &mut &'a [u8], most: usize) -> &'a [u8] {
    let (taken, rest) = input.split_at(most.min(input.len()));
    *input = rest;
    taken
}

/// Bytes of a frame's header.
pub(crate) const HEADER: usize = 4;

/// Room set aside for a frame before its bytes arrive.
const ROOM_FIRST: usize = 4 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(frames: &[&[u8]]) -> Vec<u8> {
        frames
            .iter()
            .flat_map(|frame| [&header(frame.len()), *frame].concat())
            .collect()
    }

    fn decoded(max: usize, bytes: &[u8], piece: usize) -> Result<Vec<Vec<u8>>, FrameTooLong> {
        let mut decoder = FrameDecoder::new(max);
        let mut frames = Vec::new();
        for mut input in bytes.chunks(piece) {
            while let Some(frame) = decoder.next_frame(&mut input)? {
                frames.push(frame);
            }
            assert!(input.is_empty());
        }
        Ok(frames)
    }

    #[test]
    fn frames_come_out_as_they_went_in_however_the_stream_is_cut() {
        let long = vec![9; 10_000];
        let frames: [&[u8]; 5] = [b"a", b"", b"bcd", &long, b""];
        let bytes = encoded(&frames);
        for piece in [1, 2, 3, 5, 7, 4096, usize::MAX] {
            assert_eq!(decoded(10_000, &bytes, piece).unwrap(), frames);
        }
    }

    #[test]
    fn a_longer_length_is_refused_from_its_header_alone() {
        let refusal = decoded(10, &header(11), 1);
        assert_eq!(refusal, Err(FrameTooLong { len: 11, max: 10 }));
        assert_eq!(decoded(10, &[0xff; 4], 4).unwrap_err().len, 0xffff_ffff);
    }

    #[test]
    fn an_announced_length_sets_little_aside() {
        let mut decoder = FrameDecoder::new(1 << 30);
        let mut input = &header(1 << 30)[..];
        assert_eq!(decoder.next_frame(&mut input), Ok(None));
        assert!(decoder.body.capacity() <= ROOM_FIRST);
    }
}
