//! Value parsers of flags that take one of a few named values of the library.

use crate::search::Choice;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Parses the name of a value; the help lists the names, and an error suggests the nearest one.
pub fn choice<T: Choice>() -> impl TypedValueParser<Value = T> {
    named(T::ALL.iter().map(|value| (value.as_str(), value.help(), *value)))
}

/// Parses one of a few names: the name, its help or nothing, and its value.
pub fn named<T>(choices: impl IntoIterator<Item = (&'static str, &'static str, T)>) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    let choices: Vec<(&'static str, &'static str, T)> = choices.into_iter().collect();
    let names = choices.iter().map(|(name, help, _)| match *help {
        "" => PossibleValue::new(*name),
        help => PossibleValue::new(*name).help(help),
    });
    PossibleValuesParser::new(names).try_map(move |text| {
        let chosen = choices.iter().find(|(name, ..)| *name == text);
        chosen.map(|(.., meaning)| *meaning).ok_or("unknown value")
    })
}
