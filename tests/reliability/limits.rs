//! Limits that the user sets on the program.

use super::desk::{Desk, story};
use std::process::Command;

/// Runs the program under a limit of its address space, in KB.
fn limited(desk: &Desk, kilobytes: u64, arguments: &str) -> (Option<i32>, String) {
    let mut shell = Command::new("sh");
    desk.prepare(&mut shell, "index");
    let script = format!("ulimit -v {kilobytes} && exec \"$0\" {arguments}");
    let output = shell.args(["-c", &script, env!("CARGO_BIN_EXE_dateline")]).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn too_little_address_space_is_refused_at_the_start() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let desk = Desk::new();
    desk.write("news/1.txt", story(1));
    let (code, err) = limited(&desk, 600_000, "index news");
    assert_eq!(code, Some(2), "{err}");
    assert!(err.starts_with("error: the address space is limited to 614.4 MB") && err.lines().count() == 2, "{err}");
    assert!(!desk.path("index").exists());
    desk.run("index", &["index", "news"]).succeeded();
    assert_eq!(limited(&desk, 2_000_000, "index").0, Some(0));
}

/// From where the system does not begin the program, or its runtime has nothing to begin with, to where there is enough: once a
/// command can be refused, it is never aborted.
#[test]
fn a_line_says_why_from_where_the_program_can_begin() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let desk = Desk::new();
    let mut refused = 0;
    for kilobytes in (50_000..130_000).step_by(1_000) {
        let (code, err) = limited(&desk, kilobytes, "query rain");
        let is_refused = code == Some(2) && err.starts_with("error: the address space is limited to ");
        assert!(
            is_refused && err.lines().count() == 2 || refused == 0 && !is_refused,
            "{kilobytes} KB: {code:?} {err}"
        );
        refused += u32::from(is_refused);
    }
    assert!(refused > 20, "{refused}");
}
