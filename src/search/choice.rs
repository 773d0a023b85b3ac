//! Settings that are one of a few named values: the command line, outputs and errors take names and help from here.

/// A setting that is one of a few named values.
pub trait Choice: Copy + PartialEq + Send + Sync + 'static {
    /// What is chosen, for errors: "sort order".
    const NAME: &'static str;
    /// All values, in the order in which help lists them.
    const ALL: &'static [Self];

    /// The name of the value.
    fn as_str(self) -> &'static str;

    /// What the value means, in a few words; empty where its name is clear.
    fn help(self) -> &'static str;

    /// The value of a name.
    ///
    /// # Errors
    /// When no value has the name: the error lists those that there are.
    fn parse_choice(text: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.iter().copied().find(|value| value.as_str() == text).ok_or_else(|| UnknownChoice {
            name: Self::NAME,
            text: text.to_owned(),
            known: Self::ALL.iter().map(|value| value.as_str()).collect(),
        })
    }
}

/// A name that no value of a setting has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {name} \"{text}\"; there is {}", .known.join(", "))]
pub struct UnknownChoice {
    /// What was to be chosen.
    pub name: &'static str,
    /// The name as given.
    pub text: String,
    /// The names that there are.
    pub known: Vec<&'static str>,
}

/// Defines an enum whose values have names: `"what is chosen", enum Name { Value = "name", "help"; ... }`.
macro_rules! choice {
    ($what:literal, $(#[$meta:meta])* $type:ident {
        $($(#[$doc:meta])* $value:ident = $text:literal, $help:literal;)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$doc])* $value,)* }

        impl $crate::search::Choice for $type {
            const NAME: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$value,)*];

            fn as_str(self) -> &'static str {
                match self { $(Self::$value => $text,)* }
            }

            fn help(self) -> &'static str {
                match self { $(Self::$value => $help,)* }
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::search::UnknownChoice;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <Self as $crate::search::Choice>::parse_choice(text)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::search::Choice::as_str(*self))
            }
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{
        Bucket, CopyMode, CountKind, CountSort, CountUnit, MatchMode, PlaceLevel, Sort, TimelineBy, Unit,
    };

    fn reads_back<C: Choice + std::fmt::Debug>() {
        for value in C::ALL {
            assert_eq!(C::parse_choice(value.as_str()), Ok(*value));
        }
        let unknown = C::parse_choice("nonsense").unwrap_err().to_string();
        assert!(unknown.starts_with(&format!("unknown {} \"nonsense\"; there is ", C::NAME)), "{unknown}");
    }

    #[test]
    fn every_value_is_read_back_from_its_name() {
        reads_back::<Sort>();
        reads_back::<Unit>();
        reads_back::<MatchMode>();
        reads_back::<CopyMode>();
        reads_back::<CountKind>();
        reads_back::<CountSort>();
        reads_back::<CountUnit>();
        reads_back::<PlaceLevel>();
        reads_back::<TimelineBy>();
        reads_back::<Bucket>();
        assert_eq!("week".parse(), Ok(Bucket::Week));
    }
}
