//! Products that are called like their makers with the code of a model: "BlackBerry Key2", "Samsung Galaxy S9".

use super::rules::Correction;
use crate::entities::EntityType;
use crate::entities::known::kinds_of;

/// Bytes of the code of a model.
const LONGEST: usize = 8;

/// What a name is by a code at its end, behind the name of a well-known company: a product, and nothing that acts.
pub(super) fn product(written: &str, kind: EntityType) -> Option<Correction> {
    let (head, code) = written.rsplit_once(' ')?;
    let has = |is: fn(&u8) -> bool| code.bytes().any(|byte| is(&byte));
    let is_code = code.len() <= LONGEST
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let maker = || head.split(' ').next().unwrap_or(head);
    let is_product = kind == EntityType::Organization && is_code && kinds_of(maker()).has('c');
    is_product.then(|| Correction::by("model", None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_models_make_products_of_makers() {
        for name in ["Samsung Galaxy S9", "BlackBerry Key2", "Ford F-150"] {
            assert!(product(name, EntityType::Organization).is_some(), "{name}");
        }
        for name in ["Samsung", "Studio 54", "Harbor Fund2", "Samsung Electronics", "S9"] {
            assert!(product(name, EntityType::Organization).is_none(), "{name}");
        }
        assert!(product("Samsung Galaxy S9", EntityType::Person).is_none());
    }
}
