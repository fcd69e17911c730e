//! What load balancers and monitoring ask.

use std::{
    fmt::Write as _,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    body::Body,
    extract::State,
    http::{Request, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::Web;

/// Requests answered by the portal, by class of their status (1xx to 5xx). Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Counters(Arc<[AtomicU64; 5]>);

impl Counters {
    /// Counts one answer.
    pub(super) fn count(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5);
        self.0[class - 1].fetch_add(1, Ordering::Relaxed);
    }
}

/// The process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Requests can be served: the Supervisor API is ready.
pub(super) async fn readyz(State((web, _)): State<(Web, Counters)>, request: Request<Body>) -> Response {
    let client = web.clients.within(&request).of("atoll-readyz", &[]);
    let ready = match Request::get("/readyz").body(Vec::new()) {
        Ok(request) => client.request_text(request).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match ready {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the Supervisor API is not ready\n").into_response()
        }
    }
}

/// Figures in the Prometheus text format: <https://prometheus.io/docs/instrumenting/exposition_formats/>.
pub(super) async fn metrics(State((_, counters)): State<(Web, Counters)>) -> Response {
    let mut text = String::new();
    family(&mut text, "atoll_portal_requests_total", "counter", "Requests answered by the portal.");
    for (index, count) in counters.0.iter().enumerate() {
        let _ =
            writeln!(text, "atoll_portal_requests_total{{code=\"{}xx\"}} {}", index + 1, count.load(Ordering::Relaxed));
    }
    family(&mut text, "process_start_time_seconds", "gauge", "When the process started, seconds since 1970.");
    let _ = writeln!(text, "process_start_time_seconds {}", started());
    if let Some(Process { cpu_seconds, resident_bytes, open_files }) = Process::now() {
        family(&mut text, "process_cpu_seconds_total", "counter", "CPU time used, user and system.");
        let _ = writeln!(text, "process_cpu_seconds_total {cpu_seconds}");
        family(&mut text, "process_resident_memory_bytes", "gauge", "Memory in use.");
        let _ = writeln!(text, "process_resident_memory_bytes {resident_bytes}");
        family(&mut text, "process_open_fds", "gauge", "Open file descriptors.");
        let _ = writeln!(text, "process_open_fds {open_files}");
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Notes when the process started; call it early.
pub(crate) fn started() -> u64 {
    static STARTED: OnceLock<u64> = OnceLock::new();
    *STARTED.get_or_init(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// What Linux says about this process; nothing elsewhere.
struct Process {
    cpu_seconds: f64,
    resident_bytes: u64,
    open_files: usize,
}

impl Process {
    fn now() -> Option<Self> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        // The command in the second field may hold spaces; numbers follow its closing bracket. See proc(5): utime is
        // field 14 and stime field 15, in clock ticks, which are hundredths of a second on every Linux of today.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kib: u64 = resident.trim().strip_suffix(" kB")?.trim().parse().ok()?;
        Some(Self {
            cpu_seconds: ticks as f64 / 100.0,
            resident_bytes: kib * 1024,
            open_files: std::fs::read_dir("/proc/self/fd").ok()?.count(),
        })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn process_is_read() {
        let process = Process::now().unwrap();
        assert!(process.resident_bytes > 1 << 20 && process.open_files > 2 && process.cpu_seconds >= 0.0);
    }
}
