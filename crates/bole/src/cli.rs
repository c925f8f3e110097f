//! The commands and their flags. Results go to stdout, progress and errors to stderr.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use bole::deployment::MEDIA_CHILD;
use bole_http::Proxies;
use clap::{Args, Parser, Subcommand};

use crate::backup::BackupCommand;
use crate::config::{self, ConfigCommand, Loaded};
use crate::doctor::DoctorArgs;
use crate::log::Logs;
use crate::tls::Tls;
use crate::{backup, demo, doctor, key, serve, trail, verify};

/// Bole 伯乐: self-hosted AI interviews and hiring.
#[derive(Debug, Parser)]
#[command(version, about, long_about = None, arg_required_else_help = true)]
pub struct Cli {
    /// 配置文件；不写则用当前目录的 bole.toml（如果有）/ The configuration file; `bole.toml` in the working directory if it is there.
    #[arg(long, global = true, env = "BOLE_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动服务；第一次启动会打印一次性设置链接 / Serves; the first time it prints a one-time set-up link.
    Serve(ServeArgs),
    /// 打开一家虚构的演示公司，数据在退出后删除 / Opens a fictitious company in a throw-away directory.
    Demo(DemoArgs),
    /// 校验审计日志链 / The audit trail.
    #[command(subcommand)]
    Trail(TrailCommand),
    /// 备份：创建、列出、校验、恢复、演练 / Backups: create, list, verify, restore, drill.
    #[command(subcommand)]
    Backup(BackupCommand),
    /// 根密钥 / The root key.
    #[command(subcommand)]
    Key(KeyCommand),
    /// 体检：逐项检查，每个问题都给出解决它的命令 / Checks everything; each problem comes with the command that mends it.
    Doctor(DoctorArgs),
    /// 配置文件：生成、检查 / The configuration file: init, check.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// 离线重算一份评分凭证 / Recomputes a score offline from its receipt.
    Verify {
        /// The receipt's file.
        receipt: PathBuf,
        /// Print the finding as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Prints the OpenAPI document.
    #[command(hide = true)]
    Openapi,
    /// Reads one document from stdin; started by the server only.
    #[command(hide = true, name = MEDIA_CHILD)]
    MediaChild,
}

/// Which deployment a command is about.
#[derive(Debug, Clone, Args)]
pub struct Where {
    /// 数据目录 / The data directory.
    #[arg(long, env = "BOLE_DATA", default_value = "bole-data")]
    pub data: PathBuf,
    /// postgres://…；不写则用数据目录里的 SQLite / A PostgreSQL address; SQLite in the data directory unless given.
    #[arg(long, env = "BOLE_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// 根密钥文件 / The root key's file; `keys/root.key` in the data directory unless given.
    #[arg(long, env = "BOLE_ROOT_KEY_FILE")]
    pub root_key: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// 换一把根密钥；数据不重新加密，服务不必停 / Changes the root key; data is not sealed anew, the server may go on.
    Rotate {
        /// Which deployment.
        #[command(flatten)]
        place: Where,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// How the server backs itself up.
#[derive(Debug, Clone, Args)]
pub struct Backups {
    /// 每天备份的时刻（本机时区）；off 表示不备份 / When to back up each day, local time; `off` switches it off.
    #[arg(long, env = "BOLE_BACKUP_TIME", default_value = "03:15")]
    pub backup_time: String,
    /// 备份目录 / The folder of backups; `backups` in the data directory unless given.
    #[arg(long, env = "BOLE_BACKUP_FOLDER")]
    pub backup_folder: Option<PathBuf>,
    /// 每个备份再复制到这里 / Each backup is copied here as well.
    #[arg(long, env = "BOLE_BACKUP_OFFSITE")]
    pub backup_offsite: Option<PathBuf>,
    /// 保留多少个 / How many are kept.
    #[arg(long, env = "BOLE_BACKUP_KEEP", default_value_t = 14)]
    pub backup_keep: usize,
    /// 备份口令文件；不写则用根密钥 / A key file to seal with; the root key unless given.
    #[arg(long, env = "BOLE_BACKUP_KEY_FILE")]
    pub backup_key_file: Option<PathBuf>,
}

/// Where to listen and under which name.
#[derive(Debug, Clone, Args)]
pub struct Listen {
    /// 监听地址 / The address to listen on.
    #[arg(long, env = "BOLE_ADDRESS", default_value = "127.0.0.1")]
    pub address: std::net::IpAddr,
    /// 端口；0 表示任选空闲端口 / The port; 0 takes a free one.
    #[arg(long, env = "BOLE_PORT", default_value_t = 8080)]
    pub port: u16,
    /// 候选人使用的主机名；控制台在 console.<主机名> / The host candidates use; the console is on `console.` before it.
    #[arg(long, env = "BOLE_HOST", default_value = "localhost")]
    pub host: String,
    /// 前面有 TLS 代理：链接用 https，端口不写 / Behind a TLS proxy: links say https and name no port.
    #[arg(long, env = "BOLE_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// 信任哪些代理的 X-Forwarded-…（地址或网段，逗号分隔）；默认只信本机 / Proxies whose X-Forwarded-… is believed: addresses or networks, with commas; this machine unless given.
    #[arg(long, env = "BOLE_TRUSTED_PROXY", value_parser = Proxies::parse)]
    pub trusted_proxy: Option<Proxies>,
    /// Print the addresses as one line of JSON.
    #[arg(long)]
    pub print_json: bool,
}

impl Listen {
    /// The three hosts: candidates, console, files.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        ["", "console.", "files."].map(|it| format!("{it}{}", self.host)).to_vec()
    }
}

/// Flags of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Which deployment.
    #[command(flatten)]
    pub place: Where,
    /// How it backs itself up.
    #[command(flatten)]
    pub backups: Backups,
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
    /// How browsers reach it over TLS.
    #[command(flatten)]
    pub tls: Tls,
    /// How the log is written.
    #[command(flatten)]
    pub logs: Logs,
    /// 读取 /metrics 的口令；不写则只有本机能读 / What monitoring must show to read /metrics; without it only this machine may.
    #[arg(long, env = "BOLE_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
}

/// Flags of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
    /// 让同一局域网的手机也能打开：用本机 IP 和三个端口，打印二维码 / For phones in the same network: three ports at this machine's address, and a QR code.
    #[arg(long)]
    pub lan: bool,
    /// 本机在局域网里的地址；不写则自动判断 / This machine's address in the network; found by itself unless given.
    #[arg(long, requires = "lan")]
    pub lan_address: Option<std::net::IpAddr>,
    /// 不用自签名证书，明文传输 / Without a certificate of its own: not encrypted.
    #[arg(long, requires = "lan")]
    pub lan_plain: bool,
    /// How the log is written.
    #[command(flatten)]
    pub logs: Logs,
}

