use supervisor::engine::*;
fn rss() -> u64 { let s = std::fs::read_to_string("/proc/self/status").unwrap(); s.lines().find(|l| l.starts_with("VmRSS")).unwrap().split_whitespace().nth(1).unwrap().parse().unwrap() }
#[tokio::test(flavor="multi_thread", worker_threads=2)]
async fn fleet() {
    let dir = std::path::PathBuf::from("/tmp/hv-scratch/zz.db"); let _ = std::fs::remove_file(&dir);
    let db = store::Database::open(&dir).await.unwrap();
    let reg = supervisor::kinds::guest_registry();
    let mut engines = vec![];
    for round in 0..3 {
        for i in 0..300 {
            let mut c = Config::new(db.space(&format!("guest/{round}-{i}")), reg.clone()); c.limits = Limits::small();
            engines.push(Engine::start(c).await.unwrap());
        }
        println!("{} engines rss {}", engines.len(), rss());
    }
    let mut routers = vec![];
    for e in &engines { routers.push(e.router()); }
    println!("routers rss {}", rss());
    let mut clients = vec![];
    for e in &engines { clients.push(e.client(User::system("x"))); }
    println!("clients rss {}", rss());
    let ca = pki::Authority::new("kubernetes", chrono::Duration::days(30)).unwrap();
    let mut l = vec![];
    for (i, r) in routers.iter().enumerate() {
        let cert = ca.server("x", &["localhost".into()], chrono::Duration::days(3)).unwrap();
        l.push(serve::listen(format!("127.99.{}.{}:6443", i / 200, i % 200 + 1).parse().unwrap(), serve::Tls{certificate_pem: cert.certificate_pem, key_pem: cert.key_pem, client_ca_pem: Some(ca.certificate_pem.clone())}, r.clone()).await.unwrap());
    }
    println!("listeners rss {}", rss());
}
