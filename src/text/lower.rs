//! Words in lower case for look-ups, without memory of their own.

/// Bytes of a word that is written to the stack.
const LONGEST: usize = 48;

/// Hands a word over in lower case, as [`str::to_lowercase`] writes it.
pub(crate) fn with_lower<T>(word: &str, read: impl FnOnce(&str) -> T) -> T {
    let mut room = [0; LONGEST];
    let lower = room.get_mut(..word.len()).filter(|_| word.is_ascii()).and_then(|room| {
        room.copy_from_slice(word.as_bytes());
        room.make_ascii_lowercase();
        std::str::from_utf8(room).ok()
    });
    match lower {
        Some(lower) => read(lower),
        None => read(&word.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lower_case_is_what_it_is_elsewhere(word in "([A-Za-zÉİΣé’.-]{0,12}|[A-Z]{40,60})") {
            prop_assert_eq!(with_lower(&word, str::to_owned), word.to_lowercase());
        }
    }
}
