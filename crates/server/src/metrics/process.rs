//! What the kernel says of this process.

use prometheus_client::registry::{Registry, Unit};

use super::{Number, Seconds};

/// Clock ticks a second in `/proc`: the same on every Linux that there is.
const TICKS: f64 = 100.0;

/// Bytes a page, on the machines that this runs on.
const PAGE: i64 = 4096;

#[derive(Debug, Default)]
pub(super) struct Gauges {
    cpu: Seconds,
    memory: Number,
    files: Number,
    started: Seconds,
}

impl Gauges {
    pub(super) fn register(&self, registry: &mut Registry) {
        let unit = |registry: &mut Registry, name, help, gauge: &Seconds| {
            registry.register_with_unit(name, help, Unit::Seconds, gauge.clone());
        };
        unit(registry, "process_cpu", "Processor time that the server has used", &self.cpu);
        unit(registry, "process_start_time", "When the server was started, since 1970", &self.started);
        registry.register_with_unit(
            "process_resident_memory",
            "Memory of the server, without its database",
            Unit::Bytes,
            self.memory.clone(),
        );
        registry.register("process_open_files", "Files and sockets that are open", self.files.clone());
    }

    /// Looks anew. What cannot be found out stays as it was.
    pub(super) fn look(&self) {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // After the name, which may hold anything: state, parent, …; user and system time are the 12th and 13th of these.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        let number = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok());
        if let (Some(user), Some(system)) = (number(11), number(12)) {
            self.cpu.set((user + system) / TICKS);
        }
        if let Some(pages) = fields.get(21).and_then(|field| field.parse::<i64>().ok()) {
            self.memory.set(pages.saturating_mul(PAGE));
        }
        if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
            self.files.set(i64::try_from(files.count()).unwrap_or(i64::MAX));
        }
        if let (Some(boot), Some(ticks)) = (boot_time(), number(19)) {
            self.started.set(boot + ticks / TICKS);
        }
    }
}

/// When the machine was started, in seconds since 1970.
fn boot_time() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    stat.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()
}
