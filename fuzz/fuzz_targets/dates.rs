//! Fuzzes the date tagger: any text and any day of writing give valid spans.
#![no_main]

use dateline::article::Day;
use dateline::temporal::{Evidence, infer_published, parse_query_dates, tag};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (i16, u16, &str)| {
    let (year, day, text) = input;
    let anchor = Day::from_civil(i32::from(year).clamp(-9999, 9999), 1, 1).map(|first| first.plus(i32::from(day % 366)));
    for language in ["en", "de"] {
        for anchor in [anchor, None] {
            let mut end = 0;
            for mention in tag(text, Some(language), anchor) {
                assert!(mention.span.start >= end && !mention.span.is_empty(), "mentions are ordered and apart");
                assert!(text.get(mention.span.range()).is_some(), "a span lies on character boundaries");
                assert!(!mention.timex.value.is_empty(), "a mention without a value");
                end = mention.span.end;
            }
        }
    }
    if let Some(today) = anchor {
        let _ = parse_query_dates(text, today);
    }
    let _ = infer_published(&Evidence { text, file_name: Some(text), ..Evidence::default() });
});
