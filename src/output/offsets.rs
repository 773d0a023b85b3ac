//! Offsets in the unit that the user asked for.

use super::Cell;
use crate::article::Span;
use crate::search::Choice;

/// What offsets count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OffsetUnit {
    /// UTF-8 bytes.
    #[default]
    Bytes,
    /// Unicode characters (scalar values).
    Chars,
}

impl Choice for OffsetUnit {
    const NAME: &'static str = "unit of offsets";
    const ALL: &'static [Self] = &[Self::Bytes, Self::Chars];

    fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Chars => "chars",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Bytes => "UTF-8 bytes",
            Self::Chars => "Unicode characters",
        }
    }
}

/// Translates the byte offsets of one text.
pub(super) struct Offsets {
    /// Byte position of each character; empty when bytes are wanted.
    starts: Vec<u32>,
    unit: OffsetUnit,
}

impl Offsets {
    pub(super) fn new(text: &str, unit: OffsetUnit) -> Self {
        let starts = match unit {
            OffsetUnit::Bytes => Vec::new(),
            OffsetUnit::Chars => text.char_indices().map(|(at, _)| at as u32).collect(),
        };
        Self { starts, unit }
    }

    pub(super) fn of(&self, span: Span) -> Span {
        let position = |byte: u32| self.starts.partition_point(|start| *start < byte) as u32;
        match self.unit {
            OffsetUnit::Bytes => span,
            OffsetUnit::Chars => Span { start: position(span.start), end: position(span.end) },
        }
    }

    pub(super) fn cells(&self, spans: &[Span]) -> Cell {
        spans.iter().map(|span| self.of(*span)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted() {
        let text = "Zürich – 東京";
        let span = Span::new(text.find('東').unwrap(), text.len());
        assert_eq!(Offsets::new(text, OffsetUnit::Bytes).of(span), span);
        assert_eq!(Offsets::new(text, OffsetUnit::Chars).of(span), Span::new(9, 11));
    }
}
