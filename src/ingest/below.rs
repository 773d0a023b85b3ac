//! Which paths lie below a folder, by their text: paths that a walk found begin with those of their folders, letter by letter.

use std::path::is_separator;

/// The way from a folder down to a path, empty for the folder itself; `None` where the path lies elsewhere.
pub(super) fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let down = path.strip_prefix(folder)?;
    match down.strip_prefix(is_separator) {
        Some(down) => Some(down),
        None => (down.is_empty() || folder.ends_with(is_separator)).then_some(down),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_holds_what_lies_below_it() {
        assert_eq!(below("/a/b/c.txt", "/a"), Some("b/c.txt"));
        assert_eq!(below("/a/b", "/a/b"), Some(""));
        assert_eq!(below("/a/b", "/"), Some("a/b"));
        assert_eq!(below("/ab", "/a"), None);
        assert_eq!(below("/b/a", "/a"), None);
    }
}
