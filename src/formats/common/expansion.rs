//! Limits on what is unpacked: how deep containers may lie in one another, and how far their bytes may grow.

use super::input::{Input, Outermost};
use crate::formats::{ReadError, ReadErrorKind};
use std::{
    io::{self, Read},
    rc::Rc,
};

/// Containers inside one another, at most.
const DEEPEST: u32 = 4;

/// Bytes that may be unpacked from anything.
const ALWAYS_ALLOWED: u64 = 64 << 20;

/// Bytes that may be unpacked for each byte read. Text packs to a tenth, pages of tables to a fiftieth.
const MOST_EXPANSION: u64 = 250;

/// What an input shares with what lies in it, and the depth of that.
pub fn deeper(input: &Input<'_>) -> Result<(Rc<Outermost>, u32), ReadError> {
    if input.depth() >= DEEPEST {
        return Err(ReadError::new(ReadErrorKind::Limit, format!("more than {DEEPEST} archives inside one another")));
    }
    Ok((input.outermost(), input.depth() + 1))
}

/// Unpacked bytes, with a limit by the bytes that were read for them.
pub struct Bounded<R> {
    inner: R,
    outermost: Rc<Outermost>,
    unpacked: u64,
}

impl<R> Bounded<R> {
    /// Limits what `inner` unpacks by the bytes read from the outermost input.
    pub fn new(inner: R, outermost: &Rc<Outermost>) -> Self {
        Self { inner, outermost: Rc::clone(outermost), unpacked: 0 }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.unpacked += count as u64;
        if self.unpacked > ALWAYS_ALLOWED && self.unpacked / MOST_EXPANSION > self.outermost.bytes.get() {
            let reason = format!("unpacks to more than {MOST_EXPANSION} times its size");
            return Err(io::Error::other(ReadError::new(ReadErrorKind::Limit, reason)));
        }
        Ok(count)
    }
}
