//! Forwarding of TCP connections: one listener, backends in turn, each direction closed on its own.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::RwLock;
use tokio::{
    io::AsyncWriteExt,
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{debug, warn};

/// How long a backend may take to accept before the next one is tried.
const CONNECT: Duration = Duration::from_secs(3);
/// Bytes moved at a time. The buffer exists only while there is something to move, so that idle connections, of which
/// a fleet has thousands, cost none.
const CHUNK: usize = 16 * 1024;
/// Pause after the system could not give a connection (mostly: out of file descriptors).
const BREATH: Duration = Duration::from_millis(100);

/// The machines behind a load balancer; may change while connections come in.
#[derive(Debug, Default)]
pub(super) struct Backends {
    addresses: RwLock<Arc<[IpAddr]>>,
    turn: AtomicUsize,
}

impl Backends {
    /// From now on new connections go to these. Connections that stand are left alone.
    pub(super) fn set(&self, addresses: &[IpAddr]) {
        *self.addresses.write() = addresses.into();
    }

    /// All of them, beginning with the one whose turn it is.
    fn in_turn(&self) -> Vec<IpAddr> {
        let addresses = self.addresses.read().clone();
        let mut turned = addresses.to_vec();
        if !turned.is_empty() {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            turned.rotate_left(turn % addresses.len());
        }
        turned
    }

    /// Connects to the first that accepts.
    async fn connect(&self, port: u16) -> Option<TcpStream> {
        for address in self.in_turn() {
            match tokio::time::timeout(CONNECT, TcpStream::connect((address, port))).await {
                Ok(Ok(stream)) => return Some(stream),
                Ok(Err(error)) => debug!(%address, port, %error, "backend does not accept"),
                Err(_) => debug!(%address, port, "backend does not answer"),
            }
        }
        None
    }
}

/// Forwards every connection that `listener` gets to `port` of a backend, until `stop`; then all end.
pub(super) async fn serve(listener: TcpListener, port: u16, backends: Arc<Backends>, stop: CancellationToken) {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((client, peer)) => {
                let (backends, stop) = (backends.clone(), stop.clone());
                connections.spawn(async move {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = forward(client, peer, port, &backends) => {}
                    }
                });
            }
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn forward(client: TcpStream, peer: SocketAddr, port: u16, backends: &Backends) {
    let Some(backend) = backends.connect(port).await else {
        // A reset, not an orderly end: the client must not take silence for an empty answer.
        let _ = client.set_zero_linger();
        return;
    };
    let _ = client.set_nodelay(true);
    let _ = backend.set_nodelay(true);
    let (from_client, to_client) = client.into_split();
    let (from_backend, to_backend) = backend.into_split();
    if let Err(error) = tokio::try_join!(
        pump(from_client, to_backend), //
        pump(from_backend, to_client)
    ) {
        debug!(%peer, %error, "connection broken");
    }
}

/// Moves bytes until the source ends, then ends the target: the other direction goes on.
async fn pump(from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
    loop {
        from.readable().await?;
        let mut chunk = Vec::with_capacity(CHUNK);
        match from.try_read_buf(&mut chunk) {
            Ok(0) => return to.shutdown().await,
            Ok(_) => to.write_all(&chunk).await?,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backends_take_turns() {
        let backends = Backends::default();
        assert!(backends.in_turn().is_empty());
        let [a, b, c] = [1, 2, 3].map(|n| IpAddr::from([127, 64, 0, n]));
        backends.set(&[a, b, c]);
        assert_eq!(backends.in_turn(), [a, b, c]);
        assert_eq!(backends.in_turn(), [b, c, a]);
        assert_eq!(backends.in_turn(), [c, a, b]);
        backends.set(&[b]);
        assert_eq!(backends.in_turn(), [b]);
    }
}
