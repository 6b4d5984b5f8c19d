//! From the command to `ready`: on an empty data directory, and on one that is there.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::ground::Ground;
use crate::report::Line;
use crate::rounds::{Plan, Round, Side, alone};

/// One start a round, however long that takes.
struct Starts {
    folder: PathBuf,
    /// Whether each start finds an empty data directory.
    empty: bool,
    count: usize,
}

impl Side for Starts {
    async fn prepare(&mut self) -> anyhow::Result<()> {
        self.count += 1;
        Ok(())
    }

    async fn round(&mut self, _: Duration) -> anyhow::Result<Round> {
        let name = if self.empty { format!("start-{}", self.count) } else { "restart".to_owned() };
        let elapsed = start(&self.folder.join(name)).await?;
        Ok(Round { latencies: vec![u32::try_from(elapsed.as_micros())?], elapsed })
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let folder = ground.folder.path().to_path_buf();
    let mut lines = Vec::new();
    for (name, empty) in [("start on an empty data directory", true), ("start on an existing one", false)] {
        let figures = alone(plan, &mut Starts { folder: folder.clone(), empty, count: 0 }).await?;
        lines.push(Line::alone(name, 1, figures, None));
    }
    Ok(lines)
}

/// Starts a server, waits until it says that it is ready, and stops it. Stopping is not counted.
async fn start(data: &Path) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    let mut server = Command::new(std::env::current_exe()?)
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut lines = BufReader::new(server.stdout.take().context("no output")?).lines();
    let ready = loop {
        match lines.next_line().await? {
            Some(line) if line.starts_with("ready ") => break begin.elapsed(),
            Some(_) => {}
            None => bail!("the server ended before it was ready; its exit: {}", server.wait().await?),
        }
    };
    let pid = server.id().context("the server has gone")?.to_string();
    Command::new("kill").args(["-TERM", &pid]).status().await?;
    server.wait().await?;
    Ok(ready)
}
