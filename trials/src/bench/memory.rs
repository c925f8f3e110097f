//! Memory of the server process: idle, at many log-ins at once, and per idle WebSocket.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::json;
use tokio::task::JoinSet;

use super::table::Table;
use super::{BenchOptions, Part};
use crate::company::{Account, Company};
use crate::http::{Caller, Connection};
use crate::process::{cpu_ms, forget_peak, peak_resident_bytes, resident_bytes};
use crate::server::Server;

const MB: f64 = 1_000_000.0;
/// The goals.
const IDLE_LIMIT_MB: f64 = 60.0;
const SIGN_IN_LIMIT_MB: f64 = 120.0;
const SOCKET_LIMIT_KB: f64 = 4.0;
/// Sockets that are measured, and those before them, so that what the first ones cause once is not counted.
const SOCKETS: usize = 1000;
const FIRST_SOCKETS: usize = 100;
/// Until the background work of a start or of new sockets has run a few times.
const SETTLE: Duration = Duration::from_secs(10);

/// A server that has just started and is asked nothing.
///
/// # Errors
/// When it does not start.
pub async fn idle(data: &Path, options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    if !options.wants(Part::Idle) {
        return Ok(());
    }
    eprintln!("Doing nothing…");
    let server = Server::start(&options.program, data, 0).await?;
    let started_ms = server.started_in.as_secs_f64() * 1000.0;
    tokio::time::sleep(SETTLE).await;
    let resident = resident_bytes(server.pid()?)? as f64 / MB;
    table.at_most(format!("idle server ({started_ms:.0} ms to start), resident"), resident, IDLE_LIMIT_MB, "MB");
    server.end().await
}

/// Everybody signs in at the same moment.
///
/// # Errors
/// When a sign-in is refused.
pub async fn sign_ins(
    data: &Path,
    company: &Company,
    accounts: &[Account],
    options: &BenchOptions,
    table: &mut Table,
) -> anyhow::Result<()> {
    if !options.wants(Part::SignIns) {
        return Ok(());
    }
    eprintln!("Signing in {} people at once…", accounts.len());
    let server = Server::start(&options.program, data, 0).await?;
    let pid = server.pid()?;
    let mut ready = Vec::with_capacity(accounts.len());
    for account in accounts {
        let code = account.code(&company.app)?;
        let body = json!({ "email": account.email, "password": account.password, "code": code }).to_string();
        ready.push((Connection::open(server.port).await?, body));
    }
    forget_peak(pid)?;
    let before = resident_bytes(pid)? as f64 / MB;
    let began = Instant::now();
    let mut running = JoinSet::new();
    for (mut connection, body) in ready {
        let caller = Caller::staff(server.port, None);
        running.spawn(async move { connection.post(&caller, "/api/sign-in", body.as_bytes()).await?.demand_ok() });
    }
    while let Some(ended) = running.join_next().await {
        ended.context("A sign-in broke down")??;
    }
    let took = began.elapsed().as_secs_f64();
    let peak = peak_resident_bytes(pid)? as f64 / MB;
    let what = format!("{} log-ins at once ({took:.2} s, {before:.0} MB before), peak", accounts.len());
    table.at_most(what, peak, SIGN_IN_LIMIT_MB, "MB");
    server.end().await
}

/// Many open consoles that hear nothing.
///
/// # Errors
/// When a socket is refused or closed.
pub async fn sockets(data: &Path, company: &Company, options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    if !options.wants(Part::Sockets) {
        return Ok(());
    }
    eprintln!("Opening WebSockets…");
    let server = Server::start(&options.program, data, 0).await?;
    let (pid, caller) = (server.pid()?, Caller::staff(server.port, Some(&company.admin_token)));
    let mut open = Vec::new();
    listen(&mut open, options.count(FIRST_SOCKETS), server.port, &caller).await?;
    tokio::time::sleep(SETTLE).await;
    let before = resident_bytes(pid)?;
    let count = options.count(SOCKETS);
    listen(&mut open, count, server.port, &caller).await?;
    tokio::time::sleep(SETTLE).await;
    let after = resident_bytes(pid)?;
    let used = cpu_ms(pid)?;
    tokio::time::sleep(SETTLE).await;
    let share = (cpu_ms(pid)? - used) as f64 / SETTLE.as_secs_f64() / 10.0;
    let each = after.saturating_sub(before) as f64 / count as f64 / 1000.0;
    let what = format!("idle WebSocket, {count} of them ({share:.1} % of a processor), each");
    table.at_most(what, each, SOCKET_LIMIT_KB, "kB");
    drop(open);
    server.end().await
}

async fn listen(open: &mut Vec<tokio::net::TcpStream>, count: usize, port: u16, caller: &Caller) -> anyhow::Result<()> {
    for _ in 0..count {
        open.push(Connection::open(port).await?.upgrade(caller, "/api/live").await?);
    }
    Ok(())
}
