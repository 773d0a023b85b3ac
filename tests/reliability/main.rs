//! Nothing is lost: real processes that are killed, damaged files, full disks, readers without rights.
//!
//! What runs here by default takes half a minute. docs/durability.md has the commands of the long forms.

#![cfg(unix)]

mod crash;
mod damage;
mod desk;
mod disk;
mod flips;
mod limits;
#[path = "../shared/random.rs"]
#[expect(dead_code, reason = "each of tests and benchmarks needs a part of it")]
mod random;
mod readers;
mod signals;
mod watch;
