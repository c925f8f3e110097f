//! The log on stderr: lines for people or JSON. It never holds a name, a contact, an answer or a query string.

use clap::{Args, ValueEnum};
use tracing::Level;
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// How the log is written.
#[derive(Debug, Clone, Args)]
pub struct Logs {
    /// 日志格式 / How the log is written.
    #[arg(long, env = "BOLE_LOG_FORMAT", value_enum, default_value_t = Format::Text)]
    pub log_format: Format,
    /// 日志详细程度；RUST_LOG 优先 / How much is logged; RUST_LOG goes first.
    #[arg(long, env = "BOLE_LOG_LEVEL", value_enum, default_value_t = Detail::Info)]
    pub log_level: Detail,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// How much is logged of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Detail {
    /// What failed.
    Error,
    /// And what somebody should look at.
    Warn,
    /// And what happens seldom.
    Info,
    /// And every request.
    Debug,
    /// Everything.
    Trace,
}

/// Begins to log.
pub fn start(logs: &Logs) {
    let detail = match logs.log_level {
        Detail::Error => "error",
        Detail::Warn => "warn",
        Detail::Info => "info",
        Detail::Debug => "debug",
        Detail::Trace => "trace",
    };
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format!("warn,bole={detail}")));
    // Libraries print what they are given, so that below `info` nothing of theirs is written, whatever is asked for.
    let ours = filter_fn(|it| it.target().starts_with("bole") || *it.level() <= Level::INFO);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer = match logs.log_format {
        Format::Text => layer.with_filter(wanted.and(ours)).boxed(),
        Format::Json => {
            let layer = layer.json().flatten_event(true).with_current_span(false).with_span_list(false);
            layer.with_filter(wanted.and(ours)).boxed()
        }
    };
    tracing_subscriber::registry().with(layer).init();
}
