//! A data folder with a company in it, and the program to call on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bole::deployment::{self, Places};
use bole_app::{App, AppConfig};
use serde_json::Value;

/// A data folder that goes with the test.
pub struct Place {
    pub folder: tempfile::TempDir,
}

/// What the program said.
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    /// The one line of JSON on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(self.stdout.trim()).unwrap_or_else(|it| panic!("{it}: {} / {}", self.stdout, self.stderr))
    }

    /// The code of a failure.
    pub fn error(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Self { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// The program, with nothing of the surrounding shell's configuration.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bole"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BOLE_")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG");
    command
}

pub fn call<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Said {
    program().args(arguments).output().expect("the program runs").into()
}

impl Place {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// With the demonstration's company.
    pub async fn with_company() -> Self {
        let place = Self::empty();
        let app = place.open().await;
        bole_app::demo::seed(&app).await.expect("a company");
        while bole_app::trail::sequence(&app).await.expect("a trail") > 0 {}
        place
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The deployment, open in this process.
    pub async fn open(&self) -> App {
        self.try_open(&self.data()).await.expect("the deployment opens")
    }

    pub async fn try_open(&self, data: &Path) -> anyhow::Result<App> {
        let config = AppConfig { demo_token: Some("token".to_owned()), data: data.to_owned(), ..AppConfig::default() };
        self.open_with(data, config).await
    }

    pub async fn open_with(&self, data: &Path, config: AppConfig) -> anyhow::Result<App> {
        let places = Places { data: data.to_owned(), database: None, root_key: None };
        deployment::open(&places, config).await
    }

    /// Calls the program with `--data` of this place.
    pub fn call(&self, arguments: &[&str]) -> Said {
        let data = self.data();
        let mut command = program();
        command.args(arguments).arg("--data").arg(data);
        command.output().expect("the program runs").into()
    }
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
