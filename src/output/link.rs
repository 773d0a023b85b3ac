//! Hyperlinks of terminals (OSC 8): from a hit to its web page or file.
//!
//! What a terminal does with a link is its own affair; only addresses of web pages and of files that are there are given.

use std::fmt::Write as _;
use std::path::Path;

/// The address of an article: its web page, else its file as named from here; none where there is neither.
#[must_use]
pub fn address(url: Option<&str>, path: &str) -> Option<String> {
    let page = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    if let Some(url) = page {
        return Some(encoded(url, b"%"));
    }
    let file = std::path::absolute(Path::new(path)).ok().filter(|file| file.is_file())?;
    Some(format!("file://{}", encoded(file.to_str()?, b"")))
}

/// Percent-encodes what is not a plain character of an address, so that no byte of it can end the link.
fn encoded(text: &str, kept: &[u8]) -> String {
    let mut address = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:?#[]@!$&'()*+,;=".contains(&byte) || kept.contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

/// A text that is harmless already, as a link.
#[must_use]
pub fn linked(address: &str, text: &str) -> String {
    format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}

/// True when the terminal that these variables of the environment describe is known to show links.
///
/// After the list of supporting terminals at <https://github.com/Alhadis/OSC8-Adoption>; of others it is not assumed.
#[must_use]
pub fn is_known(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str, values: &[&str]| variable(name).is_some_and(|value| values.contains(&value.as_str()));
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    if is("TERM", &["dumb"]) {
        return false;
    }
    let terms = ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour", "wezterm"];
    let programs = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "mintty", "rio", "Tabby"];
    let vte =
        variable("VTE_VERSION").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version >= 5000);
    vte || is("TERM", &terms)
        || is("TERM_PROGRAM", &programs)
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].into_iter().any(is_set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_pages_and_of_files_that_are_there() {
        let page = address(Some("https://example.org/a%20b?q=é\u{1b}]8;;"), "x");
        assert_eq!(page.as_deref(), Some("https://example.org/a%20b?q=%C3%A9%1B]8;;"));
        assert_eq!(address(Some("javascript:alert(1)"), "no/such/file"), None);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("an article.txt");
        std::fs::write(&file, "x").unwrap();
        let found = address(None, file.to_str().unwrap()).unwrap();
        assert!(found.starts_with("file:///") && found.ends_with("/an%20article.txt"), "{found}");
    }

    #[test]
    fn terminals_are_known_by_their_environment() {
        let known = |pairs: &'static [(&str, &str)]| {
            is_known(&move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(known(&[("TERM", "xterm-256color"), ("VTE_VERSION", "6003")]));
        assert!(known(&[("TERM", "xterm-kitty")]) && known(&[("TERM_PROGRAM", "WezTerm")]));
        assert!(!known(&[("TERM", "xterm-256color")]) && !known(&[("VTE_VERSION", "4600")]) && !known(&[]));
        assert!(!known(&[("TERM", "dumb"), ("VTE_VERSION", "6003")]));
    }
}
