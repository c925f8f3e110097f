//! The web workspace: its packages and its two applications. It does nothing that is already done.

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::Value;

use crate::workspace::Workspace;
use crate::{needs, process, stamp};

/// The applications that the binary carries.
pub const APPS: [&str; 2] = ["candidate", "console"];

/// Installs the npm packages when the lock file or a manifest has changed.
pub fn install(workspace: &Workspace) -> anyhow::Result<()> {
    needs::node()?;
    let mut inputs = vec![workspace.path("web/package-lock.json"), workspace.path("web/package.json")];
    inputs.extend(members(workspace)?.iter().map(|it| it.folder.join("package.json")));
    let is_there = workspace.path("web/node_modules").is_dir();
    stamp::unless_done(&workspace.note("npm.stamp")?, &inputs, is_there, || {
        process::run(&mut workspace.npm(&["ci", "--no-audit", "--no-fund"]))
    })
}

/// Builds one application when its sources, the shared packages or the lock file have changed.
pub fn build(workspace: &Workspace, app: &str) -> anyhow::Result<()> {
    let inputs = [format!("web/{app}"), "web/packages".to_owned(), "web/package-lock.json".to_owned()];
    let inputs: Vec<PathBuf> = inputs.iter().map(|it| workspace.path(it)).collect();
    let is_there = workspace.path(&format!("web/{app}/dist/index.html")).is_file();
    stamp::unless_done(&workspace.note(&format!("web-{app}.stamp"))?, &inputs, is_there, || {
        process::run(&mut workspace.npm(&["run", "build", "--workspace", &format!("./{app}")]))
    })
}

/// Makes the server; both applications' folders exist before, because it takes their files in.
pub fn build_server(workspace: &Workspace) -> anyhow::Result<()> {
    for app in APPS {
        let folder = workspace.path(&format!("web/{app}/dist"));
        std::fs::create_dir_all(&folder).with_context(|| format!("Making {}", folder.display()))?;
    }
    process::run(&mut workspace.cargo(&["build", "--quiet", "--package", "bole"]))
}

/// One package of the npm workspace.
pub struct Member {
    /// Its folder.
    pub folder: PathBuf,
    /// Its folder relative to `web/`, as npm takes it.
    pub name: String,
    scripts: Value,
}

impl Member {
    /// The command line of one of its scripts.
    pub fn script(&self, name: &str) -> Option<&str> {
        self.scripts.get(name)?.as_str()
    }
}

/// The packages of the npm workspace, in the order of their folders.
pub fn members(workspace: &Workspace) -> anyhow::Result<Vec<Member>> {
    let web = workspace.path("web");
    let mut folders: Vec<PathBuf> = ["candidate", "console", "e2e"].iter().map(|it| web.join(it)).collect();
    let packages = std::fs::read_dir(web.join("packages")).context("Listing web/packages")?;
    folders.extend(packages.filter_map(|it| Some(it.ok()?.path())));
    folders.sort();
    let mut members = Vec::new();
    for folder in folders {
        let manifest = folder.join("package.json");
        let Ok(text) = std::fs::read_to_string(&manifest) else { continue };
        let json: Value = serde_json::from_str(&text).with_context(|| format!("Reading {}", manifest.display()))?;
        let name = folder.strip_prefix(&web).context("A package outside web/")?.display().to_string();
        members.push(Member { scripts: json["scripts"].clone(), name: format!("./{name}"), folder });
    }
    Ok(members)
}
