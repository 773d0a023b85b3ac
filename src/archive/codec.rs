//! The tables of articles and names as bytes: columns of numbers of fixed length, which are read as fast as memory.

use super::names::{Names, Strings};
use super::roll::{Roll, Row};

/// Writes a roll, its names, and the state of the index that both are of.
pub(super) fn encode(roll: &Roll, names: &Names, state: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(44 * roll.rows.len() + 4 * names.lists.len() + 2 * names.strings.text.len());
    put_bytes(&mut bytes, state);
    put_column(&mut bytes, roll.segments.iter().map(|(_, end)| end.to_le_bytes()));
    roll.segments.iter().for_each(|(id, _)| put_bytes(&mut bytes, id.as_bytes()));
    put_column(&mut bytes, roll.rows.iter().map(|row| row.lead.to_le_bytes()));
    put_column(&mut bytes, roll.rows.iter().map(|row| row.place.0.to_le_bytes()));
    put_column(&mut bytes, roll.rows.iter().map(|row| row.place.1.to_le_bytes()));
    put_column(&mut bytes, roll.rows.iter().map(|row| row.digest.to_le_bytes()));
    put_column(&mut bytes, roll.rows.iter().map(|row| row.source.to_le_bytes()));
    put_column(&mut bytes, roll.rows.iter().map(|row| row.text.to_le_bytes()));
    put_column(&mut bytes, roll.rows.iter().map(|row| row.leader.to_le_bytes()));
    put_bytes(&mut bytes, names.strings.text.as_bytes());
    put_column(&mut bytes, names.strings.ends.iter().map(|end| end.to_le_bytes()));
    put_column(&mut bytes, names.stories.iter().map(|stories| stories.to_le_bytes()));
    put_column(&mut bytes, names.keys.iter().map(|keys| keys[0].to_le_bytes()));
    put_column(&mut bytes, names.keys.iter().map(|keys| keys[1].to_le_bytes()));
    put_column(&mut bytes, names.ends.iter().map(|end| end.to_le_bytes()));
    put_column(&mut bytes, names.lists.iter().map(|name| name.to_le_bytes()));
    bytes
}

/// Reads what [`encode`] wrote; none where it is anything else.
pub(super) fn decode(bytes: &[u8]) -> Option<(Roll, Names, Vec<u8>)> {
    let mut reader = Reader { rest: bytes };
    let state = reader.bytes()?.to_vec();
    let roll = reader.roll()?;
    let names = reader.names()?;
    let numbers = roll.rows.len() as u32;
    let is_whole = reader.rest.is_empty()
        && roll.rows.iter().all(|row| row.text < numbers && row.leader < numbers)
        && are_ends(roll.segments.iter().map(|(_, end)| *end), roll.rows.len())
        && names.ends.len() == roll.rows.len();
    is_whole.then_some((roll, names, state))
}

/// True of numbers that ascend to a last one.
fn are_ends(ends: impl DoubleEndedIterator<Item = u32> + Clone, last: usize) -> bool {
    ends.clone().is_sorted() && ends.last().unwrap_or(0) as usize == last
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn put_column<const WIDTH: usize>(out: &mut Vec<u8>, column: impl ExactSizeIterator<Item = [u8; WIDTH]>) {
    out.extend((column.len() as u64).to_le_bytes());
    column.for_each(|value| out.extend_from_slice(&value));
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.take(8)?.try_into().ok()?)).ok()
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    fn column<const WIDTH: usize, T>(&mut self, of: fn([u8; WIDTH]) -> T) -> Option<Vec<T>> {
        let length = self.length()?.checked_mul(WIDTH)?;
        let (values, _) = self.take(length)?.as_chunks::<WIDTH>();
        Some(values.iter().map(|value| of(*value)).collect())
    }

    fn numbers(&mut self) -> Option<Vec<u32>> {
        self.column(u32::from_le_bytes)
    }

    fn roll(&mut self) -> Option<Roll> {
        let mut segments = Vec::new();
        for end in self.numbers()? {
            segments.push((String::from_utf8(self.bytes()?.to_vec()).ok()?, end));
        }
        let leads = self.numbers()?;
        let (days, numbers) = (self.column(i64::from_le_bytes)?, self.column(u64::from_le_bytes)?);
        let digests = self.column(u64::from_le_bytes)?;
        let sources = self.column(u64::from_le_bytes)?;
        let (texts, leaders) = (self.numbers()?, self.numbers()?);
        let count = leads.len();
        if [days.len(), numbers.len(), digests.len(), sources.len(), texts.len(), leaders.len()] != [count; 6] {
            return None;
        }
        let row = |at: usize| Row {
            lead: leads[at],
            place: (days[at], numbers[at]),
            digest: digests[at],
            source: sources[at],
            text: texts[at],
            leader: leaders[at],
        };
        Some(Roll { segments, rows: (0..count).map(row).collect() })
    }

    fn names(&mut self) -> Option<Names> {
        let text = String::from_utf8(self.bytes()?.to_vec()).ok()?;
        let (text_ends, stories) = (self.numbers()?, self.numbers()?);
        let (first, last) = (self.numbers()?, self.numbers()?);
        let (ends, lists) = (self.numbers()?, self.numbers()?);
        let count = text_ends.len();
        let is_whole = [stories.len(), first.len(), last.len()] == [count; 3]
            && are_ends(text_ends.iter().copied(), text.len())
            && text_ends.iter().all(|end| text.is_char_boundary(*end as usize))
            && are_ends(ends.iter().copied(), lists.len())
            && lists.iter().all(|name| (*name as usize) < count);
        let keys = first.into_iter().zip(last).map(<[u32; 2]>::from).collect();
        is_whole.then_some(Names { strings: Strings { text, ends: text_ends }, stories, keys, ends, lists })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tables = (Roll, Names, Vec<u8>);

    fn tables() -> Tables {
        let row = |lead, text| Row { lead, place: (i64::MIN, 7), digest: u64::MAX, source: 5, text, leader: 0 };
        let mut strings = Strings::default();
        ["Anna", "Zoë"].iter().for_each(|name| strings.push(name));
        let roll = Roll { segments: vec![("a".to_owned(), 2), ("b".to_owned(), 2)], rows: vec![row(0, 0), row(9, 1)] };
        let (stories, keys) = (vec![2, 1], vec![[1, 2], [3, 3]]);
        (roll, Names { strings, stories, keys, ends: vec![1, 3], lists: vec![0, 0, 1] }, vec![1, 2, 3])
    }

    fn back(tables: &Tables) -> Option<Tables> {
        decode(&encode(&tables.0, &tables.1, &tables.2))
    }

    #[test]
    fn tables_come_back() {
        for tables in [tables(), Tables::default()] {
            assert_eq!(back(&tables), Some(tables));
        }
    }

    #[test]
    fn what_is_cut_or_points_outside_is_refused() {
        let (roll, names, state) = tables();
        let bytes = encode(&roll, &names, &state);
        assert!((0..bytes.len()).all(|length| decode(&bytes[..length]).is_none()));
        let mut outside = tables();
        outside.0.rows[1].leader = 2;
        assert_eq!(back(&outside), None);
        let mut outside = tables();
        outside.1.lists[2] = 2;
        assert_eq!(back(&outside), None);
        let mut outside = tables();
        outside.1.strings.ends[1] += 1;
        assert_eq!(back(&outside), None);
        outside.1.strings.text = "AnnaZoë".to_owned();
        outside.1.strings.ends = vec![7, 8];
        assert_eq!(back(&outside), None, "inside a letter");
    }
}
