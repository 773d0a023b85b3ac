//! The evidence of a decision over the archive: in how many stories who is called so stands, and the runner-up.

/// Who bears a name in most stories, of all who may be called so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// The name of who is in most stories.
    pub name: String,
    /// In how many.
    pub stories: u32,
    /// In how many somebody is who may be called so.
    pub all: u32,
    /// Who is in most but these, and in how many stories.
    pub second: Option<(String, u32)>,
}

impl Share {
    /// Hundredths of all stories.
    #[must_use]
    pub fn percent(&self) -> u32 {
        (u64::from(self.stories) * 100 / u64::from(self.all.max(1))) as u32
    }
}
