//! The parts in which a long text is analysed: memory is that of a part, thirty times its bytes, and an interrupt is looked for
//! between two of them. Nearly every article is one part.

use std::ops::Range;

/// Bytes of a part at most. The longest news story is a tenth of it; what is longer is a book, or a log.
pub(super) const LARGEST: usize = 1 << 20;

/// One part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Its bytes.
    pub bytes: Range<usize>,
    /// Its sentences, counted from its beginning.
    pub sentences: Vec<Range<usize>>,
}

/// Divides a text between sentences, which cover it; one that is longer than a part is divided itself. A text that is not
/// long is one part.
pub(super) fn parts(text: &str, sentences: &[Range<usize>]) -> Vec<Part> {
    if text.len() <= LARGEST {
        return vec![Part { bytes: 0..text.len(), sentences: sentences.to_vec() }];
    }
    let mut parts: Vec<Part> = Vec::new();
    for sentence in sentences {
        let mut start = sentence.start;
        while start < sentence.end {
            let end =
                if sentence.end - start <= LARGEST { sentence.end } else { text.floor_char_boundary(start + LARGEST) };
            if parts.last().is_none_or(|part| end - part.bytes.start > LARGEST) {
                parts.push(Part { bytes: start..end, sentences: Vec::new() });
            }
            if let Some(part) = parts.last_mut() {
                part.sentences.push(start - part.bytes.start..end - part.bytes.start);
                part.bytes.end = end;
            }
            start = end;
        }
    }
    parts
}

/// The ranges that begin in a part, counted from its beginning and cut at its end; they are in order.
pub(super) fn within(ranges: &[Range<usize>], part: &Range<usize>) -> Vec<Range<usize>> {
    let from = ranges.partition_point(|range| range.end <= part.start);
    let touching = ranges[from..].iter().take_while(|range| range.start < part.end);
    touching.map(|range| range.start.max(part.start) - part.start..range.end.min(part.end) - part.start).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn parts_cover_a_text_between_sentences() {
        let sentence = "The clerk of the court in Málaga read the sentence aloud on Monday. ";
        let book = sentence.repeat(3 * LARGEST / sentence.len());
        let sentences = text::sentences(&book, Some("en"));
        let parts = parts(&book, &sentences);
        assert!(parts.len() >= 3);
        let mut end = 0;
        for part in &parts {
            assert_eq!(part.bytes.start, end);
            assert!(part.bytes.len() <= LARGEST && book[part.bytes.clone()].starts_with("The clerk"));
            let mut within = 0;
            for range in &part.sentences {
                assert_eq!(range.start, within);
                within = range.end;
            }
            assert_eq!(within, part.bytes.len());
            end = part.bytes.end;
        }
        assert_eq!(end, book.len());
    }

    #[test]
    fn an_endless_sentence_is_divided_on_characters() {
        let endless = "é".repeat(LARGEST);
        let whole = [0..endless.len()];
        let parts = parts(&endless, &whole);
        assert!(parts.len() >= 2 && parts.iter().all(|part| endless.is_char_boundary(part.bytes.end)));
        assert_eq!(super::parts("Short.", &[0..6]), [Part { bytes: 0..6, sentences: vec![0..6] }]);
    }

    #[test]
    fn ranges_are_counted_from_the_part() {
        assert_eq!(within(&[0..4, 8..14, 20..30], &(10..25)), [0..4, 10..15]);
        assert_eq!(within(&[0..10], &(10..25)), Vec::<Range<usize>>::new());
    }
}
