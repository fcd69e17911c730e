//! One fuzz target: seeds, time, and what every answer must keep to.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::body::Body;
use futures::{FutureExt, StreamExt};
use http::Request;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use sha2::{Digest, Sha256};
use supervisor::engine::Engine;
use tower::ServiceExt;

use crate::mutate::mutate;
use crate::support::{Server, admin, supervisor};

/// Processor time of one answer at most. Programs built for tests are slower.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });
/// What a whole run may add to the memory of the process, in bytes.
const MEMORY: u64 = 512 << 20;

/// An input with the name of its kind: the extension of its seed.
pub(crate) struct Input {
    pub(crate) bytes: Vec<u8>,
    pub(crate) form: String,
}

/// Sends all seeds of the target, those that `made` adds, and mutations of all of them. `one` sends an input and checks
/// the laws of the target; it says whether the input was accepted, or what is broken.
pub(crate) fn run(
    name: &str,
    made: impl IntoIterator<Item = Input>,
    mut one: impl AsyncFnMut(&Server, &Input) -> Result<bool, String>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(1);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
        let server = supervisor().await;
        let mut inputs: Vec<Input> = seeds(&folder);
        assert!(!inputs.is_empty(), "no seeds in {}", folder.display());
        inputs.extend(made);
        let mut seen =
            Seen { folder, slowest: (Duration::ZERO, String::new()), count: 0, accepted: 0, memory: memory() };
        for input in &inputs {
            seen.check(&server, input, &mut one).await;
        }
        // Mixed only with their like. What is long is tried only as it is: time is better spent on the short.
        inputs.retain(|input| input.bytes.len() < 32 << 10);
        let mut forms: Vec<String> = inputs.iter().map(|input| input.form.clone()).collect();
        forms.sort();
        forms.dedup();
        let by_form = |form: &String| {
            inputs.iter().filter(|input| input.form == *form).map(|input| input.bytes.clone()).collect()
        };
        let pools: Vec<Vec<Vec<u8>>> = forms.iter().map(by_form).collect();
        let mut random = StdRng::seed_from_u64(number("ATOLL_FUZZ_SEED"));
        let end = Instant::now() + Duration::from_secs(number("ATOLL_FUZZ_SECONDS"));
        for (form, pool) in forms.iter().zip(&pools).cycle() {
            if Instant::now() > end {
                break;
            }
            let input = Input { bytes: mutate(&mut random, pool), form: form.clone() };
            seen.check(&server, &input, &mut one).await;
        }
        let Seen { count, accepted, slowest, .. } = seen;
        println!("{name}: {count} inputs, {accepted} accepted, the slowest took {slowest:?}");
        // Else the laws were never asked for.
        assert!(accepted > 0);
    });
}

fn seeds(folder: &Path) -> Vec<Input> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| Input {
        bytes: std::fs::read(&path).unwrap(),
        form: path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    files.into_iter().map(read).collect()
}

/// What a run has met so far.
struct Seen {
    folder: PathBuf,
    slowest: (Duration, String),
    count: usize,
    accepted: usize,
    memory: u64,
}

impl Seen {
    async fn check(
        &mut self,
        server: &Server,
        input: &Input,
        one: &mut impl AsyncFnMut(&Server, &Input) -> Result<bool, String>,
    ) {
        let (began, processor) = (Instant::now(), processor_time());
        let result = AssertUnwindSafe(one(server, input)).catch_unwind().await;
        self.count += 1;
        // The clock on the wall runs on while others have the processor; the other one is coarse.
        let took = if began.elapsed() > LONGEST { processor_time() - processor } else { began.elapsed() };
        if took > self.slowest.0 {
            let begin = String::from_utf8_lossy(&input.bytes).chars().take(60).collect();
            self.slowest = (took, begin);
        }
        let grown = memory().saturating_sub(self.memory);
        let broken = match result {
            Err(_) => "it panicked".to_owned(),
            Ok(Err(broken)) => broken,
            Ok(Ok(_)) if took > LONGEST => format!("it took {took:?}"),
            Ok(Ok(_)) if grown > MEMORY => format!("memory grew by {grown} bytes"),
            Ok(Ok(accepted)) => {
                self.accepted += usize::from(accepted);
                return;
            }
        };
        let digest = Sha256::digest(&input.bytes);
        let name = format!("found-{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]);
        let path = self.folder.join(name).with_extension(&input.form);
        std::fs::write(&path, &input.bytes).unwrap();
        panic!("{broken}; the input is {}", path.display());
    }
}

/// Sends a request as an administrator and reads the answer; of one without an end what there is of it.
///
/// # Errors
/// When the server failed.
pub(crate) async fn send(engine: &Engine, mut request: Request<Body>) -> Result<(u16, Value), String> {
    request.extensions_mut().insert(admin());
    let response = engine.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let mut stream = response.into_body().into_data_stream();
    let mut bytes = Vec::new();
    while let Some(Some(chunk)) = stream.next().now_or_never() {
        bytes.extend_from_slice(&chunk.map_err(|error| format!("the answer broke off: {error}"))?);
    }
    let value =
        serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
    // That a version is too far in the future is told with this status, as upstream does.
    let too_new = status == 504 && value["details"]["causes"][0]["reason"] == "ResourceVersionTooLarge";
    if status >= 500 && !too_new { Err(format!("the server failed: {status} {value}")) } else { Ok((status, value)) }
}

fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let mut fields = stat.rsplit_once(')').unwrap().1.split_whitespace().skip(11);
    let mut ticks = || fields.next().unwrap().parse::<u64>().unwrap();
    Duration::from_millis((ticks() + ticks()) * 10)
}

/// The most memory that this process ever had.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
