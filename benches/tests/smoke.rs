//! The measuring program runs: as little as it can measure, and no word on how long that took.

use std::process::Command;

#[test]
fn each_measurement_comes_to_a_figure() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("bench.json");
    let output = Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(["upload", "read", "download", "append", "list", "pass", "alerts", "import", "readiness"])
        .args([
            "--firms",
            "20",
            "--files",
            "16",
            "--certificates",
            "60",
            "--watched",
            "3000",
            "--rows",
            "40",
            "--workers",
            "30",
            "--sites",
            "4",
            "--clients",
            "2",
            "--rounds",
            "1",
            "--seconds",
            "0.1",
        ])
        .arg("--json")
        .arg(&json)
        .output()
        .unwrap();
    let (table, said) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{said}");
    let lines: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    for name in [
        "upload of a .cer",
        "upload of a .p12",
        "read of one",
        "download",
        "audited append",
        "list of 60",
        "verdict about",
        "pass with six",
        "status list of",
        "nothing due of 3000",
        "250 of them claimed",
        "import of 40 workers",
        "import of 40 tickets",
        "readiness of 30 workers at 4 sites",
    ] {
        let line = lines.iter().find(|line| line["subject"].as_str().unwrap().starts_with(name));
        let line = line.unwrap_or_else(|| panic!("no figure for {name}\n{table}"));
        assert!(line["figures"]["acts"].as_u64().unwrap() > 0, "{line}");
        assert!(line["figures"]["p50_ms"].as_f64().unwrap() > 0.0, "{line}");
        assert!(table.contains(name), "{table}");
    }
}
