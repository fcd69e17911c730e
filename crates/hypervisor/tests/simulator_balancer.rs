//! The simulator's load balancer, with real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

mod support;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use hypervisor::{Driver, Error, LoadBalancerPort, LoadBalancerSpec};
use support::{Directory, open, settings};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Says its name and echoes; answers only while it lives.
struct Backend {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Backend {
    /// On an address of this process alone: tests run side by side.
    async fn start(last: u8, port: u16) -> Backend {
        let [_, high, middle, low] = std::process::id().to_be_bytes();
        let ip = Ipv4Addr::new(127, 128 | high | middle, low, last);
        let listener = TcpListener::bind((ip, port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                connections.spawn(async move {
                    stream.write_all(&[last]).await?;
                    let (mut from, mut to) = stream.split();
                    tokio::io::copy(&mut from, &mut to).await?;
                    to.shutdown().await
                });
            }
        });
        Backend { address, task }
    }

    async fn stop(self) -> IpAddr {
        self.task.abort();
        let _ = self.task.await;
        self.address.ip()
    }
}

fn spec(backends: Vec<IpAddr>, target_port: u16) -> LoadBalancerSpec {
    LoadBalancerSpec {
        id: "service".into(),
        namespace: "team-a".into(),
        name: "api".into(),
        installation: String::new(),
        ports: vec![LoadBalancerPort { name: "api".into(), port: 6443, target_port }],
        backends,
    }
}

/// The name of the backend that a new connection reaches.
async fn who(address: IpAddr) -> io::Result<u8> {
    let mut stream = TcpStream::connect((address, 6443)).await?;
    tokio::time::timeout(Duration::from_secs(10), stream.read_u8()).await?
}

#[tokio::test]
async fn backends_take_turns_change_live_and_the_dead_are_passed_over() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let balancer = simulator.load_balancer().unwrap();
    let one = Backend::start(1, 0).await;
    let port = one.address.port();
    let two = Backend::start(2, port).await;
    let (ip_one, ip_two) = (one.address.ip(), two.address.ip());

    let address = balancer.ensure(spec(vec![ip_one, ip_two], port)).await.unwrap();
    let first = who(address).await.unwrap();
    let second = who(address).await.unwrap();
    assert_eq!([first.min(second), first.max(second)], [1, 2]);

    // A connection that stands survives a change of backends.
    let mut standing = TcpStream::connect((address, 6443)).await.unwrap();
    let served_by = standing.read_u8().await.unwrap();
    let other = if served_by == 1 { ip_two } else { ip_one };
    assert_eq!(balancer.ensure(spec(vec![other], port)).await.unwrap(), address);
    for _ in 0..3 {
        assert_ne!(who(address).await.unwrap(), served_by);
    }
    standing.write_all(b"still here").await.unwrap();
    standing.shutdown().await.unwrap();
    let mut echo = String::new();
    standing.read_to_string(&mut echo).await.unwrap();
    assert_eq!(echo, "still here");

    balancer.ensure(spec(vec![ip_one, ip_two], port)).await.unwrap();
    one.stop().await;
    for _ in 0..4 {
        assert_eq!(who(address).await.unwrap(), 2);
    }
    two.stop().await;
    assert!(who(address).await.is_err(), "no backend answers");
    // It comes back by itself.
    let back = Backend::start(1, port).await;
    assert_eq!(who(address).await.unwrap(), 1);
    back.stop().await;
}

#[tokio::test]
async fn much_data_goes_through_unharmed_in_both_directions() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let backend = Backend::start(3, 0).await;
    let balancer = simulator.load_balancer().unwrap();
    let wanted = spec(vec![backend.address.ip()], backend.address.port());
    let address = balancer.ensure(wanted).await.unwrap();
    let stream = TcpStream::connect((address, 6443)).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let sent: Vec<u8> = (0..4_000_000u32).map(|n| (n % 251) as u8).collect();
    let sending = sent.clone();
    let send = tokio::spawn(async move {
        to.write_all(&sending).await.unwrap();
        to.shutdown().await.unwrap();
    });
    let mut received = Vec::new();
    from.read_to_end(&mut received).await.unwrap();
    send.await.unwrap();
    assert_eq!(received[0], 3);
    assert!(received[1..] == sent);
}

#[tokio::test]
async fn ports_change_and_wrong_ports_are_refused() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let balancer = simulator.load_balancer().unwrap();
    let (one, two) = (Backend::start(4, 0).await, Backend::start(5, 0).await);
    let mut wanted = spec(vec![one.address.ip()], one.address.port());
    let address = balancer.ensure(wanted.clone()).await.unwrap();
    assert_eq!(who(address).await.unwrap(), 4);
    // Same port, another target: it must be free again before it is taken.
    wanted.ports[0].target_port = two.address.port();
    wanted.backends = vec![two.address.ip()];
    balancer.ensure(wanted.clone()).await.unwrap();
    assert_eq!(who(address).await.unwrap(), 5);

    for ports in [vec![0], vec![80, 80]] {
        let mut wrong = wanted.clone();
        wrong.ports =
            ports.into_iter().map(|port| LoadBalancerPort { name: "p".into(), port, target_port: 1 }).collect();
        let error = balancer.ensure(wrong).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error}");
    }
    balancer.delete("service").await.unwrap();
    assert!(who(address).await.is_err());
    let anew = balancer.ensure(wanted).await.unwrap();
    assert_eq!(who(anew).await.unwrap(), 5);
}
