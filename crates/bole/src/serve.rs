//! `bole serve`: listens, prints where, and ends in order.

use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::serve::{Listener, ListenerExt as _};
use bole::deployment::{self, Places};
use bole_app::backup::BackupPlan;
use bole_app::{App, AppConfig};
use bole_http::{HttpConfig, Proxies};
use bole_tls::{Shelf, TlsListener};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::cli::{Backups, Listen, ServeArgs};
use crate::{log, tls};

/// How long open requests may take to end.
const GRACE: Duration = Duration::from_secs(5);
/// A proxy on this machine is believed when no other is named.
const THIS_MACHINE: &str = "127.0.0.0/8,::1";

/// The addresses of a deployment.
#[derive(Debug, Clone)]
pub struct Origins {
    /// Where candidates come.
    pub candidate: String,
    /// Where staff come.
    pub console: String,
    /// Where files are fetched.
    pub files: String,
}

impl Origins {
    /// The addresses under a host and port.
    #[must_use]
    pub fn of(listen: &Listen, port: u16, over_tls: bool) -> Self {
        let at = |prefix: &str| match (listen.behind_proxy, over_tls, port) {
            (true, _, _) | (false, true, 443) => format!("https://{prefix}{}", listen.host),
            (false, true, _) => format!("https://{prefix}{}:{port}", listen.host),
            (false, false, _) => format!("http://{prefix}{}:{port}", listen.host),
        };
        Self { candidate: at(""), console: at("console."), files: at("files.") }
    }
}

/// Serves until interrupted.
///
/// # Errors
/// When the port is taken, or the deployment cannot be opened.
pub async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    log::start(&args.logs);
    if args.listen.behind_proxy && args.tls.tls_cert.is_some() {
        anyhow::bail!("--behind-proxy 与 --tls-cert 只能选一个 / choose either --behind-proxy or --tls-cert");
    }
    let tls = args.tls.prepare(&args.listen, &args.place.data)?;
    let (listener, port) = bind(&args.listen).await?;
    let redirect = args.tls.redirect(&args.listen, port, tls.as_ref()).await?;
    let origins = Origins::of(&args.listen, port, tls.is_some());
    let places = args.place.places();
    let backups = backup_plan(&args.backups, &places)?;
    let app = deployment::open(&places, config(&origins, None, args.place.data, backups)).await?;
    let setup = match bole_app::enrolment::setup_link(&app).await {
        Ok(link) => link,
        Err(failure) => anyhow::bail!("the set-up link could not be made: {failure:?}"),
    };
    if args.listen.print_json {
        println!("{}", json!({ "console": origins.console, "candidate": origins.candidate, "setup_link": setup }));
    } else {
        println!("控制台 / console    {}", origins.console);
        println!("候选人 / candidates {}", origins.candidate);
        if let Some(link) = setup {
            println!("\n首次设置，链接只能用一次 / First set-up, the link works once:\n  {link}");
        }
    }
    let config = http_config(&args.listen, tls.is_some(), args.metrics_token);
    let router = bole_http::router(app.clone(), config);
    let door = match tls {
        Some(ready) => {
            let shelf = ready.shelf.clone();
            ready.watch(&app)?;
            Door::Tls(listener, shelf)
        }
        None => Door::Plain(listener),
    };
    if args.listen.behind_proxy {
        let facts = tls::facts_of_proxy(&args.listen);
        app.set_certificate(Arc::new(move || Some(facts.clone())));
    }
    listen(app, [(door, router)].into_iter().chain(redirect).collect()).await
}

/// How the server is reached.
#[must_use]
pub fn http_config(listen: &Listen, over_tls: bool, metrics_token: Option<String>) -> HttpConfig {
    let usual = || Proxies::parse(if listen.behind_proxy { THIS_MACHINE } else { "" }).unwrap_or_default();
    HttpConfig {
        over_tls: over_tls || listen.behind_proxy,
        behind_proxy: listen.behind_proxy,
        proxies: listen.trusted_proxy.clone().unwrap_or_else(usual),
        metrics_token: metrics_token.filter(|it| !it.is_empty()),
    }
}

