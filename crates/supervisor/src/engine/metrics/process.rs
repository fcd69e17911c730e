//! What this process takes of the machine. Linux only; elsewhere nothing is told.

use super::{Exposition, Kind, MetricSource};

/// The usual `process_*` metrics.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessMetrics;

/// Linux tells times to programs in hundredths of a second, whatever its own clock does.
const TICKS_PER_SECOND: f64 = 100.0;

impl MetricSource for ProcessMetrics {
    fn write(&self, out: &mut Exposition) {
        let Some(figures) = Figures::read() else { return };
        for (name, kind, help, value) in [
            ("process_cpu_seconds_total", Kind::Counter, "Processor time used.", figures.cpu_seconds),
            ("process_resident_memory_bytes", Kind::Gauge, "Memory in use.", figures.resident_bytes),
            ("process_virtual_memory_bytes", Kind::Gauge, "Memory addressed.", figures.virtual_bytes),
            ("process_start_time_seconds", Kind::Gauge, "Start, in seconds since 1970.", figures.started),
            ("process_open_fds", Kind::Gauge, "Open files.", figures.open_files),
            ("process_max_fds", Kind::Gauge, "Files that may be open.", figures.most_open_files),
        ] {
            out.family(name, kind, help);
            out.sample(name, &[], value);
        }
    }
}

struct Figures {
    cpu_seconds: f64,
    resident_bytes: f64,
    virtual_bytes: f64,
    started: f64,
    open_files: f64,
    most_open_files: f64,
}

impl Figures {
    /// See proc(5). Of `stat` everything up to the program's name, which may have blanks, is skipped.
    fn read() -> Option<Figures> {
        let read = |path: &str| std::fs::read_to_string(path).ok();
        let stat = read("/proc/self/stat")?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
        let status = read("/proc/self/status")?;
        let kilobytes = |name: &str| field(&status, name)?.parse::<f64>().ok().map(|n| n * 1024.0);
        let boot = field(&read("/proc/stat")?, "btime")?.parse::<f64>().ok()?;
        let limits = read("/proc/self/limits")?;
        let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
        Some(Figures {
            cpu_seconds: (ticks(11)? + ticks(12)?) / TICKS_PER_SECOND,
            started: boot + ticks(19)? / TICKS_PER_SECOND,
            resident_bytes: kilobytes("VmRSS:")?,
            virtual_bytes: kilobytes("VmSize:")?,
            open_files: std::fs::read_dir("/proc/self/fd").ok()?.count() as f64,
            most_open_files: files.split_whitespace().next()?.parse().unwrap_or(f64::INFINITY),
        })
    }
}

/// The first word after `name` at the begin of a line.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn figures_are_plausible() {
        let figures = Figures::read().unwrap();
        assert!(figures.resident_bytes > 1e6 && figures.resident_bytes < figures.virtual_bytes);
        assert!(figures.open_files >= 3.0 && figures.open_files <= figures.most_open_files);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
        assert!(figures.started <= now + 2.0 && now - figures.started < 86_400.0);
    }
}
