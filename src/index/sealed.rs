//! Small text files that end with a checksum of themselves: `CURRENT` and `meta.json`.
//!
//! The last line reads `checksum` and the BLAKE3 hash of all before it. A file without such a line is read as it is: earlier
//! versions wrote none, and what reads it refuses what is no longer its syntax.

/// Begins the last line.
const MARK: &str = "checksum ";

/// The content of a sealed file no longer fits its checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("wrong checksum")]
pub(super) struct WrongChecksum;

fn line(text: &[u8]) -> String {
    format!("{MARK}{}\n", blake3::hash(text).to_hex())
}

/// The text with its checksum; it is to end with a line break.
pub(super) fn seal(text: &[u8]) -> Vec<u8> {
    let mut sealed = text.to_vec();
    sealed.extend_from_slice(line(text).as_bytes());
    sealed
}

/// The text of a sealed file.
///
/// # Errors
/// When its checksum is wrong.
pub(super) fn open(sealed: &[u8]) -> Result<&[u8], WrongChecksum> {
    let end = sealed.len().saturating_sub(1);
    let start = sealed[..end].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (text, last) = sealed.split_at(start);
    if !last.starts_with(MARK.as_bytes()) {
        return Ok(sealed);
    }
    if last == line(text).as_bytes() { Ok(text) } else { Err(WrongChecksum) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_comes_back() {
        for text in ["", "gen-1\n", "{\n}\n"] {
            assert_eq!(open(&seal(text.as_bytes())), Ok(text.as_bytes()));
        }
        for unsealed in ["", "\n", "gen-1", "gen-1\n"] {
            assert_eq!(open(unsealed.as_bytes()), Ok(unsealed.as_bytes()));
        }
    }

    #[test]
    fn no_byte_changes_unseen() {
        let sealed = seal(b"{\"segments\":[]}\n");
        for at in 0..sealed.len() {
            for change in 1..=255 {
                let mut other = sealed.clone();
                other[at] ^= change;
                // Either the checksum is wrong, or its line is no longer one and the text no longer JSON.
                if let Ok(text) = open(&other) {
                    assert!(serde_json::from_slice::<serde_json::Value>(text).is_err(), "byte {at} ^ {change}");
                }
            }
        }
    }
}
