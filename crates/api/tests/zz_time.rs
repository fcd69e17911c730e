#[test]
fn time() {
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let kinds = api::kinds();
        println!("{:?} {}", start.elapsed(), kinds.len());
    }
}
