//! Fingerprints by which copies of a text are recognised: wire copies, cut, re-titled and lightly rewritten ones.
//!
//! A text is the set of its shingles (runs of three words; of six characters in scripts without spaces). Its
//! fingerprint is the bottom-k sketch of their hashes: A. Broder, "On the resemblance and containment of documents"
//! (1997). Two sketches, cut to the hashes below the smaller of their largest ones, are samples of the two sets at the
//! same rate, so that containment can be estimated as well as resemblance; that is what finds a copy that was cut
//! short. Titles are not part of the text, so a new title changes nothing. A mere topic, or a quotation, is no copy.

use super::script::Script;

/// Hashes of a fingerprint at most.
const SIZE: usize = 64;
/// Bits of a hash. Two unrelated texts share none of 64 hashes in 99 of 100 cases even where they fill a hundredth of the range,
/// and an index stores fewer bits.
pub const BITS: u32 = 26;
/// Words of a shingle.
const WORDS: usize = 3;
/// Characters of a shingle in scripts without spaces.
const CHARACTERS: usize = 6;
/// Shingles below which a text is too short to judge.
const FEWEST: usize = 16;
/// Share of the smaller text that two copies have in common. On edited copies of two collections 0.5 put too many texts of
/// one template together, and 0.66 lost copies with a third of their sentences changed (docs/reports/copies.md).
const COPY: f32 = 0.6;
/// The same for a text of a few dozen words: notes that follow one template ("dividend 6.6 cts ...") are no copies.
const SHORT_COPY: f32 = 0.85;
/// Share above which two texts of an archive may be copies, and the share that they need where hashes are weighed by how
/// common they are in it ([`super::copies`]). Chosen on the same collections: lower ones lost precision on templates, higher ones
/// lost copies with a third of their sentences changed.
const LIKELY_COPY: f32 = 0.45;
const WEIGHTED_COPY: f32 = 0.54;
/// Shared hashes that make the share believable.
const EVIDENCE: usize = 5;
/// Fingerprint of a text: at most 64 hashes in ascending order; empty for texts too short to judge.
#[must_use]
pub fn fingerprint(text: &str) -> Vec<u32> {
    // Of a long text most hashes are far above the lowest 64. Where too few lie below the guess, all are looked at.
    let shingles = (text.len() / BYTES).max(1);
    let guess = (1_u64 << BITS) * (SPARE * SIZE) as u64 / shingles as u64;
    let sketch = Sketch::of(text, if guess < 1 << BITS { guess as u32 } else { u32::MAX });
    if sketch.is_whole() { sketch.finish() } else { Sketch::of(text, u32::MAX).finish() }
}

/// Adds the shingles of a text.
fn add_shingles(text: &str, sketch: &mut Sketch) {
    let mut shingles = Shingles::default();
    let bytes = text.as_bytes();
    let mut word: u64 = 0;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            word = mix(word, byte.to_ascii_lowercase());
            at += 1;
        } else if byte.is_ascii() {
            // An apostrophe inside a word is skipped, so that curly ones make no difference.
            if byte != b'\'' && word != 0 {
                shingles.word(std::mem::take(&mut word), sketch);
            }
            at += 1;
        } else {
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if Script::of(c).is_unspaced() {
                if word != 0 {
                    shingles.word(std::mem::take(&mut word), sketch);
                }
                shingles.character(c, sketch);
            } else if c.is_alphanumeric() {
                for lower in c.to_lowercase() {
                    let code = u32::from(lower);
                    word = mix(mix(word, code as u8), (code >> 8) as u8);
                }
            } else if !matches!(c, '’' | '\u{00AD}') && word != 0 {
                shingles.word(std::mem::take(&mut word), sketch);
            }
        }
    }
    if word != 0 {
        shingles.word(word, sketch);
    }
}

/// Share of the smaller text's shingles that the other text has as well, from 0 to 1, estimated from fingerprints.
#[must_use]
pub fn similarity(a: &[u32], b: &[u32]) -> f32 {
    compare(a, b).0
}

/// True when two fingerprints are of copies: whole, cut short, or lightly rewritten.
#[must_use]
pub fn are_copies(a: &[u32], b: &[u32]) -> bool {
    share_of_copies(a, b).is_some()
}

/// [`similarity`] where the fingerprints are of copies.
fn share_of_copies(a: &[u32], b: &[u32]) -> Option<f32> {
    let (share, common) = compare(a, b);
    let is_short = a.len().min(b.len()) < SIZE / 2;
    (share >= if is_short { SHORT_COPY } else { COPY } && common >= EVIDENCE).then_some(share)
}

