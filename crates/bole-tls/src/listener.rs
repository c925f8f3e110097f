//! The listener: accepts, shakes hands beside others, and hands over what is ready.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::Shelf;

/// A client that takes longer to shake hands is let go.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many may shake hands at once, so that those who never finish cost little.
const MOST: usize = 512;
/// The pause after the machine refused a connection, mostly because too many files are open.
const PAUSE: Duration = Duration::from_millis(200);

/// Listens with TLS.
#[derive(Debug)]
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl TlsListener {
    /// Shakes hands on what this listener accepts.
    ///
    /// # Errors
    /// When the listener's address cannot be read.
    pub fn over(listener: TcpListener, shelf: &Shelf) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let acceptor = TlsAcceptor::from(shelf.server_config());
        let (give, ready) = mpsc::channel(MOST);
        let task = tokio::spawn(accept(listener, acceptor, give));
        Ok(Self { ready, address, task })
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, give: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let places = Arc::new(Semaphore::new(MOST));
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (acceptor, give) = (acceptor.clone(), give.clone());
        tokio::spawn(async move {
            // Without it, small answers wait for the client's acknowledgement; a refusal only costs speed.
            let _ = stream.set_nodelay(true);
            let done = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await;
            drop(place);
            if let Ok(Ok(stream)) = done {
                // Nobody takes it when the server ends.
                let _ = give.send((stream, peer)).await;
            }
        });
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(accepted) => accepted,
            // The accepting task ends with this listener only.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}