/// The configuration behind these addresses.
#[must_use]
pub fn config(
    origins: &Origins,
    demo_token: Option<String>,
    data: std::path::PathBuf,
    backups: Option<BackupPlan>,
) -> AppConfig {
    AppConfig {
        candidate_origin: origins.candidate.clone(),
        console_origin: origins.console.clone(),
        files_origin: origins.files.clone(),
        demo_token,
        data,
        backups,
    }
}

/// How the server backs itself up; `None` when that is switched off.
///
/// # Errors
/// When the time of day is none.
pub fn backup_plan(wanted: &Backups, places: &Places) -> anyhow::Result<Option<BackupPlan>> {
    if wanted.backup_time == "off" {
        return Ok(None);
    }
    let time = jiff::civil::Time::strptime("%H:%M", &wanted.backup_time);
    let time =
        time.with_context(|| format!("{:?} is no time of day; write it as 03:15, or off", wanted.backup_time))?;
    Ok(Some(BackupPlan {
        folder: wanted.backup_folder.clone().unwrap_or_else(|| places.data.join("backups")),
        offsite: wanted.backup_offsite.clone(),
        keep: wanted.backup_keep,
        at_minute: u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()),
        root_key: places.root_key_path(),
        key_file: wanted.backup_key_file.clone(),
    }))
}

/// Takes the port.
///
/// # Errors
/// When it is taken, with what to do.
pub async fn bind(listen: &Listen) -> anyhow::Result<(TcpListener, u16)> {
    bind_at(listen.address, listen.port).await
}

/// Takes a port at an address.
///
/// # Errors
/// When it is taken, with what to do.
pub async fn bind_at(address: IpAddr, port: u16) -> anyhow::Result<(TcpListener, u16)> {
    let at = SocketAddr::new(address, port);
    let listener = TcpListener::bind(at).await;
    let listener = listener.with_context(|| format!("Listening on {at}; choose another port with --port"))?;
    let port = listener.local_addr().context("Reading the address")?.port();
    Ok((listener, port))
}

/// Where connections come in.
#[derive(Debug)]
pub enum Door {
    /// Without TLS.
    Plain(TcpListener),
    /// With the certificate that lies on the shelf.
    Tls(TcpListener, Shelf),
}

/// Answers requests at all doors and does background work until interrupted.
///
/// # Errors
/// When a listener breaks.
pub async fn listen(app: App, doors: Vec<(Door, Router)>) -> anyhow::Result<ExitCode> {
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(bole_app::worker::run(app, stopped.clone()));
    let mut servers = JoinSet::new();
    for (door, router) in doors {
        match door {
            Door::Plain(listener) => servers.spawn(answer(listener, router, stopped.clone())),
            Door::Tls(listener, shelf) => {
                let listener = TlsListener::over(listener, &shelf).context("Listening with TLS")?;
                servers.spawn(answer(listener, router, stopped.clone()))
            }
        };
    }
    interrupted().await;
    let _ = stop.send(true);
    let ended = tokio::time::timeout(GRACE, async { tokio::join!(servers.join_all(), worker) }).await;
    if let Ok((servers, _)) = ended {
        servers.into_iter().collect::<std::io::Result<Vec<()>>>().context("Serving")?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn answer<L: Listener<Addr = SocketAddr>>(
    listener: L,
    router: Router,
    mut ended: watch::Receiver<bool>,
) -> std::io::Result<()> {
    // Tapping hands the client's address on, whatever the listener is.
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener.tap_io(|_| {}), service).with_graceful_shutdown(async move {
        // A closed channel ends the server as well.
        let _ = ended.wait_for(|it| *it).await;
    });
    server.await
}

async fn interrupted() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
