//! `index --watch`: changes are indexed, and files are checked in idle time.

use super::damage::desk_of_segments;
use super::desk::{Desk, flip, name_of, story};
use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// Longer than anything that is waited for takes, however busy the machine is.
const PATIENCE: Duration = Duration::from_mins(2);

/// A process that watches, and the lines that it writes.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(desk: &Desk) -> Self {
        let mut command = desk.command("index", &["index", "--watch", "--jobs", "1", "news"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let forward = |from: Box<dyn Read + Send>| {
            let send = send.clone();
            thread::spawn(move || {
                BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
            })
        };
        forward(Box::new(out));
        forward(Box::<ChildStderr>::new(err));
        Self { child, lines }
    }

    /// Waits for a line that contains this, and gives it.
    #[track_caller]
    fn wait_for(&self, part: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no line has {part}"));
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Ends it as Ctrl-C does; gives the exit code and the lines that were not read.
    fn interrupt(mut self) -> (Option<i32>, Vec<String>) {
        let killed = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let status = self.child.wait().unwrap();
        (status.code(), self.lines.iter().collect())
    }
}

#[test]
fn a_change_that_is_heard_of_is_indexed() {
    let desk = desk_of_segments(2);
    let watching = Watching::start(&desk);
    watching.wait_for("watching for changes");
    desk.write("news/sub/7.txt", story(7));
    watching.wait_for("1 added");
    fs::remove_file(desk.path("news/1.txt")).unwrap();
    // More than a fifth of the root: named, and nothing is removed.
    watching.wait_for("nothing was removed");
    desk.write("news/1.txt", story(1));
    desk.write("news/0.txt", story(9));
    watching.wait_for("1 updated");
    assert_eq!(watching.interrupt().0, Some(130));
    assert_eq!(desk.articles("index").len(), 3);
    desk.run("index", &["verify"]).succeeded();
}

#[test]
fn damage_is_found_in_idle_time() {
    let desk = desk_of_segments(1);
    let file = desk.files("index", ".store")[0].clone();
    flip(&file, 2);
    let watching = Watching::start(&desk);
    let line = watching.wait_for(&name_of(&file));
    assert!(line.contains("wrong checksum") && line.contains("--rebuild"), "{line}");
    // Runs after it do not name it again.
    desk.write("news/8.txt", story(8));
    watching.wait_for("1 added");
    desk.write("news/9.txt", story(9));
    watching.wait_for("1 added");
    let (code, lines) = watching.interrupt();
    assert_eq!((code, lines.iter().find(|line| line.contains(&name_of(&file)))), (Some(2), None));
    // It is remembered.
    let run = desk.run("index", &["index"]);
    assert!(run.code == Some(2) && run.err.contains(&name_of(&file)), "{run:?}");
}
