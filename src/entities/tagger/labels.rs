//! The label set: outside, and begin, inside, end, single (IOBES) of each kind of name.

use super::EntityType;

/// Number of labels.
pub(crate) const LABELS: usize = 17;
/// The label of tokens outside of names.
pub(crate) const OUTSIDE: u8 = 0;

/// Number of kinds of names.
pub(crate) const KINDS: usize = EntityType::ALL.len();

/// Position of a token in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Begin,
    Inside,
    End,
    Single,
}

const PARTS: [Part; 4] = [Part::Begin, Part::Inside, Part::End, Part::Single];

fn parts(label: u8) -> Option<(usize, Part)> {
    let index = usize::from(label).checked_sub(1)?;
    Some((index / 4, PARTS[index % 4]))
}

/// Writes the labels of a name that fills `labels`.
pub(crate) fn write(labels: &mut [u8], kind: EntityType) {
    let base = 1 + 4 * EntityType::ALL.iter().position(|k| *k == kind).expect("every kind has labels") as u8;
    match labels {
        [] => {}
        [single] => *single = base + 3,
        [first, middle @ .., last] => {
            *first = base;
            middle.fill(base + 1);
            *last = base + 2;
        }
    }
}

/// True when a label may follow another inside a sentence.
pub(crate) fn may_follow(before: u8, after: u8) -> bool {
    let open = parts(before).filter(|(_, part)| matches!(part, Part::Begin | Part::Inside)).map(|(kind, _)| kind);
    let continues = parts(after).filter(|(_, part)| matches!(part, Part::Inside | Part::End)).map(|(kind, _)| kind);
    open == continues
}

/// True when a sentence may begin with a label.
pub(crate) fn may_begin(label: u8) -> bool {
    may_follow(OUTSIDE, label)
}

/// True when a sentence may end with a label.
pub(crate) fn may_end(label: u8) -> bool {
    may_follow(label, OUTSIDE)
}

/// The names of a labelled sentence: first token, last token, kind.
pub(crate) fn spans(labels: &[u8]) -> impl Iterator<Item = (usize, usize, EntityType)> {
    let mut start = 0;
    labels.iter().enumerate().filter_map(move |(at, label)| {
        let (kind, part) = parts(*label)?;
        if matches!(part, Part::Begin | Part::Single) {
            start = at;
        }
        matches!(part, Part::End | Part::Single).then_some((start, at, EntityType::ALL[kind]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for kind in EntityType::ALL {
            for length in 1..5 {
                let mut labels = vec![OUTSIDE; 7];
                write(&mut labels[1..=length], kind);
                assert_eq!(spans(&labels).collect::<Vec<_>>(), [(1, length, kind)]);
                assert!(may_begin(labels[0]) && may_end(labels[6]));
                assert!(labels.windows(2).all(|pair| may_follow(pair[0], pair[1])));
            }
        }
    }

    #[test]
    fn a_name_ends_in_its_own_kind() {
        let mut person = [0; 2];
        write(&mut person, EntityType::Person);
        let mut place = [0; 2];
        write(&mut place, EntityType::Location);
        assert!(!may_follow(person[0], place[1]));
        assert!(!may_follow(person[0], OUTSIDE));
        assert!(!may_begin(person[1]));
        assert!(!may_end(person[0]));
    }
}
