//! Picture galleries that extractors leave in a story: counters ("Image 1 of 9"), the captions beside them, captions said twice.

/// Words for a picture before a counter, in lower case.
const PICTURES: &[&str] = &[
    "image",
    "photo",
    "picture",
    "slide",
    "gallery",
    "foto",
    "bild",
    "fotos",
    "bilder",
    "imagen",
    "immagine",
    "imagem",
    "afbeelding",
    "diapositive",
    "bilde",
    "billede",
    "kuva",
    "фото",
    "zdjęcie",
    "show",
    "caption",
];

/// Words between the two numbers of a counter.
const LINKS: &[&str] = &["of", "von", "sur", "de", "di", "van", "av", "af", "out", "из", "z"];

/// Words of the longest caption.
const LONGEST_CAPTION: usize = 60;
/// Words of a caption that stands beside a single counter, at most.
const SHORT_CAPTION: usize = 25;
/// Words of a block that may be a caption said twice; a longer one is a paragraph.
const REPEATED: std::ops::Range<usize> = 6..20;
/// Blocks between two counters of one gallery, at most.
const GAP: usize = 4;

/// Marks the blocks of galleries among those of a story.
pub(super) fn mark(blocks: &[&str], out: &mut [bool]) {
    let counters: Vec<usize> = (0..blocks.len()).filter(|at| is_counter(blocks[*at])).collect();
    for counter in &counters {
        out[*counter] = true;
    }
    let count = |at: usize| blocks[at].split_whitespace().count();
    for pair in counters.windows(2) {
        let between = pair[0] + 1..pair[1];
        if between.len() <= GAP && between.clone().map(count).sum::<usize>() <= LONGEST_CAPTION {
            out[between].fill(true);
        }
    }
    // Beside the last one, or the only one, stands its caption.
    let is_button = |at: &usize| count(*at) <= 2;
    let caption = |last: &usize| (last + 1..blocks.len()).find(|at| !is_button(at)).filter(|at| at - last <= GAP);
    if let Some(last) = counters.last().and_then(caption) {
        let most = if counters.len() > 1 { LONGEST_CAPTION } else { SHORT_CAPTION };
        out[last] |=
            count(last) <= most && (has_credit(blocks[last]) || counters.len() > 1 && count(last) <= SHORT_CAPTION);
    }
    for (at, block) in blocks.iter().enumerate() {
        out[at] |= count(at) <= LONGEST_CAPTION && ends_in_credit(block);
    }
    let mut seen = std::collections::HashSet::new();
    for (at, block) in blocks.iter().enumerate() {
        out[at] |= REPEATED.contains(&count(at)) && !seen.insert(*block);
    }
}

/// True for a line that counts pictures: "Image 1 of 9", "1/9", "Foto 2 von 12".
fn is_counter(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let lower = text.to_lowercase();
    let spaced = lower.replace('/', " / ");
    let words: Vec<&str> = spaced
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ':' | '|' | '[' | ']'))
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &str| word.parse::<u16>().ok();
    let at = words.windows(3).position(|part| {
        let is_link = part[1] == "/" || LINKS.contains(&part[1]);
        is_link && matches!((number(part[0]), number(part[2])), (Some(at), Some(all)) if (1..=all).contains(&at) && all <= 500)
    });
    let Some(at) = at else { return false };
    let others = || words.iter().enumerate().filter(|(place, _)| !(at..at + 3).contains(place)).map(|(_, word)| *word);
    others().all(|word| PICTURES.contains(&word))
}

/// True for a caption that ends in a credit in brackets: "A boat in port. (Photo by Jane Doe/Agency)".
fn ends_in_credit(text: &str) -> bool {
    let inner = text.trim_end_matches('.').strip_suffix([')', ']']).and_then(|text| text.rsplit(['(', '[']).next());
    let credit =
        inner.filter(|inner| inner.len() < 80 && inner.len() + 2 < text.len()).map_or(String::new(), str::to_lowercase);
    [
        "photo by",
        "photo:",
        "photo courtesy",
        "photos by",
        "ap photo",
        "file photo",
        "photograph by",
        "image:",
        "image credit",
        "picture:",
        "credit:",
        "foto:",
        "foto von",
        "photo credit",
        "crédit photo",
    ]
    .iter()
    .any(|mark| credit.starts_with(mark))
}

/// True for a caption by its credit: "(Photo by Jane Doe/Agency)", "Jane Doe/AP", "© Agency".
fn has_credit(text: &str) -> bool {
    let lower = text.to_lowercase();
    let end = lower.trim_end_matches(['.', ')', ']']);
    ["photo by", "photo:", "credit:", "foto:", "©", "getty images", "copyright"].iter().any(|mark| lower.contains(mark))
        || ["/ap", "/afp", "/reuters", "via ap", "ap photo", "/epa", "/getty", "/dpa"]
            .iter()
            .any(|mark| end.ends_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept<'a>(blocks: &[&'a str]) -> Vec<&'a str> {
        let mut out = vec![false; blocks.len()];
        mark(blocks, &mut out);
        blocks.iter().zip(out).filter(|(_, out)| !out).map(|(block, _)| *block).collect()
    }

    #[test]
    fn galleries_go_and_the_story_stays() {
        let story = "Rain fell on the harbour all day, and the boats stayed in port, as the harbour master had asked of everybody on the quay.";
        let caption = "A boat lies in the harbour on Monday.";
        assert_eq!(
            kept(&[
                "Image 1 of 3",
                caption,
                "Image 2 of 3",
                "Waves at the pier (Photo by Jane Doe)",
                "3 / 3",
                "The market at night",
                story
            ]),
            [story]
        );
        assert_eq!(kept(&["Foto 1 von 9", story, "Talks go on."]), [story, "Talks go on."]);
        assert_eq!(kept(&["1/12", "Jane Doe walks the pier. Tom Roe/AP", story]), [story]);
        assert_eq!(kept(&[caption, story, caption]), [caption, story]);
    }

    #[test]
    fn captions_behind_buttons_and_with_credits_go() {
        assert_eq!(
            kept(&["Image 1 of 9", "Close", "A boat lies in port. Tom Roe/AP", "He left."]),
            ["Close", "He left."]
        );
        assert_eq!(
            kept(&["A boat lies in the harbour. (Photo by Jane Doe/AP)", "He left (by boat)."]),
            ["He left (by boat)."]
        );
    }

    #[test]
    fn figures_of_a_story_stay() {
        let blocks = [
            "1 of 3 people agreed.",
            "He said no.",
            "He said no.",
            "Score: 1 / 3 at the half",
            "9 of 1",
            "Image of the day",
        ];
        assert_eq!(kept(&blocks), blocks);
    }
}
