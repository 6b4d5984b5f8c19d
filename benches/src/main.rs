//! Measures Credenza against baselines in the same run: `script/bench`, explained in `docs/PERFORMANCE.md`.

mod files;
mod firms;
mod ground;
mod http;
mod pgbench;
mod report;
mod rounds;
mod scenarios;
mod unsecured;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::ensure;
use clap::Parser;

use ground::Ground;
use rounds::Plan;
use scenarios::Sizes;

/// Measures Credenza against baselines that it runs itself.
#[derive(Parser)]
struct Cli {
    /// What to measure; by default everything
    names: Vec<String>,
    /// Numbers of clients at a time
    #[arg(long, value_delimiter = ',', default_value = "1,8,32")]
    clients: Vec<usize>,
    /// Rounds of each side
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of a round
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Organizations
    #[arg(long, default_value_t = 1000)]
    firms: usize,
    /// Files of each kind, each of which every organization takes once
    #[arg(long, default_value_t = 64)]
    files: usize,
    /// Certificates in the organization whose list is measured
    #[arg(long, default_value_t = 10_000)]
    certificates: usize,
    /// Certificates that are watched, in all organizations, when what is due is looked for
    #[arg(long, default_value_t = 1_000_000)]
    watched: usize,
    /// Rows of an import
    #[arg(long, default_value_t = 10_000)]
    rows: usize,
    /// Workers on the board of readiness
    #[arg(long, default_value_t = 2_000)]
    workers: usize,
    /// Sites on it
    #[arg(long, default_value_t = 20)]
    sites: usize,
    /// Where the figures go as JSON
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
}

fn main() -> ExitCode {
    // `bench serve` is `credenza serve`, whose start is measured.
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return server::cli::main();
    }
    let cli = Cli::parse();
    let run = || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(Box::pin(measure(cli)))
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(cli: Cli) -> anyhow::Result<()> {
    for name in &cli.names {
        let known = scenarios::NAMES.contains(&name.as_str());
        ensure!(known, "nothing is called {name}; there are: {}", scenarios::NAMES.join(" "));
    }
    ensure!(
        cli.rounds > 0 && cli.firms > 0 && cli.files > 1 && !cli.clients.contains(&0),
        "measure at least something"
    );
    server::tls::install_crypto_provider();
    let plan =
        Plan { rounds: cli.rounds, time: Duration::from_secs_f64(cli.seconds), clients: cli.clients.clone() };
    let sizes = Sizes {
        certificates: cli.certificates,
        watched: cli.watched,
        rows: cli.rows,
        workers: cli.workers,
        sites: cli.sites,
    };
    eprintln!("preparing PostgreSQL, a server and {} organizations", cli.firms);
    let ground = Ground::prepare(cli.firms, cli.files).await?;
    let mut lines = Vec::new();
    let mut outcome = Ok(());
    for name in scenarios::NAMES {
        if !cli.names.is_empty() && !cli.names.iter().any(|wanted| wanted == name) {
            continue;
        }
        eprintln!("measuring {name}");
        match scenarios::measure(name, &ground, &plan, &sizes).await {
            Ok(measured) => lines.extend(measured),
            Err(error) => {
                eprint!("{}", ground.log_tail());
                outcome = Err(error.context(*name));
                break;
            }
        }
    }
    ground.clear().await?;
    println!("{}", report::table(&lines));
    report::write(&cli.json, &lines)?;
    outcome
}
