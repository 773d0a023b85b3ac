//! Short words as one number, by which what was found out of recent words is looked up without hashing or comparing letters.

/// Bytes of a word that has a key.
pub const LONGEST: usize = 15;
/// An odd constant that spreads keys (the golden ratio in 64 bits).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The key of a word without NUL bytes, and of a mark beside it that is not 0; none of a longer word. No key is 0.
#[must_use]
pub fn key(word: &str, mark: u8) -> Option<u128> {
    // Its first and its last bytes, which may overlap, are read whole: that is quicker than byte by byte.
    let (bytes, length) = (word.as_bytes(), word.len());
    let eight = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    let four = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
    let (low, high) = if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        if length > LONGEST {
            return None;
        }
        (eight(first), if length > 8 { eight(last) >> (8 * (16 - length)) } else { 0 })
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (four(first) | four(last) << (8 * (length - 4)), 0)
    } else {
        (bytes.iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte)), 0)
    };
    Some(u128::from(low) | u128::from(high) << 64 | u128::from(mark) << 120)
}

/// The place of a key in a table of a power of two of places.
#[must_use]
pub fn place(key: u128, places: usize) -> usize {
    let mixed = (key as u64 ^ ((key >> 64) as u64).rotate_left(29)).wrapping_mul(SPREAD);
    (mixed >> (64 - places.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_have_keys_of_their_own() {
        let keys = [key("talks", 1), key("talks", 2), key("talk", 1), key("", 1), key("fifteen letters", 1)];
        assert!(keys.iter().enumerate().all(|(at, key)| key.is_some_and(|key| key != 0) && !keys[..at].contains(key)));
        assert_eq!(key("sixteen letters.", 1), None);
        let letters = "fifteen letters";
        for length in 0..=LONGEST {
            let mut expected = [0; LONGEST + 1];
            expected[..length].copy_from_slice(&letters.as_bytes()[..length]);
            expected[LONGEST] = 7;
            assert_eq!(key(&letters[..length], 7), Some(u128::from_le_bytes(expected)));
        }
        assert!(keys.iter().flatten().all(|key| place(*key, 1 << 13) < 1 << 13));
    }
}
