//! The table of known places, embedded and read in place.

use crate::article::Place;

/// Places that a name may mean, the most likely first; the name is folded before the look-up.
#[must_use]
pub fn lookup(name: &str) -> Vec<Place> {
    let _ = name;
    Vec::new()
}

/// The place of a GeoNames id.
#[must_use]
pub fn by_id(geonames: u32) -> Option<Place> {
    let _ = geonames;
    None
}

/// Ids of the places within `kilometres` of a point.
#[must_use]
pub fn near(lat: f32, lon: f32, kilometres: f32) -> Vec<u32> {
    let _ = (lat, lon, kilometres);
    Vec::new()
}