#[derive(Debug, Subcommand)]
enum TrailCommand {
    /// 用公钥校验整条日志链 / Verifies the whole trail with nothing but its public key.
    Verify {
        /// 数据目录 / The data directory.
        #[arg(long, env = "BOLE_DATA", default_value = "bole-data")]
        data: PathBuf,
        /// postgres://… / A PostgreSQL address; SQLite in the data directory unless given.
        #[arg(long, env = "BOLE_DATABASE")]
        database: Option<String>,
        /// Print the finding as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a command.
///
/// # Errors
/// What could not be done, with the whole chain of reasons.
pub fn run(cli: Cli, loaded: &Loaded) -> anyhow::Result<ExitCode> {
    if cli.command.is_about_a_deployment() {
        loaded.demand_sound()?;
    }
    match cli.command {
        Command::Config(command) => config::run(&command, loaded),
        Command::Openapi => {
            let text = bole_http::openapi_document().to_pretty_json().context("Writing the OpenAPI document")?;
            println!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { receipt, json } => verify::run(&receipt, json),
        Command::Serve(args) => runtime()?.block_on(serve::run(args)),
        Command::Backup(command) => runtime()?.block_on(backup::run(command)),
        Command::Key(KeyCommand::Rotate { place, json }) => runtime()?.block_on(key::rotate(&place, json)),
        Command::Doctor(args) => runtime()?.block_on(doctor::run(args)),
        Command::Demo(args) => runtime()?.block_on(demo::run(args)),
        Command::Trail(TrailCommand::Verify { data, database, json }) => {
            runtime()?.block_on(trail::verify(&data, database.as_deref(), json))
        }
        // Dispatched before anything was set up; see main.
        Command::MediaChild => Ok(ExitCode::FAILURE),
    }
}

impl Command {
    /// Whether the configuration counts for it.
    const fn is_about_a_deployment(&self) -> bool {
        matches!(self, Self::Serve(_) | Self::Backup(_) | Self::Key(_) | Self::Doctor(_) | Self::Trail(_))
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("Starting the runtime")
}
