//! `codegen`: the contract as a file and as TypeScript types, both made from the handlers. Neither is edited by hand.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::workspace::Workspace;
use crate::{process, web};

/// The contract between Rust and TypeScript.
const CONTRACT: &str = "openapi.json";
/// The types made from it.
const TYPES: &str = "web/packages/api/src/schema.d.ts";

/// Writes both files, or, when only checking, tells whether they are current.
pub fn run(workspace: &Workspace, is_check: bool) -> anyhow::Result<bool> {
    web::install(workspace)?;
    web::build_server(workspace)?;
    let contract = process::read(Command::new(workspace.binary()).arg("openapi"))?;
    let fresh = workspace.note(CONTRACT)?;
    std::fs::write(&fresh, &contract).with_context(|| format!("Writing {}", fresh.display()))?;
    let types = types(workspace, &fresh)?;
    let mut is_current = true;
    for (path, text) in [(CONTRACT, &contract), (TYPES, &types)] {
        let target = workspace.path(path);
        if std::fs::read_to_string(&target).is_ok_and(|it| it == **text) {
            continue;
        }
        if is_check {
            eprintln!("{path} is not current; run: cargo xtask codegen");
            is_current = false;
        } else {
            std::fs::write(&target, text).with_context(|| format!("Writing {path}"))?;
            eprintln!("{path} written");
        }
    }
    Ok(is_current)
}

fn types(workspace: &Workspace, contract: &Path) -> anyhow::Result<String> {
    let output = workspace.note("schema.d.ts")?;
    let mut command = Command::new("npx");
    command.current_dir(workspace.path("web")).args(["--no-install", "openapi-typescript"]);
    command.arg(contract).arg("--output").arg(&output);
    process::run(&mut command)?;
    std::fs::read_to_string(&output).with_context(|| format!("Reading {}", output.display()))
}
