//! What a match captures: values by what they are for, and where its mentions end.

/// What captured values are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Role {
    Year,
    Month,
    Day,
    Day2,
    Weekday,
    Quarter,
    Half,
    Season,
    Unit,
    Number,
    Relation,
    Part,
    Hour,
    Minute,
    Second,
    Meridiem,
    Holiday,
    Era,
    Year2,
    Offset,
    Weekday2,
    Month2,
    Quarter2,
    /// Weeks from the weekday that is named.
    Weeks,
    /// Which one of several, from the end where negative: the last Sunday.
    Nth,
    Number2,
    /// Minutes east of Greenwich of a clock time.
    Zone,
    /// The unit whose part is meant.
    Within,
    /// The smaller one of two units of a length of time.
    Unit2,
}

const ROLES: usize = 29;

/// Roles by the names that rules give them.
const ROLE_NAMES: [(&str, Role); ROLES] = [
    ("year", Role::Year),
    ("month", Role::Month),
    ("day", Role::Day),
    ("day2", Role::Day2),
    ("weekday", Role::Weekday),
    ("quarter", Role::Quarter),
    ("half", Role::Half),
    ("season", Role::Season),
    ("unit", Role::Unit),
    ("number", Role::Number),
    ("relation", Role::Relation),
    ("part", Role::Part),
    ("hour", Role::Hour),
    ("minute", Role::Minute),
    ("second", Role::Second),
    ("meridiem", Role::Meridiem),
    ("holiday", Role::Holiday),
    ("era", Role::Era),
    ("year2", Role::Year2),
    ("offset", Role::Offset),
    ("weekday2", Role::Weekday2),
    ("month2", Role::Month2),
    ("quarter2", Role::Quarter2),
    ("weeks", Role::Weeks),
    ("nth", Role::Nth),
    ("number2", Role::Number2),
    ("zone", Role::Zone),
    ("within", Role::Within),
    ("unit2", Role::Unit2),
];

impl Role {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        ROLE_NAMES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
    }
}

/// The values that a match captured.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Captures {
    values: [i32; ROLES],
    set: u32,
    /// Token positions of `/` marks: where the first mention ends and the second begins.
    pub(super) split: [u32; 2],
    splits: u8,
}

impl Captures {
    pub(super) fn get(&self, role: Role) -> Option<i32> {
        (self.set >> role as usize & 1 == 1).then_some(self.values[role as usize])
    }

    pub(super) fn set(&mut self, role: Role, value: i32) {
        self.values[role as usize] = value;
        self.set |= 1 << role as usize;
    }

    pub(super) fn clear(&mut self, role: Role) {
        self.set &= !(1 << role as usize);
    }

    pub(super) fn has_split(&self) -> bool {
        self.splits == 2
    }

    /// Where the mention ends of which the match goes on: the token after it.
    pub(super) fn ends_early(&self) -> Option<usize> {
        (self.splits == 1).then_some(self.split[0] as usize)
    }
}

/// Captures that a pattern makes at most; far more than any does.
const MOST_CAPTURES: usize = 16;

/// What an attempt to match has captured so far, in its order, so that a branch is left by forgetting the last ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trail {
    captured: [(Role, i32); MOST_CAPTURES],
    len: u8,
    splits: u8,
    split: [u32; 2],
}

impl Default for Trail {
    fn default() -> Self {
        Self { captured: [(Role::Year, 0); MOST_CAPTURES], len: 0, splits: 0, split: [0; 2] }
    }
}

impl Trail {
    pub(super) fn push(&mut self, role: Role, value: i32) {
        if let Some(place) = self.captured.get_mut(usize::from(self.len)) {
            *place = (role, value);
            self.len += 1;
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        (self.len, self.splits) = (0, 0);
    }

    /// What is captured so far, to come back to by [`Self::back_to`].
    pub(super) fn mark(&self) -> (u8, u8) {
        (self.len, self.splits)
    }

    /// Forgets what was captured after a mark.
    pub(super) fn back_to(&mut self, mark: (u8, u8)) {
        (self.len, self.splits) = mark;
    }

    /// Keeps a position of tokens as the end of a mention or the beginning of the next.
    pub(super) fn split(&mut self, at: usize) {
        if let Some(place) = self.split.get_mut(usize::from(self.splits)) {
            *place = at as u32;
            self.splits += 1;
        }
    }

    /// The captures of the match, beside those that its rule presets.
    pub(super) fn captures(&self, presets: Captures) -> Captures {
        let mut captures = Captures { split: self.split, splits: self.splits, ..presets };
        self.captured[..usize::from(self.len)].iter().for_each(|(role, value)| captures.set(*role, *value));
        captures
    }
}
