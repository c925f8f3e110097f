//! `bole serve`: listens, prints where, and ends in order.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use bole::deployment::{self, Places};
use bole_app::backup::BackupPlan;
use bole_app::{App, AppConfig};
use bole_http::HttpConfig;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cli::{Backups, Listen, ServeArgs};

/// How long open requests may take to end.
const GRACE: Duration = Duration::from_secs(5);

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
    pub fn of(listen: &Listen, port: u16) -> Self {
        let at = |prefix: &str| {
            if listen.behind_proxy {
                format!("https://{prefix}{}", listen.host)
            } else {
                format!("http://{prefix}{}:{port}", listen.host)
            }
        };
        Self { candidate: at(""), console: at("console."), files: at("files.") }
    }
}

/// Serves until interrupted.
///
/// # Errors
/// When the port is taken, or the deployment cannot be opened.
pub async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    log();
    let (listener, port) = bind(&args.listen).await?;
    let origins = Origins::of(&args.listen, port);
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
    listen(listener, app, args.listen.behind_proxy).await
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
    let at = SocketAddr::new(listen.address, listen.port);
    let listener = TcpListener::bind(at).await;
    let listener = listener.with_context(|| format!("Listening on {at}; choose another port with --port"))?;
    let port = listener.local_addr().context("Reading the address")?.port();
    Ok((listener, port))
}

/// Answers requests and does background work until interrupted.
///
/// # Errors
/// When the listener breaks.
pub async fn listen(listener: TcpListener, app: App, behind_proxy: bool) -> anyhow::Result<ExitCode> {
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(bole_app::worker::run(app.clone(), stopped.clone()));
    let router = bole_http::router(app, HttpConfig { over_tls: behind_proxy, behind_proxy });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut ended = stopped;
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        // A closed channel ends the server as well.
        let _ = ended.wait_for(|it| *it).await;
    });
    let server = tokio::spawn(server.into_future());
    interrupted().await;
    let _ = stop.send(true);
    let ended = tokio::time::timeout(GRACE, async { tokio::join!(server, worker) }).await;
    if let Ok((server, _)) = ended {
        server.context("Waiting for the server")?.context("Serving")?;
    }
    Ok(ExitCode::SUCCESS)
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

/// Logs to stderr what `RUST_LOG` asks for, warnings unless it is set.
pub fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,bole=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
