//! `bole demo`: a full company of fictitious people in a directory that goes with the process.

use std::process::ExitCode;

use anyhow::Context as _;
use axum::Router;
use bole::deployment::{self, Places};
use bole_app::App;
use bole_vault::Token;
use serde_json::json;
use tokio::net::TcpListener;

use crate::cli::{DemoArgs, Listen};
use crate::lan::Lan;
use crate::log;
use crate::serve::{Door, Origins, bind, config, http_config, listen};

/// How the demonstration is reached.
enum Way {
    /// By name, on this machine.
    Here(TcpListener, Origins),
    /// By address, in the local network.
    Lan(Lan),
}

impl Way {
    async fn open(args: &DemoArgs) -> anyhow::Result<Self> {
        if args.lan {
            return Ok(Self::Lan(Lan::open(args).await?));
        }
        let (listener, port) = bind(&args.listen).await?;
        Ok(Self::Here(listener, Origins::of(&args.listen, port, false)))
    }

    const fn origins(&self) -> &Origins {
        match self {
            Self::Here(_, origins) => origins,
            Self::Lan(lan) => &lan.origins,
        }
    }

    fn doors(self, app: &App, args: &Listen) -> Vec<(Door, Router)> {
        match self {
            Self::Here(listener, _) => {
                vec![(Door::Plain(listener), bole_http::router(app.clone(), http_config(args, false, None)))]
            }
            Self::Lan(lan) => lan.doors(app, args),
        }
    }
}

/// Serves the demonstration until interrupted.
///
/// # Errors
/// When the port is taken, or the demonstration cannot be made.
pub async fn run(args: DemoArgs) -> anyhow::Result<ExitCode> {
    log::start(&args.logs);
    let way = Way::open(&args).await?;
    let origins = way.origins().clone();
    let folder = tempfile::Builder::new().prefix("bole-demo-").tempdir().context("Making a throw-away directory")?;
    let token = Token::random().context("Making the demonstration's link")?;
    let places = Places { data: folder.path().to_owned(), database: None, root_key: None };
    let config = config(&origins, Some(token.reveal().to_owned()), folder.path().to_owned(), None);
    let app = deployment::open(&places, config).await?;
    eprintln!("正在准备演示数据… / Preparing the demonstration…");
    if let Err(failure) = bole_app::demo::seed(&app).await {
        anyhow::bail!("the demonstration could not be made: {failure:?}");
    }
    let links = match bole_app::demo::links(&app).await {
        Ok(links) => links,
        Err(failure) => anyhow::bail!("the demonstration's links could not be made: {failure:?}"),
    };
    let demo_link = format!("{}/demo#{}", origins.console, token.reveal());
    if args.listen.print_json {
        let fingerprint = if let Way::Lan(lan) = &way { lan.fingerprint() } else { None };
        let line = json!({
            "console": origins.console,
            "candidate": origins.candidate,
            "demo_link": demo_link,
            "candidate_links": links.candidate_links,
            "fingerprint": fingerprint,
        });
        println!("{line}");
    } else {
        println!("\n演示控制台（选择一个角色进入）/ Demo console (choose a role):\n  {demo_link}\n");
        for it in &links.candidate_links {
            println!("候选人链接 / candidate link · {} · {}\n  {}", it.name, it.job_title, it.link);
        }
        if let (Way::Lan(lan), Some(first)) = (&way, links.candidate_links.first()) {
            lan.print(&first.link)?;
        }
        println!("\n按 Ctrl-C 结束，数据随之删除。/ Ctrl-C ends it and deletes the data.");
    }
    let code = listen(app.clone(), way.doors(&app, &args.listen)).await?;
    folder.close().context("Deleting the throw-away directory")?;
    Ok(code)
}
