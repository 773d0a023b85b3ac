//! A trained model, read in place.
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
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

const MAGIC: &[u8; 8] = b"DLTAG003";

/// Weights of one feature for each label.
pub(super) type Weights = [i8; LABELS];

/// Bytes that are not a model of this version.
#[derive(Debug, thiserror::Error)]
#[error("not a tagger model of this version; train it again with dateline train-tagger")]
pub struct NotAModel;

/// A trained tagger.
#[derive(Debug)]
pub struct Model {
    version: String,
    scale: f32,
    transitions: [[i32; LABELS]; LABELS],
    bytes: Cow<'static, [u8]>,
    keys: std::ops::Range<usize>,
    weights: std::ops::Range<usize>,
    lexicon: Lexicon,
    /// Tells caches of different models apart.
    number: u64,
}

impl Model {
    /// Opens a model.
    ///
    /// # Errors
    /// When the bytes are not one.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, NotAModel> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let mut reader = Reader { bytes: &bytes, at: 0 };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(NotAModel);
        }
        let length = reader.u32()? as usize;
        let version = std::str::from_utf8(reader.take(length)?).map_err(|_| NotAModel)?.to_owned();
        let scale = f32::from_bits(reader.u32()?);
        let mut transitions = [[0; LABELS]; LABELS];
        for row in &mut transitions {
            for cell in row {
                let pair = reader.take(2)?;
                *cell = i16::from_le_bytes([pair[0], pair[1]]).into();
            }
        }
        let slots = reader.u32()? as usize;
        if slots == 0 {
            return Err(NotAModel);
        }
        let keys = reader.range(slots.checked_mul(4).ok_or(NotAModel)?)?;
        let weights = reader.range(slots.checked_mul(LABELS).ok_or(NotAModel)?)?;
        let length = reader.u32()? as usize;
        let lexicon = reader.range(length)?;
        let lexicon = match &bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[lexicon]),
            Cow::Owned(bytes) => Cow::Owned(bytes[lexicon].to_vec()),
        };
        let lexicon = Lexicon::open(lexicon).ok_or(NotAModel)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Ok(Self { version, scale, transitions, bytes, keys, weights, lexicon, number })
    }

    /// Name and date of the training, as its maker wrote it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What one step of a weight is worth in log-likelihood.
    pub(super) fn scale(&self) -> f32 {
        self.scale
    }

    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn transitions(&self) -> &[[i32; LABELS]; LABELS] {
        &self.transitions
    }

    /// Adds the weights of a feature, if the model knows it.
    pub(super) fn add(&self, feature: u64, scores: &mut [i32; LABELS]) {
        let keys = self.bytes[self.keys.clone()].as_chunks::<4>().0;
        let weights = self.bytes[self.weights.clone()].as_chunks::<LABELS>().0;
        let wanted = key(feature).to_le_bytes();
        let mut slot = home(feature, keys.len());
        for _ in 0..keys.len() {
            if keys[slot] == [0; 4] {
                return;
            }
            if keys[slot] == wanted {
                for (score, weight) in scores.iter_mut().zip(weights[slot]) {
                    *score += i32::from(weight.cast_signed());
                }
                return;
            }
            slot = if slot + 1 == keys.len() { 0 } else { slot + 1 };
        }
    }
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
pub(super) fn write(
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
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let features: Vec<_> =
            (1..500_u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15), [n as f32 / 100.0; LABELS])).collect();
        let bytes = write("test", 0.05, &[[0.5; LABELS]; LABELS], &features, &super::super::lexicon::build([]));
        let model = Model::open(Cow::Owned(bytes.clone())).unwrap();
        assert_eq!(model.version(), "test");
        assert_eq!(model.transitions()[3][4], 10);
        for (feature, row) in &features {
            let mut scores = [0; LABELS];
            model.add(*feature, &mut scores);
            assert_eq!(scores[0], (row[0] / 0.05).round() as i32);
        }
        let mut scores = [0; LABELS];
        model.add(12_345, &mut scores);
        assert_eq!(scores, [0; LABELS]);
        for cut in [0, 7, 20, bytes.len() / 2, bytes.len() - 1] {
            assert!(Model::open(Cow::Owned(bytes[..cut].to_vec())).is_err());
        }
    }
}
