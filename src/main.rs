//! Runs the `dateline` command line and turns its outcome into an exit code.

fn main() -> std::process::ExitCode {
    dateline::cli::main()
}