/// Containment, and the number of hashes that are common.
fn compare(a: &[u32], b: &[u32]) -> (f32, usize) {
    let limit = limit_of(a).min(limit_of(b));
    let below = |hashes: &[u32]| hashes.partition_point(|hash| *hash <= limit);
    let smaller = below(a).min(below(b));
    let common = common(a, b).count();
    (if smaller == 0 { 0.0 } else { common as f32 / smaller as f32 }, common)
}

/// Hash up to which a fingerprint holds every shingle of its text; one that is not full holds them all.
fn limit_of(hashes: &[u32]) -> u32 {
    if hashes.len() < SIZE { u32::MAX } else { hashes[hashes.len() - 1] }
}

/// Hashes that two fingerprints share, in order.
fn common<'f>(a: &'f [u32], b: &'f [u32]) -> impl Iterator<Item = u32> + 'f {
    let (mut at_a, mut at_b) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(of_a), Some(of_b)) = (a.get(at_a), b.get(at_b)) {
            at_a += usize::from(of_a <= of_b);
            at_b += usize::from(of_b <= of_a);
            if of_a == of_b {
                return Some(*of_a);
            }
        }
        None
    })
}

/// [`similarity`] with every hash counted by a weight, in the order of the hashes; `None` where the fingerprints are not of copies.
#[must_use]
pub fn weighted_share(a: &[u32], b: &[u32], weight: impl Fn(u32) -> f32) -> Option<f32> {
    let (share, evidence) = compare(a, b);
    let is_short = a.len().min(b.len()) < SIZE / 2;
    if share < if is_short { COPY } else { LIKELY_COPY } || evidence < EVIDENCE {
        return None;
    }
    let limit = limit_of(a).min(limit_of(b));
    let weigh =
        |hashes: &[u32]| -> f32 { hashes.iter().take_while(|hash| **hash <= limit).map(|hash| weight(*hash)).sum() };
    let common: f32 = common(a, b).map(&weight).sum();
    let share = common / weigh(a).min(weigh(b));
    (share >= WEIGHTED_COPY).then_some(share)
}

/// A number by which equal fingerprints are recognised; 0 for an empty one alone.
#[must_use]
pub fn digest(fingerprint: &[u32]) -> u64 {
    let add = |digest: u64, hash: &u32| {
        let digest = (digest.rotate_left(5) ^ u64::from(*hash)).wrapping_mul(MULTIPLIER);
        digest ^ (digest >> 32)
    };
    // No start from which the first hashes could lead to the same number.
    let start = MULTIPLIER ^ fingerprint.len() as u64;
    if fingerprint.is_empty() { 0 } else { fingerprint.iter().fold(start, add).max(1) }
}

/// Bytes of a text for each of its shingles, at most: words and what stands between them.
const BYTES: usize = 8;
/// How many times as many hashes as a fingerprint holds are expected below the first guess of its largest.
const SPARE: usize = 2;

/// The bottom-k sketch under construction.
struct Sketch {
    hashes: Vec<u32>,
    limit: u32,
    /// The limit that it began with.
    guess: u32,
    shingles: usize,
}

impl Sketch {
    /// The sketch of a text among the hashes up to a limit.
    fn of(text: &str, limit: u32) -> Self {
        let mut sketch = Self { hashes: Vec::with_capacity(4 * SIZE), limit, guess: limit, shingles: 0 };
        add_shingles(text, &mut sketch);
        sketch.shrink();
        sketch
    }

    /// True when no limit kept a hash out that belongs to the fingerprint.
    fn is_whole(&self) -> bool {
        self.guess == u32::MAX || self.hashes.len() == SIZE
    }

    fn add(&mut self, hash: u64) {
        self.shingles += 1;
        let hash = finalize(hash);
        if hash <= self.limit {
            self.hashes.push(hash);
            if self.hashes.len() == 4 * SIZE {
                self.shrink();
            }
        }
    }

    fn shrink(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes.truncate(SIZE);
        if self.hashes.len() == SIZE {
            self.limit = self.hashes[SIZE - 1];
        }
    }

    fn finish(mut self) -> Vec<u32> {
        if self.shingles < FEWEST {
            return Vec::new();
        }
        self.hashes.shrink_to_fit();
        self.hashes
    }
}

