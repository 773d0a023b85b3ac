//! A trained model.
//!
//! ```text
//! header       magic, version text length u32, version text
//! scale        f32: what one step of a weight is worth
//! transitions  LABELS x LABELS i16, from before to after
//! slots        count u32, keys count x u32, weights count x LABELS i8
//! lexicon      length u32, bytes
//! ```

use super::labels::LABELS;
use super::lexicon::Lexicon;
use super::row::Row;
use super::viterbi::Transitions;
use std::borrow::Cow;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"DLTAG003";

/// Weights of one feature for each label.
pub(crate) type Weights = [i8; LABELS];

/// Bytes that are not a model of this version.
#[derive(Debug, thiserror::Error)]
#[error("not a tagger model of this version; train it again with dateline train-tagger")]
pub struct NotAModel;

/// A trained tagger.
#[derive(Debug)]
pub struct Model {
    version: String,
    scale: f32,
    transitions: Transitions,
    steps: [[i32; LABELS]; LABELS],
    /// The slots, and the first [`GROUP`] again at the end.
    slots: Vec<Slot>,
    /// For each slot a byte of its key, 0 where it is empty.
    tags: Vec<u8>,
    /// How many slots there are.
    count: usize,
    lexicon: Lexicon,
    /// Tells what is kept of different models apart.
    identity: Arc<()>,
}

/// A feature whose weights are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    pub feature: u64,
    /// Number of the sum that they belong to.
    pub sum: u32,
}

/// Slots that are looked at at once.
const GROUP: usize = 8;
/// Features that are looked up at once.
const BATCH: usize = 32;

/// A feature with its weights, in one line of the processor's cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Slot {
    /// 0 where the slot is empty.
    key: u32,
    weights: Weights,
}

impl Model {
    /// Opens a model.
    ///
    /// # Errors
    /// When the bytes are not one.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, NotAModel> {
        let mut reader = Reader { bytes: &bytes, at: 0 };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(NotAModel);
        }
        let length = reader.u32()? as usize;
        let version = std::str::from_utf8(reader.take(length)?).map_err(|_| NotAModel)?.to_owned();
        let scale = f32::from_bits(reader.u32()?);
        let mut steps = [[0; LABELS]; LABELS];
        for row in &mut steps {
            for cell in row {
                let pair = reader.take(2)?;
                *cell = i16::from_le_bytes([pair[0], pair[1]]).into();
            }
        }
        let count = reader.u32()? as usize;
        if count == 0 {
            return Err(NotAModel);
        }
        let keys = reader.range(count.checked_mul(4).ok_or(NotAModel)?)?;
        let weights = reader.range(count.checked_mul(LABELS).ok_or(NotAModel)?)?;
        let length = reader.u32()? as usize;
        let lexicon = reader.range(length)?;
        let weights = bytes[weights].as_chunks::<LABELS>().0;
        let slots = bytes[keys]
            .as_chunks::<4>()
            .0
            .iter()
            .zip(weights)
            .map(|(key, weights)| Slot { key: u32::from_le_bytes(*key), weights: weights.map(u8::cast_signed) });
        let mut slots: Vec<Slot> = slots.collect();
        slots.extend((0..GROUP).map(|at| slots[at % count]).collect::<Vec<_>>());
        let lexicon = match bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[lexicon]),
            Cow::Owned(bytes) => Cow::Owned(bytes[lexicon].to_vec()),
        };
        let lexicon = Lexicon::open(lexicon).ok_or(NotAModel)?;
        let (tags, transitions) = (tags(&slots), Transitions::new(&steps));
        Ok(Self { version, scale, transitions, steps, slots, tags, count, lexicon, identity: Arc::default() })
    }

    /// Name and date of the training, as its maker wrote it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What one step of a weight is worth in log-likelihood.
    pub(crate) fn scale(&self) -> f32 {
        self.scale
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The same for one model only.
    pub(crate) fn identity(&self) -> &Arc<()> {
        &self.identity
    }

    /// Worths of the steps from label to label, for the best labels.
    pub(crate) fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    /// The same as a table: from before to after.
    pub(crate) fn steps(&self) -> &[[i32; LABELS]; LABELS] {
        &self.steps
    }

    /// Adds the weights of features to sums, of those that the model knows. Tags, keys and weights of many features are read side by
    /// side, so that what is not in the processor's cache is waited for once.
    pub(crate) fn add(&self, wanted: &[Wanted], sums: &mut [Row]) {
        for wanted in wanted.chunks(BATCH) {
            let mut likely = [(0, Wanted::default()); BATCH];
            let mut count = 0;
            for one in wanted {
                let start = home(one.feature, self.count);
                let (same, empty) = self.group(start, key(one.feature));
                likely[count] = (start + first(same), *one);
                // Where no slot is empty the search goes on behind the group.
                count += usize::from(same != 0 || empty == 0);
            }
            let likely = &likely[..count];
            let mut keys = [0; BATCH];
            for (found, (slot, _)) in keys.iter_mut().zip(likely) {
                *found = self.slots[*slot].key;
            }
            for (found, (slot, one)) in keys.into_iter().zip(likely) {
                let slot = if found == key(one.feature) { Some(&self.slots[*slot]) } else { self.slot(one.feature) };
                if let Some(slot) = slot {
                    let sum = &mut sums[one.sum as usize];
                    sum.iter_mut().zip(slot.weights).for_each(|(cell, weight)| *cell += i16::from(weight));
                }
            }
        }
    }

    /// The slot of a feature.
    fn slot(&self, feature: u64) -> Option<&Slot> {
        let wanted = key(feature);
        let mut start = home(feature, self.count);
        for _ in 0..=self.count / GROUP {
            let (mut same, empty) = self.group(start, wanted);
            while same != 0 {
                let slot = &self.slots[start + first(same)];
                if slot.key == wanted {
                    return Some(slot);
                }
                same &= same - 1;
            }
            if empty != 0 {
                return None;
            }
            start = (start + GROUP) % self.count;
        }
        None
    }

    /// Which slots of the group that begins with one have the tag of a key, and which are empty, as the high bits of bytes. The tags
    /// of a group are compared at once, so that most features that the model does not know cost one look at them (after the
    /// groups of F14 and Swiss tables).
    fn group(&self, start: usize, wanted: u32) -> (u64, u64) {
        const ONES: u64 = u64::from_ne_bytes([1; GROUP]);
        const HIGH: u64 = ONES << 7;
        // The lowest byte that is zero has its high bit set; those above it may have it without.
        let zeros = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes & HIGH;
        let tags = self.tags[start..].first_chunk::<GROUP>().map_or(0, |tags| u64::from_le_bytes(*tags));
        let empty = zeros(tags);
        let same = zeros(tags ^ (ONES * u64::from(tag(wanted))));
        // What stands behind an empty slot belongs to others.
        (same & (empty & empty.wrapping_neg()).wrapping_sub(1), empty)
    }
}

