//! Rules for load balancers. The backends are sockets of this program, on loopback.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use super::{Terms, Violation, hold, ok};
use crate::driver::{Driver, LoadBalancer, LoadBalancerPort, LoadBalancerSpec};

pub(super) async fn forwards<M, F>(driver: Arc<dyn Driver>, make_driver: &M, terms: &Terms) -> Result<(), Violation>
where
    M: Fn() -> F,
    F: Future<Output = Arc<dyn Driver>>,
{
    let rule = "a load balancer forwards to its backends, both ways, until the client has all";
    let backend = ok(rule, Backend::start().await)?;
    let port = 6443;
    let mut wanted = LoadBalancerSpec {
        id: "contract-load-balancer".into(),
        namespace: "contract".into(),
        name: "api".into(),
        installation: "contract".into(),
        ports: vec![LoadBalancerPort { name: "api".into(), port, target_port: backend.port }],
        backends: vec![],
    };
    let balancer = capability(&driver)?;

    let address = ok(rule, balancer.ensure(wanted.clone()).await)?;
    let refused = exchange(terms, address, port).await;
    let rule_empty = "a load balancer without backends refuses";
    hold(rule_empty, refused.is_err(), || format!("{refused:?}"))?;

    wanted.backends = vec![IpAddr::from(Ipv4Addr::LOCALHOST)];
    let again = ok(rule, balancer.ensure(wanted.clone()).await)?;
    hold("its address never changes", again == address, || format!("{address}, then {again}"))?;
    let answer = ok(rule, exchange(terms, address, port).await)?;
    hold(rule, answer == ANSWER, || format!("{answer:?}"))?;

    let rule_list = "load balancers are listed as asked";
    let listed = ok(rule_list, balancer.list().await)?;
    hold(rule_list, listed.contains(&(wanted.clone(), address)), || format!("{listed:?}"))?;
    drop((balancer, driver));

    let rule_restart = "a load balancer outlives the program, on its address";
    let driver = make_driver().await;
    let balancer = capability(&driver)?;
    let listed = ok(rule_restart, balancer.list().await)?;
    hold(rule_restart, listed.contains(&(wanted.clone(), address)), || format!("{listed:?}"))?;
    let answer = ok(rule_restart, exchange(terms, address, port).await)?;
    hold(rule_restart, answer == ANSWER, || format!("{answer:?}"))?;

    let rule_gone = "a deleted load balancer is gone, and deleting again succeeds";
    for _ in 0..2 {
        ok(rule_gone, balancer.delete(&wanted.id).await)?;
    }
    let listed = ok(rule_gone, balancer.list().await)?;
    hold(rule_gone, listed.iter().all(|(spec, _)| spec.id != wanted.id), || format!("{listed:?}"))?;
    let refused = exchange(terms, address, port).await;
    hold(rule_gone, refused.is_err(), || format!("{refused:?}"))
}

fn capability(driver: &Arc<dyn Driver>) -> Result<Arc<dyn LoadBalancer>, Violation> {
    driver.load_balancer().ok_or_else(|| Violation {
        rule: "a driver that has load balancers keeps having them",
        found: "it has none now".into(),
    })
}

const QUESTION: &[u8] = b"question";
const ANSWER: &[u8] = b"answer to question";

/// Sends the question, ends its own side, and reads to the end of the answer: works only where each direction is
/// closed on its own.
async fn exchange(terms: &Terms, address: IpAddr, port: u16) -> io::Result<Vec<u8>> {
    let talk = async {
        let mut stream = TcpStream::connect((address, port)).await?;
        stream.write_all(QUESTION).await?;
        stream.shutdown().await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(answer)
    };
    timeout(terms.patience, talk).await?
}

/// Answers each connection after the client has ended its side.
struct Backend {
    port: u16,
    task: tokio::task::JoinHandle<()>,
}

impl Backend {
    async fn start() -> io::Result<Backend> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut question = Vec::new();
                    stream.read_to_end(&mut question).await?;
                    stream.write_all(b"answer to ").await?;
                    stream.write_all(&question).await?;
                    stream.shutdown().await
                });
            }
        });
        Ok(Backend { port, task })
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.task.abort();
    }
}
