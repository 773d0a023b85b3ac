//! Names that the tagger passed over and that the article has elsewhere: "Yousef" is somebody in every sentence.
//!
//! Only what can hardly be a common word is looked for, in the same spelling, where no other capitalised word touches it.

use crate::article::{Field, Origin, Span, Stage};
use crate::entities::places::is_common_word;
use crate::entities::{Context, EntityType, NamedEntity, is_in_address};
use foldhash::{HashMap, HashMapExt as _};

/// Hundredths of log-odds by which the kind of a name must be certain to be looked for.
const CERTAIN: i16 = 100;
/// Letters of a lone word at least.
const SHORTEST: usize = 4;

/// The names of an article, which are in order, with those that are repeated.
pub(super) fn find(context: &Context<'_>, names: &[NamedEntity]) -> Vec<NamedEntity> {
    let wanted = wanted(context, names);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for field in [Field::Title, Field::Text] {
        let text = context.field(field);
        let mut taken = names.iter().filter(|name| name.field == field).map(|name| name.span).peekable();
        let mut at = 0;
        while let Some(start) = next_capital(text, at) {
            while taken.next_if(|span| span.end as usize <= start).is_some() {}
            let length = word_length(&text[start..]);
            at = start + length.max(1);
            let Some(forms) = wanted.get(&text[start..start + length]) else { continue };
            let fitting = forms.iter().find(|(form, _)| stands_alone(text, start, form));
            let Some((form, name)) = fitting else { continue };
            let span = Span::new(start, start + form.len());
            if taken.peek().is_some_and(|taken| taken.start < span.end) || is_in_address(text, span) {
                continue;
            }
            found.push(NamedEntity { field, span, ..**name });
            at = start + form.len();
        }
    }
    found
}

/// The names to look for, by their first words, the longest first.
fn wanted<'n, 'a>(
    context: &Context<'a>,
    names: &'n [NamedEntity],
) -> HashMap<&'a str, Vec<(&'a str, &'n NamedEntity)>> {
    let mut wanted: HashMap<&'a str, Vec<(&'a str, &'n NamedEntity)>> = HashMap::new();
    for name in names {
        let certain = name.origin.weighed.is_some_and(|weighed| weighed.by >= CERTAIN);
        if name.kind == EntityType::Miscellaneous || !certain {
            continue;
        }
        let written = &context.field(name.field)[name.span.range()];
        let is_lone = !written.contains(char::is_whitespace);
        let is_word = || {
            written.chars().count() < SHORTEST
                || !written.contains(char::is_lowercase)
                || is_common_word(written)
                || context.model().is_usually_lower(written)
        };
        let first = &written[..word_length(written)];
        if first.is_empty() || is_lone && is_word() {
            continue;
        }
        let forms = wanted.entry(first).or_default();
        if !forms.iter().any(|(form, _)| *form == written) {
            forms.push((written, name));
        }
    }
    for forms in wanted.values_mut() {
        forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    }
    wanted
}

/// Where the next word with a capital begins.
fn next_capital(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())?;
        if begins_capitalised(text, at) {
            return Some(at);
        }
        at += 1;
    }
}

/// True where a character begins at a byte that is a capital and goes on with no word.
fn begins_capitalised(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_capital = bytes[at].is_ascii() || text.is_char_boundary(at) && text[at..].starts_with(char::is_uppercase);
    is_capital
        && match at.checked_sub(1).map(|before| bytes[before]) {
            None => true,
            Some(before) if before.is_ascii() => !before.is_ascii_alphanumeric(),
            Some(_) => !text[..at].ends_with(char::is_alphanumeric),
        }
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())
}

/// True where a text has a form at a position, and no letter, hyphen or capitalised word beside it.
fn stands_alone(text: &str, start: usize, form: &str) -> bool {
    let Some(rest) = text[start..].strip_prefix(form) else { return false };
    let head = &text[..start];
    let touches = |c: char| c.is_alphanumeric() || matches!(c, '-' | '@' | '#' | '_' | '/' | '.');
    let before = head.strip_suffix(' ').map_or("", |head| head.rsplit([' ', '\n']).next().unwrap_or_default());
    let after = rest.strip_prefix(' ').unwrap_or_default();
    !(head.ends_with(touches)
        || rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '@'))
        || before.starts_with(char::is_uppercase) && before.ends_with(char::is_alphanumeric)
        || after.starts_with(char::is_uppercase))
}

/// Adds the repeated names to those of an article, which stay in order.
pub(super) fn add(context: &Context<'_>, names: &mut Vec<NamedEntity>) {
    let found = find(context, names);
    if found.is_empty() {
        return;
    }
    let origin = |weighed| Origin { stage: Stage::Decision, rule: "named elsewhere", weighed };
    names.extend(found.into_iter().map(|name| NamedEntity { origin: origin(name.origin.weighed), ..name }));
    names.sort_by_key(|name| (name.field, name.span));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Weighed;

    fn repeated(text: &str, name: &str, by: i16) -> Vec<usize> {
        let start = text.find(name).unwrap();
        let mut named = NamedEntity::tagged(Field::Text, Span::new(start, start + name.len()), EntityType::Person);
        named.origin.weighed = Some(Weighed { over: "place", by, evidence: [("", 0); 4] });
        let mut names = vec![named];
        add(&Context { text, ..Context::default() }, &mut names);
        names.iter().map(|name| name.span.start as usize).collect()
    }

    #[test]
    fn a_name_is_found_again() {
        let text = "Yousef sang. “I am no hero,” said Yousef. His film, Yousef’s first, ended.";
        assert_eq!(repeated(text, "Yousef", 300).len(), 3);
        assert_eq!(repeated(text, "Yousef", 10).len(), 1, "only what is certain");
    }

    #[test]
    fn capitals_begin_words() {
        let text = "iPhone École aÉ (Ann) 3M É";
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = next_capital(text, at) {
            found.push(start);
            at = start + 1;
        }
        let expected = ["École", "Ann"].map(|word| text.find(word).unwrap());
        assert_eq!(found, [&expected[..], &[text.rfind('É').unwrap()]].concat());
    }

    #[test]
    fn parts_of_other_names_and_words_are_not() {
        assert_eq!(
            repeated("Yousef sang. Anna Yousef and Yousef Street, Yousef-Lee, Yousefs.", "Yousef", 300).len(),
            1
        );
        assert_eq!(repeated("Young sang. The Young left.", "Young", 300).len(), 1);
        assert_eq!(repeated("NBA won. The NBA lost.", "NBA", 300).len(), 1);
        assert_eq!(repeated("See Yousef at https://a.example/Yousef now", "Yousef", 300).len(), 1);
    }
}
