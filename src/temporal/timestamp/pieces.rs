//! The pieces of a metadata date: numbers, words, marks, white space.

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece<'a> {
    Number { value: i64, digits: &'a str },
    Word(String),
    Mark(char),
    Space,
}

/// Divides a text in lower case.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let length;
        if first.is_ascii_digit() {
            length = end(|c| c.is_ascii_digit());
            let digits = &rest[..length];
            pieces.push(Piece::Number { value: digits.parse().unwrap_or(i64::MAX), digits });
        } else if first.is_alphabetic() {
            length = end(char::is_alphabetic);
            pieces.push(Piece::Word(rest[..length].to_owned()));
        } else if first.is_whitespace() {
            length = end(char::is_whitespace);
            pieces.push(Piece::Space);
        } else {
            length = first.len_utf8();
            pieces.push(Piece::Mark(first));
        }
        rest = &rest[length..];
    }
    pieces
}

/// True where a mark is among the pieces.
pub(super) fn has_mark(pieces: &[Piece<'_>], mark: char) -> bool {
    pieces.contains(&Piece::Mark(mark))
}

/// True where a word is among the pieces.
pub(super) fn has_word(pieces: &[Piece<'_>], name: &str) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Word(word) if word == name))
}