/// The first of a group of which a bit is set; 0 where none is.
fn first(bits: u64) -> usize {
    bits.trailing_zeros() as usize / 8 % GROUP
}

/// The tags of slots.
fn tags(slots: &[Slot]) -> Vec<u8> {
    slots.iter().map(|slot| if slot.key == 0 { 0 } else { tag(slot.key) }).collect()
}

/// The byte by which a key is looked for; never 0.
fn tag(key: u32) -> u8 {
    ((key >> 16) as u8).max(1)
}

/// The slot where the search for a feature begins, by bits that are not in its key.
fn home(feature: u64, slots: usize) -> usize {
    (((feature & 0xffff_ffff) * slots as u64) >> 32) as usize
}

/// The key of a feature in its slot; never 0, which marks an empty slot.
fn key(feature: u64) -> u32 {
    ((feature >> 32) as u32).max(1)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn range(&mut self, length: usize) -> Result<std::ops::Range<usize>, NotAModel> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or(NotAModel)?;
        Ok(std::mem::replace(&mut self.at, end)..end)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], NotAModel> {
        let range = self.range(length)?;
        Ok(&self.bytes[range])
    }

    fn u32(&mut self) -> Result<u32, NotAModel> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
}

/// Quantises and writes a model: `weights` are features with their weights, `scale` what one step is worth.
pub(crate) fn write(
    version: &str,
    scale: f32,
    transitions: &[[f32; LABELS]; LABELS],
    weights: &[(u64, [f32; LABELS])],
    lexicon: &[u8],
) -> Vec<u8> {
    let slots = weights.len() * 13 / 10 + 1;
    let mut keys = vec![0_u32; slots];
    let mut rows: Vec<Weights> = vec![[0; LABELS]; slots];
    for (feature, row) in weights {
        let mut slot = home(*feature, slots);
        while keys[slot] != 0 {
            slot = (slot + 1) % slots;
        }
        keys[slot] = key(*feature);
        rows[slot] = row.map(|weight| (weight / scale).round().clamp(-127.0, 127.0) as i8);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend((version.len() as u32).to_le_bytes());
    bytes.extend(version.as_bytes());
    bytes.extend(scale.to_le_bytes());
    for cell in transitions.iter().flatten() {
        bytes.extend(((cell / scale).round().clamp(-30_000.0, 30_000.0) as i16).to_le_bytes());
    }
    bytes.extend((slots as u32).to_le_bytes());
    bytes.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
    bytes.extend(rows.iter().flatten().map(|weight| weight.cast_unsigned()));
    bytes.extend((lexicon.len() as u32).to_le_bytes());
    bytes.extend(lexicon);
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::row::ZERO;
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let features: Vec<_> =
            (1..500_u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15), [n as f32 / 100.0; LABELS])).collect();
        let bytes = write("test", 0.05, &[[0.5; LABELS]; LABELS], &features, &super::super::lexicon::build([]));
        let model = Model::open(Cow::Owned(bytes.clone())).unwrap();
        assert_eq!(model.version(), "test");
        assert_eq!(model.steps()[3][4], 10);
        let wanted = |feature: u64, sum: usize| Wanted { feature, sum: sum as u32 };
        for (feature, row) in &features {
            let mut sums = [ZERO; 2];
            model.add(&[wanted(*feature, 1)], &mut sums);
            assert_eq!((sums[0], sums[1][0]), (ZERO, (row[0] / 0.05).round() as i16));
        }
        let mut sums = [ZERO];
        model.add(&(0..10_000).map(|unknown| wanted(unknown, 0)).collect::<Vec<_>>(), &mut sums);
        assert_eq!(sums, [ZERO]);
        let many = features.iter().take(100).enumerate();
        let many: Vec<Wanted> = many.flat_map(|(at, (known, _))| [wanted(*known, at % 2), wanted(7, 0)]).collect();
        let mut sums = [ZERO; 2];
        model.add(&many, &mut sums);
        for (sum, odd) in sums.iter().zip(0..) {
            let expected: i16 =
                features[..100].iter().skip(odd).step_by(2).map(|(_, row)| (row[0] / 0.05).round() as i16).sum();
            assert_eq!(sum[..LABELS], [expected; LABELS]);
        }
        for cut in [0, 7, 20, bytes.len() / 2, bytes.len() - 1] {
            assert!(Model::open(Cow::Owned(bytes[..cut].to_vec())).is_err());
        }
    }
}