/// The last words and characters, from which shingles are made.
#[derive(Default)]
struct Shingles {
    words: [u64; WORDS],
    characters: [u64; CHARACTERS],
    seen: usize,
}

impl Shingles {
    fn word(&mut self, hash: u64, sketch: &mut Sketch) {
        self.words.rotate_left(1);
        self.words[WORDS - 1] = hash;
        self.seen += 1;
        if self.seen >= WORDS {
            sketch.add(self.words.iter().fold(0, |all, word| (all.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER)));
        }
    }

    fn character(&mut self, c: char, sketch: &mut Sketch) {
        self.characters.rotate_left(1);
        self.characters[CHARACTERS - 1] = u64::from(u32::from(c));
        self.seen += 1;
        if self.seen >= CHARACTERS {
            sketch.add(self.characters.iter().fold(0, |all, c| (all.rotate_left(23) ^ c).wrapping_mul(MULTIPLIER)));
        }
    }
}

/// 2^64 / the golden ratio.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(hash: u64, byte: u8) -> u64 {
    (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517C_C1B7_2722_0A95)
}

/// The finalizer of MurmurHash3 (A. Appleby), so that the order of hashes is independent of the text.
fn finalize(hash: u64) -> u32 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    (hash >> (64 - BITS)) as u32
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sentences of words that follow from a number, so that two texts of different numbers are unrelated.
    pub(crate) fn story(seed: u64, sentences: usize) -> Vec<String> {
        let mut state = seed.wrapping_mul(MULTIPLIER) | 1;
        let mut next = move |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        (0..sentences)
            .map(|_| (0..12 + next(12)).map(|_| format!("w{}", next(2_000))).collect::<Vec<_>>().join(" ") + ".")
            .collect()
    }

    /// Edits as wire copies have them: a share of the sentences changed, the end cut off, a lead put in front.
    pub(crate) fn edited(story: &[String], other: u64, changed: usize, kept: usize) -> String {
        let new = self::story(other, story.len());
        let mut copy: Vec<&str> = story[..story.len() * kept / 100].iter().map(String::as_str).collect();
        for (at, sentence) in copy.iter_mut().enumerate() {
            if at * 37 % 100 < changed {
                *sentence = &new[at];
            }
        }
        copy.join(" ")
    }

    #[test]
    fn edited_copies_are_found_and_other_stories_are_not() {
        let (mut found, mut wanted, mut wrong) = (0, 0, 0);
        for seed in 1..=200 {
            let original = story(seed, 10 + seed as usize % 30);
            let whole = fingerprint(&original.join(" "));
            for (changed, kept) in [(0, 100), (10, 100), (20, 100), (30, 100), (0, 50), (10, 60), (20, 60), (0, 30)] {
                let copy = fingerprint(&edited(&original, seed + 10_000, changed, kept));
                wanted += 1;
                found += usize::from(are_copies(&whole, &copy));
                let other = fingerprint(&story(seed + 20_000, 20).join(" "));
                wrong += usize::from(are_copies(&other, &copy));
            }
        }
        assert!(found * 100 >= wanted * 95, "{found} of {wanted}");
        assert_eq!(wrong, 0);
    }

    #[test]
    fn layout_case_and_apostrophes_make_no_difference() {
        let text = story(7, 12).join(" ") + " It’s Trump’s plan, he said on Friday in Davos.";
        let copy = text.to_uppercase().replace(' ', "\n").replace('’', "'");
        assert_eq!(fingerprint(&text), fingerprint(&copy));
        assert_eq!(similarity(&fingerprint(&text), &fingerprint(&copy)).to_bits(), 1.0_f32.to_bits());
    }

    #[test]
    fn chinese_copies_are_found() {
        let text = "三国代表团星期五在阿布扎比举行会谈。会谈将持续两天。俄罗斯代表团由科斯秋科夫上将率领，乌克兰代表团由乌梅罗夫率领。";
        let copy = format!("据路透社报道，{text}");
        assert!(are_copies(&fingerprint(text), &fingerprint(&copy)));
    }

    #[test]
    fn short_texts_are_not_judged() {
        assert!(fingerprint("Full story to follow.").is_empty());
        assert!(!are_copies(&[], &[]));
    }

    proptest! {
        #[test]
        fn fingerprints_are_ascending_and_bounded(text in "(\\w{1,6} |\\PC){0,300}") {
            let hashes = fingerprint(&text);
            prop_assert!(hashes.len() <= SIZE);
            prop_assert!(hashes.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
