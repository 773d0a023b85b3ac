//! Readers need no right to write, and a rebuild does not disturb them.

use super::desk::{Desk, name_of, story};
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

fn desk() -> Desk {
    let desk = Desk::new();
    for number in 0..5 {
        desk.write(&format!("news/{number}.txt"), story(number));
    }
    desk.run("index", &["index", "news"]).succeeded();
    desk
}

/// All files and folders of an index.
fn all(folder: &Path) -> Vec<PathBuf> {
    let inner = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = inner.flat_map(|path| if path.is_dir() { all(&path) } else { vec![path] }).collect();
    found.push(folder.to_owned());
    found
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// As `chmod -R go+rX`.
fn share(folder: &Path) {
    for path in all(folder) {
        let more = if path.is_dir() { 0o055 } else { 0o044 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode(&path) | more)).unwrap();
    }
}

#[test]
fn a_new_index_is_private_and_a_shared_one_stays_shared() {
    let desk = desk();
    let index = desk.path("index");
    assert_eq!((mode(&index), mode(&desk.generation("index"))), (0o700, 0o700));
    share(&index);
    desk.write("news/1.txt", story(11));
    for arguments in [&["index"][..], &["index", "--rebuild"]] {
        // As a user works whose files are otherwise nobody else's business.
        let mut shell = Command::new("sh");
        desk.prepare(&mut shell, "index");
        shell.args(["-c", "umask 077; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_dateline")]).args(arguments);
        assert!(shell.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
        for path in all(&index).iter().filter(|path| name_of(path) != "lock") {
            let wanted = if path.is_dir() { 0o755 } else { 0o644 };
            assert_eq!(mode(path), wanted, "{} after {arguments:?}", path.display());
        }
    }
}

/// A command that runs the program as a user who owns nothing, where this process may do that.
fn as_nobody(desk: &Desk, arguments: &[&str]) -> Option<Command> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0);
    let program = Path::new(env!("CARGO_BIN_EXE_dateline"));
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let mut probe = Command::new("setpriv");
    probe.args(nobody).arg(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if !is_root || !probe.status().is_ok_and(|status| status.success()) {
        return None;
    }
    let mut command = Command::new("setpriv");
    desk.prepare(&mut command, "index");
    command.args(nobody).arg(program).args(arguments);
    Some(command)
}

#[test]
fn another_user_reads_what_is_shared() {
    let desk = desk();
    share(&desk.path("index"));
    fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    for (round, number) in [(0, 21), (1, 22)] {
        desk.write("news/1.txt", story(number));
        desk.run("index", &["index"]).succeeded();
        let before: Vec<_> = all(&desk.path("index"));
        for arguments in [&["query", "council"][..], &["verify"], &["status"]] {
            let Some(mut command) = as_nobody(&desk, arguments) else { return };
            let output = command.output().unwrap();
            assert!(output.status.success(), "round {round}, {arguments:?}: {output:?}");
        }
        assert_eq!(all(&desk.path("index")), before, "a reader wrote something");
    }
}

#[test]
fn queries_go_on_while_rebuilds_switch() {
    let desk = desk();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut queries = 0;
            while !is_over.load(Ordering::Relaxed) || queries == 0 {
                desk.run("index", &["query", "council"]).succeeded();
                queries += 1;
            }
        });
        for _ in 0..5 {
            desk.run("index", &["index", "--rebuild"]).succeeded();
        }
        is_over.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
}
