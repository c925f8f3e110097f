//! `demo` and `dev`: builds what has changed and starts the real server. It adds nothing to what the server does.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;

use crate::workspace::Workspace;
use crate::{needs, web};

/// Starts the fictitious company and opens its address in a browser where there is one.
pub fn demo(workspace: &Workspace, port: u16, may_open: bool) -> anyhow::Result<bool> {
    if let Err(error) = needs::install(&[&needs::FONTS]) {
        eprintln!("note: {error:#} (without it, PDF reports lack Chinese characters)");
    }
    build(workspace)?;
    let mut server = Command::new(workspace.binary());
    server.args(["demo", "--port", &port.to_string()]);
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|it| std::env::var_os(it).is_some());
    if may_open && has_display { watch_and_open(&mut server) } else { become_it(&mut server) }
}

/// Serves the development data, which stays between starts.
pub fn dev(workspace: &Workspace, port: u16) -> anyhow::Result<bool> {
    build(workspace)?;
    let mut server = Command::new(workspace.binary());
    server.args(["serve", "--port", &port.to_string(), "--data"]).arg(workspace.target("dev-data"));
    become_it(&mut server)
}

fn build(workspace: &Workspace) -> anyhow::Result<()> {
    let started = Instant::now();
    web::install(workspace)?;
    for app in web::APPS {
        web::build(workspace, app)?;
    }
    web::build_server(workspace)?;
    eprintln!("Built in {:.1} s.", started.elapsed().as_secs_f64());
    Ok(())
}

/// Replaces this process, so that signals and exit codes are the server's own.
fn become_it(server: &mut Command) -> anyhow::Result<bool> {
    Err(server.exec()).context("Starting the server")
}

fn watch_and_open(server: &mut Command) -> anyhow::Result<bool> {
    let mut child = server.stdout(Stdio::piped()).spawn().context("Starting the server")?;
    let mut lines = BufReader::new(child.stdout.take().context("The server has no stdout")?).lines();
    let mut is_open = false;
    while let Some(line) = lines.next().transpose().context("Reading what the server prints")? {
        writeln!(std::io::stdout(), "{line}").context("Printing")?;
        if let Some(address) = address_to_open(&line).filter(|_| !is_open) {
            // No browser is no failure: the address is on the screen.
            is_open = Command::new("xdg-open").arg(address).stderr(Stdio::null()).spawn().is_ok();
        }
    }
    Ok(child.wait().context("Waiting for the server")?.success())
}

/// The one address that signs a visitor in, as the server prints it.
fn address_to_open(line: &str) -> Option<&str> {
    line.split_whitespace().find(|it| it.starts_with("http") && it.contains("/demo#"))
}

#[cfg(test)]
mod tests {
    use super::address_to_open;

    #[test]
    fn the_address_with_the_demo_token_is_opened_and_no_other() {
        let line = "控制台 / Console   http://console.localhost:8080/demo#abc_-1";
        assert_eq!(address_to_open(line), Some("http://console.localhost:8080/demo#abc_-1"));
        assert_eq!(address_to_open("Candidates http://localhost:8080/i/abc"), None);
    }
}
