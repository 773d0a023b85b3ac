//! Rows: one record of a listing, from which JSON, CSV and TSV are all written, so that they cannot disagree.

use crate::article::Span;
use serde::{Serialize, Serializer, ser::SerializeMap, ser::SerializeSeq};

/// The fields of one record, in the order they are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row(pub Vec<(&'static str, Cell)>);

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not known.
    Null,
    /// True or false.
    Bool(bool),
    /// A count or an offset.
    Whole(u64),
    /// A score or a coordinate.
    Real(f32),
    /// Text.
    Text(String),
    /// Several values.
    List(Vec<Cell>),
    /// A record inside the record; a table shows its first field.
    Object(Row),
}

impl Row {
    /// Adds a field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cell>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Cell> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Only these fields, in this order; those that the row does not have are null.
    #[must_use]
    pub fn only(&self, names: &[&'static str]) -> Self {
        Self(names.iter().map(|name| (*name, self.get(name).cloned().unwrap_or(Cell::Null))).collect())
    }
}

impl Cell {
    /// The value as a table shows it: lists joined by `; `, a record by its first field.
    #[must_use]
    pub fn flat(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Whole(value) => value.to_string(),
            Self::Real(value) => value.to_string(),
            Self::Text(value) => value.clone(),
            Self::List(values) => values.iter().map(Self::flat_inner).collect::<Vec<_>>().join("; "),
            Self::Object(row) => row.0.first().map(|(_, value)| value.flat()).unwrap_or_default(),
        }
    }

    /// A list inside a list is a range: `[10, 23]` is `10-23`.
    fn flat_inner(&self) -> String {
        match self {
            Self::List(values) => values.iter().map(Self::flat).collect::<Vec<_>>().join("-"),
            other => other.flat(),
        }
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Cell {
    fn from(value: u64) -> Self {
        Self::Whole(value)
    }
}

impl From<u32> for Cell {
    fn from(value: u32) -> Self {
        Self::Whole(value.into())
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Whole(value as u64)
    }
}

impl From<f32> for Cell {
    fn from(value: f32) -> Self {
        Self::Real(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Cell {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<Row> for Cell {
    fn from(value: Row) -> Self {
        Self::Object(value)
    }
}

impl From<Span> for Cell {
    fn from(span: Span) -> Self {
        Self::List(vec![span.start.into(), span.end.into()])
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Cell>> FromIterator<T> for Cell {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Whole(value) => serializer.serialize_u64(*value),
            Self::Real(value) => serializer.serialize_f32(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(value)?;
                }
                list.end()
            }
            Self::Object(row) => row.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order() {
        let row = Row::default().with("z", 1_u64).with("a", Row::default().with("y", true).with("b", None::<u64>));
        assert_eq!(serde_json::to_string(&row).unwrap(), r#"{"z":1,"a":{"y":true,"b":null}}"#);
        assert_eq!(
            serde_json::to_string(&row.only(&["a", "none"])).unwrap(),
            r#"{"a":{"y":true,"b":null},"none":null}"#
        );
    }

    #[test]
    fn tables_show_lists_and_records_flat() {
        let spans: Cell = [Span::new(0, 5), Span::new(9, 12)].into_iter().collect();
        assert_eq!(spans.flat(), "0-5; 9-12");
        let dates: Cell = [Row::default().with("value", "2026-01-23").with("text", "Friday")].into_iter().collect();
        assert_eq!(dates.flat(), "2026-01-23");
    }
}
