//! Where the project and its build output lie. It never assumes the current directory.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

/// The project on this machine.
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The project that cargo runs this program for.
    pub fn find() -> anyhow::Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").context("Start this as `cargo xtask`")?;
        let root = Path::new(&manifest).parent().context("The manifest has no parent folder")?.to_owned();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { target: root.join(target), root })
    }

    /// A path inside the project.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path inside the build output.
    pub fn target(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    /// A file that xtask keeps for itself; its folder exists afterwards.
    pub fn note(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.target("xtask");
        std::fs::create_dir_all(&folder).with_context(|| format!("Making {}", folder.display()))?;
        Ok(folder.join(name))
    }

    /// The built server.
    pub fn binary(&self) -> PathBuf {
        self.target("debug/bole")
    }

    /// A command that starts in the project's root.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A cargo command. The variables of the surrounding `cargo run` do not reach it: they would rebuild dependencies.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        for (name, _) in std::env::vars_os() {
            let is_of_outer_cargo =
                name.to_str().is_some_and(|it| it.starts_with("CARGO_PKG_") || it == "CARGO_MANIFEST_DIR");
            if is_of_outer_cargo {
                command.env_remove(name);
            }
        }
        command.args(arguments);
        command
    }

    /// An npm command in `web/`.
    pub fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command.current_dir(self.path("web")).args(arguments);
        command
    }
}
