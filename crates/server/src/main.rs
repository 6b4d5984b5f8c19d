//! The command `credenza`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
