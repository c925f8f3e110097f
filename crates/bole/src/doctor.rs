//! `bole doctor`: numbered checks, each with the command that mends what it found. With `--fix` it mends what needs no choice.
//!
//! It changes nothing without `--fix`, and never migrates a database. Exit codes: 0 nothing is broken, 1 something is.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::cli::{Listen, Where};
use crate::tls::Tls;

mod database;
mod folder;
mod network;

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Which deployment.
    #[command(flatten)]
    pub place: Where,
    /// Where it listens.
    #[command(flatten)]
    pub listen: Listen,
    /// Its TLS.
    #[command(flatten)]
    pub tls: Tls,
    /// 备份目录 / The folder of backups; `backups` in the data directory unless given.
    #[arg(long, env = "BOLE_BACKUP_FOLDER")]
    pub backup_folder: Option<PathBuf>,
    /// 至少要有多少空闲磁盘（MB） / How much of the disk must be free, MB.
    #[arg(long, default_value_t = 1024)]
    pub free_mb: u64,
    /// 修好不需要人决定的问题：权限、缺的目录、中断的备份 / Mends what needs no choice: permissions, folders, unfinished backups.
    #[arg(long)]
    pub fix: bool,
    /// 以 JSON 输出 / Prints the findings as JSON.
    #[arg(long)]
    pub json: bool,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ok,
    /// Works, but look at it.
    Warning,
    /// Does not work, or will not for long.
    Broken,
    /// Could not be looked at because of another finding.
    Skipped,
}

/// What a check found.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Stable name.
    pub name: &'static str,
    /// How it ended.
    pub state: State,
    /// What was found.
    pub detail: String,
    /// The command that mends it.
    pub fix: Option<String>,
}

impl Finding {
    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, state: State::Ok, detail: detail.into(), fix: None }
    }

    fn skipped(name: &'static str) -> Self {
        let detail = "先解决上面的问题 / solve what stands above first".to_owned();
        Self { name, state: State::Skipped, detail, fix: None }
    }

    fn warning(name: &'static str, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, state: State::Warning, detail: detail.into(), fix: Some(fix.into()) }
    }

    fn broken(name: &'static str, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, state: State::Broken, detail: detail.into(), fix: Some(fix.into()) }
    }
}

/// Looks at everything and says what it found.
///
/// # Errors
/// When the findings cannot be printed.
pub async fn run(args: DoctorArgs) -> anyhow::Result<ExitCode> {
    let mut findings = vec![folder::data(&args), folder::disk(&args), folder::folders(&args), folder::root_key(&args)];
    findings.extend(database::checks(&args).await);
    findings.push(folder::backups(&args));
    findings.push(folder::unfinished(&args));
    findings.push(folder::fonts());
    findings.push(network::https(&args.listen, &args.tls).await);
    findings.push(folder::certificate(&args));
    findings.push(network::port(&args.listen).await);
    let is_broken = findings.iter().any(|it| it.state == State::Broken);
    if args.json {
        let numbered = findings.iter().enumerate().map(|(at, it)| {
            json!({ "number": at + 1, "name": it.name, "state": it.state, "detail": it.detail, "fix": it.fix })
        });
        println!("{}", json!({ "healthy": !is_broken, "checks": numbered.collect::<Vec<_>>() }));
    } else {
        print(&findings);
    }
    Ok(if is_broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print(findings: &[Finding]) {
    for (at, it) in findings.iter().enumerate() {
        let mark = match it.state {
            State::Ok => "OK  ",
            State::Warning => "WARN",
            State::Broken => "FAIL",
            State::Skipped => "SKIP",
        };
        println!("{:>2} {mark} {}  {}", at + 1, title(it.name), it.detail);
        if let Some(fix) = &it.fix {
            println!("        → {fix}");
        }
    }
    let count = |state| findings.iter().filter(|it| it.state == state).count();
    println!(
        "\n{} 项有问题，{} 项要留意 / broken: {}, to look at: {}",
        count(State::Broken),
        count(State::Warning),
        count(State::Broken),
        count(State::Warning)
    );
}

fn title(name: &str) -> &'static str {
    match name {
        "data_folder" => "数据目录 / data directory",
        "disk_space" => "磁盘空间 / disk space",
        "folders" => "子目录 / its folders",
        "root_key" => "根密钥 / root key",
        "database" => "数据库 / database",
        "integrity" => "数据库完整性 / database integrity",
        "root_key_match" => "根密钥与数据库 / root key and database",
        "clock" => "时钟 / clock",
        "trail" => "审计日志链 / audit trail",
        "ledger" => "删除登记 / erasure ledger",
        "jobs" => "后台任务 / background jobs",
        "mail" => "邮件服务器 / mail server",
        "sms" => "短信接口 / SMS provider",
        "backups" => "备份 / backups",
        "unfinished" => "中断的备份 / unfinished backups",
        "drill" => "恢复演练 / restore drill",
        "fonts" => "报告字体 / report font",
        "https" => "HTTPS",
        "certificate" => "证书 / certificate",
        _ => "端口 / port",
    }
}
