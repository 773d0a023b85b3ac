//! The number of words in the passages of the archive, by which scores tell a long passage from a short one.
//!
//! The engine counts the words of a segment while it is written, but guesses them when it merges segments from which something was
//! removed. Here they are the lengths of the passages that are there, as the index stores them, so that an index built in steps has the
//! same sum as one built at once. The sums of segments lie beside the index: a segment changes only by what is removed from it.

use super::ArchiveError;
use super::segment::Segment;
use crate::index::Index;
use std::collections::HashMap;

/// Name of the table beside the index.
const TABLE: &str = "words";
/// Bytes of a segment's id, of the number of documents that were removed from it, and of its words.
const ROW: [usize; 3] = [32, size_of::<u32>(), size_of::<u64>()];

/// A segment as it is: its id and how many of its documents are removed.
type State = [u8; ROW[0] + ROW[1]];

/// Words of all passages that are not removed.
pub(super) fn count(index: &Index, segments: &[Segment]) -> Result<u64, ArchiveError> {
    let bytes = index.lasting(TABLE);
    let known: HashMap<State, u64> = bytes.as_deref().map(rows).unwrap_or_default();
    let mut table = Vec::with_capacity(segments.len() * ROW.iter().sum::<usize>());
    let (mut all, mut is_new) = (0, false);
    for segment in segments {
        let state = state(segment);
        let words = if let Some(words) = known.get(&state) {
            *words
        } else {
            is_new = true;
            of_segment(segment)?
        };
        all += words;
        table.extend(state);
        table.extend(words.to_le_bytes());
    }
    if is_new {
        index.put_lasting(TABLE, &table);
    }
    Ok(all)
}

fn rows(bytes: &[u8]) -> HashMap<State, u64> {
    let row = |row: &[u8]| {
        let (state, words) = row.split_at(ROW[0] + ROW[1]);
        Some((state.try_into().ok()?, u64::from_le_bytes(words.try_into().ok()?)))
    };
    bytes.chunks_exact(ROW.iter().sum()).filter_map(row).collect()
}

fn state(segment: &Segment) -> State {
    let mut state = [0; ROW[0] + ROW[1]];
    let id = segment.reader.segment_id().uuid_string();
    let length = id.len().min(ROW[0]);
    state[..length].copy_from_slice(&id.as_bytes()[..length]);
    state[ROW[0]..].copy_from_slice(&segment.reader.num_deleted_docs().to_le_bytes());
    state
}

fn of_segment(segment: &Segment) -> Result<u64, ArchiveError> {
    let lengths = segment.reader.get_fieldnorms_reader(segment.fields.stem)?;
    Ok(segment.passages.iter().map(|doc| u64::from(lengths.fieldnorm(doc))).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_are_written() {
        let mut bytes = vec![7; ROW[0]];
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend(1_234_567_u64.to_le_bytes());
        bytes.push(9);
        let found = rows(&bytes);
        assert_eq!(found.into_values().collect::<Vec<_>>(), [1_234_567], "what is cut off is no row");
        assert!(rows(&[]).is_empty());
    }
}
