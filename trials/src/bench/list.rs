//! The candidate list: processor time of the server for one page of 50 among 10,000.

use std::path::Path;

use anyhow::Context as _;

use super::table::Table;
use super::{BenchOptions, Part};
use crate::company::Company;
use crate::http::{Caller, Connection};
use crate::process::cpu_ms;
use crate::server::Server;

/// Requests of one measurement: the kernel counts in steps of 10 ms.
const REQUESTS: usize = 1000;
/// The goal, milliseconds of processor time.
const LIMIT_MS: f64 = 1.0;
/// The first page, 50 of all.
const FIRST: &str = "/api/applications?limit=50";

/// Measures the first page, the one after it, and the first page as browsers ask for it, compressed.
///
/// # Errors
/// When the server refuses the list.
pub async fn measure(data: &Path, company: &Company, options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    if !options.wants(Part::List) {
        return Ok(());
    }
    eprintln!("Listing candidates…");
    let server = Server::start(&options.program, data, 0).await?;
    let caller = Caller::staff(server.port, Some(&company.admin_token));
    let mut connection = Connection::open(server.port).await?;
    let page = connection.get(&caller, FIRST).await?.demand_ok()?.json()?;
    let count = page["items"].as_array().map_or(0, Vec::len);
    anyhow::ensure!(count == 50, "the list holds {count} people instead of 50");
    let (total, next) = (&page["total"], page["next_cursor"].as_str().context("The list has no second page")?);
    let later = format!("{FIRST}&cursor={next}");
    for (what, path) in [("first page", FIRST), ("second page", later.as_str())] {
        let ms = cost(&server, &mut connection, &caller, path, options).await?;
        table.at_most(format!("list of 50 among {total}, {what}, processor time"), ms, LIMIT_MS, "ms");
    }
    let browser = caller.with("accept-encoding", "gzip");
    let ms = cost(&server, &mut connection, &browser, FIRST, options).await?;
    table.note("the same, first page, compressed for a browser", format!("{ms:.2} ms"));
    server.end().await
}

async fn cost(
    server: &Server,
    connection: &mut Connection,
    caller: &Caller,
    path: &str,
    options: &BenchOptions,
) -> anyhow::Result<f64> {
    let (pid, count) = (server.pid()?, options.count(REQUESTS));
    for _ in 0..options.count(100) {
        connection.get(caller, path).await?.demand_ok()?;
    }
    let before = cpu_ms(pid)?;
    for _ in 0..count {
        connection.get(caller, path).await?.demand_ok()?;
    }
    Ok((cpu_ms(pid)? - before) as f64 / count as f64)
}
