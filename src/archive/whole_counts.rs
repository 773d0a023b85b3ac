//! In how many stories of the whole archive each name occurs, the most frequent first: a table of the revision and of the user's
//! `aliases.toml`, of which a facet without a query reads the first rows.

use super::sections::{Reader, Rows, Strings, Writer};
use crate::index::Index;
use tantivy::directory::OwnedBytes;

/// What the name of a table begins with.
const TABLE: &str = "counts-";

/// The table.
pub(crate) struct WholeCounts {
    aliases: OwnedBytes,
    /// Units that were counted in.
    units: Rows<1>,
    /// In order of count.
    names: Strings,
    counts: Rows<1>,
}

impl WholeCounts {
    /// Of names in order of count, and the number of units that were counted in.
    pub fn of<'n>(counts: impl Iterator<Item = (&'n str, usize)> + Clone, units: usize) -> Self {
        Self::decode(OwnedBytes::new(encode("", counts, units))).expect("what is encoded can be decoded")
    }

    /// The cached table of a kind of names, made with these aliases.
    pub(super) fn cached(index: &Index, kind: &str, aliases: &str) -> Option<Self> {
        let table = Self::decode(index.cached(&format!("{TABLE}{kind}"))?)?;
        (table.aliases.as_slice() == aliases.as_bytes()).then_some(table)
    }

    /// Caches the table.
    pub(super) fn put(&self, index: &Index, kind: &str, aliases: &str) {
        index.put_cached(&format!("{TABLE}{kind}"), &encode(aliases, self.rows(), self.units()));
    }

    fn decode(bytes: OwnedBytes) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        let (aliases, units) = (reader.bytes()?, reader.rows()?);
        let (names, counts) = (reader.strings()?, reader.rows()?);
        (reader.rest.is_empty() && names.len() == counts.len()).then_some(Self { aliases, units, names, counts })
    }

    /// Units that were counted in.
    pub fn units(&self) -> usize {
        self.units.get(0).map_or(0, |[units]| units as usize)
    }

    /// Number of names.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// The names, the most frequent first, and in how many units each is.
    pub fn rows(&self) -> impl Iterator<Item = (&str, usize)> + Clone {
        let name = |at: usize| self.names.get(at as u32);
        (0..self.len()).filter_map(move |at| Some((name(at), self.counts.get(at)?[0] as usize)))
    }
}

fn encode<'n>(aliases: &str, counts: impl Iterator<Item = (&'n str, usize)> + Clone, units: usize) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.put(aliases.as_bytes());
    writer.put_rows([[units as u32]]);
    writer.put_strings(&counts.clone().map(|(name, _)| name).collect::<Vec<_>>());
    writer.put_rows(counts.map(|(_, count)| [count as u32]));
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_comes_back_in_its_order() {
        let rows = [("Zoë", 9), ("Anna", 4), ("Bo", 4)];
        let table = WholeCounts::of(rows.into_iter(), 12);
        assert_eq!((table.units(), table.len()), (12, 3));
        assert_eq!(table.rows().collect::<Vec<_>>(), rows);
        let bytes = encode("[merge]", rows.into_iter(), 12);
        let cut = |length: usize| WholeCounts::decode(OwnedBytes::new(bytes[..length].to_vec()));
        assert!((0..bytes.len()).all(|length| cut(length).is_none()));
        assert!(cut(bytes.len()).is_some_and(|table| table.aliases.as_slice() == b"[merge]"));
        assert_eq!(WholeCounts::of(std::iter::empty(), 0).rows().count(), 0);
    }
}
