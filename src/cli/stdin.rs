//! Standard input that ends with an error when the user interrupts, also while nothing comes.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread,
    time::Duration,
};

/// Bytes read at a time.
const CHUNK: usize = 1 << 16;
/// How often an interrupt is looked for while nothing comes.
const LOOK: Duration = Duration::from_millis(100);

/// What another thread reads.
struct Interruptible {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: io::Cursor<Vec<u8>>,
    interrupt: Arc<AtomicBool>,
}

/// Standard input until the user interrupts.
pub fn until(interrupt: &Arc<AtomicBool>) -> impl Read {
    from(io::stdin(), interrupt)
}

/// A thread of its own reads; it ends with the input, or with the process.
fn from(mut input: impl Read + Send + 'static, interrupt: &Arc<AtomicBool>) -> Interruptible {
    let (sender, chunks) = sync_channel(2);
    thread::spawn(move || {
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = match input.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read,
            };
            let ends = !matches!(read, Ok(1..));
            let read = read.map(|length| {
                chunk.truncate(length);
                chunk
            });
            if sender.send(read).is_err() || ends {
                break;
            }
        }
    });
    Interruptible { chunks, chunk: io::Cursor::default(), interrupt: Arc::clone(interrupt) }
}

impl Read for Interruptible {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.interrupt.load(Ordering::Relaxed) {
                return Err(io::Error::other("interrupted"));
            }
            let length = self.chunk.read(into)?;
            if length > 0 || into.is_empty() {
                return Ok(length);
            }
            match self.chunks.recv_timeout(LOOK) {
                Ok(chunk) => self.chunk = io::Cursor::new(chunk?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An input of which nothing comes.
    struct Silent(Receiver<()>);

    impl Read for Silent {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(0)
        }
    }

    #[test]
    fn all_that_comes_is_read() {
        let bytes: Vec<u8> = (0..300_000_u32).map(|at| at as u8).collect();
        let mut read = Vec::new();
        from(io::Cursor::new(bytes.clone()), &Arc::default()).read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes);
    }

    #[test]
    fn an_interrupt_ends_the_wait() {
        let (_open, never) = sync_channel(0);
        let interrupt = Arc::default();
        let mut input = from(Silent(never), &interrupt);
        interrupt.store(true, Ordering::Relaxed);
        assert_eq!(input.read(&mut [0; 8]).unwrap_err().to_string(), "interrupted");
    }
}
