mod support;
use support::*;
use futures::StreamExt;
fn rss() -> u64 { let s = std::fs::read_to_string("/proc/self/status").unwrap(); s.lines().find(|l| l.starts_with("VmRSS")).unwrap().split_whitespace().nth(1).unwrap().parse().unwrap() }
fn cpu() -> f64 { let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect(); (f[11].parse::<f64>().unwrap()+f[12].parse::<f64>().unwrap())/100.0 }
#[tokio::test(flavor="multi_thread", worker_threads=2)]
async fn fleet() {
    let n: usize = std::env::var("N").map(|v| v.parse().unwrap()).unwrap_or(100);
    let world = World::new().await;
    println!("empty rss {} kB cpu {}", rss(), cpu());
    let w = &world;
    let ids: Vec<_> = futures::stream::iter(0..n).map(|i| async move { let id = w.start(&format!("p{i}"), "kube", "#!x").await; w.until_says(&id, "running").await; id }).buffer_unordered(16).collect().await;
    println!("{n} plain rss {} kB cpu {}", rss(), cpu());
    let lbs: Vec<Cluster> = futures::stream::iter(0..n).map(|i| async move { let c = Cluster::new(w, &format!("lb{i}")).await; c.balance(w, vec![[127,0,0,1].into()]).await; c }).buffer_unordered(16).collect().await;
    println!("{n} lbs rss {} kB cpu {}", rss(), cpu());
    let one = Cluster::new(w, "one").await; one.first_control_plane(w, "one-cp").await;
    println!("1 cp rss {} kB cpu {}", rss(), cpu());
    let _ = (ids, lbs, one);
    let t = std::time::Instant::now();
    let clusters: Vec<Cluster> = futures::stream::iter(0..n).map(|i| async move {
        let c = Cluster::new(w, &format!("c{i}")).await;
        c.first_control_plane(w, &format!("c{i}-cp")).await; c }).buffer_unordered(16).collect().await;
    println!("{n} control planes {:?} rss {} kB cpu {}", t.elapsed(), rss(), cpu());
    let t = std::time::Instant::now();
    futures::stream::iter(clusters.iter()).map(|c| async move { c.make_token(soon()).await; }).buffer_unordered(16).collect::<Vec<_>>().await;
    println!("tokens {:?} rss {} kB cpu {}", t.elapsed(), rss(), cpu());
    let t = std::time::Instant::now();
    futures::stream::iter(clusters.iter().enumerate()).map(|(i, c)| async move {
        let id = w.start(&format!("c{i}-w"), "kube", &c.join_data(false)).await; w.until_says(&id, "running: node").await; }).buffer_unordered(16).collect::<Vec<_>>().await;
    println!("workers {:?} rss {} kB cpu {}", t.elapsed(), rss(), cpu());
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    let c0 = cpu();
    tokio::time::sleep(std::time::Duration::from_secs(std::env::var("S").map(|v| v.parse().unwrap()).unwrap_or(20))).await;
    println!("idle 20 s: cpu {} rss {}", cpu() - c0, rss());
    let t = std::time::Instant::now();
    let world = world.restart().await;
    println!("restart (open) {:?} cpu {}", t.elapsed(), cpu());
    drop(clusters); drop(world);
}
