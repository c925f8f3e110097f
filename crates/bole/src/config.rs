//! The configuration file and `bole config`: written once with every setting explained, checked by line.
//!
//! What counts, first to last: the flag, the environment variable, `<variable>_FILE`, the file, what is usual.
//! A value of the file becomes the flag's default, so that a command knows nothing of where its settings come from.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Command, Subcommand};
use serde_json::json;

mod file;
mod nearest;
mod settings;

use file::{Found, Problem};
use settings::{SETTINGS, Setting, TABLES};

/// The file that is read from the working directory when it is there and no other is named.
const USUAL_FILE: &str = "bole.toml";
/// The variable that names the file.
const FILE_VARIABLE: &str = "BOLE_CONFIG";
/// Commands that run nothing of a deployment, so that its settings are not theirs.
const WITHOUT: [&str; 4] = ["demo", "config", "openapi", "help"];

/// What to do about the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// 写一份配置文件，每项都有说明；绝不覆盖已有的 / Writes a file with every setting explained; never over an existing one.
    Init {
        /// 写到哪里 / Where to.
        #[arg(default_value = USUAL_FILE)]
        file: PathBuf,
    },
    /// 检查配置文件，列出每项设置取自哪里 / Checks the file and says where each setting comes from.
    Check {
        /// Print the findings as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// The configuration as it was found.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The file, if there is one.
    path: Option<PathBuf>,
    found: Found,
    /// Secrets from files that variables name.
    secrets: BTreeMap<&'static str, String>,
}

impl Loaded {
    /// Reads the file that the arguments or the environment name, or `bole.toml` in the working directory.
    ///
    /// # Errors
    /// When a file that was named cannot be read, or a secret is given twice.
    pub fn find(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Self> {
        let named = named_in(arguments).or_else(|| std::env::var_os(FILE_VARIABLE)).filter(|it| !it.is_empty());
        let path = named.map(PathBuf::from).or_else(|| Some(PathBuf::from(USUAL_FILE)).filter(|it| it.is_file()));
        let found = match &path {
            Some(path) => {
                let text = std::fs::read_to_string(path);
                file::read(&text.with_context(|| format!("Reading the configuration {}", path.display()))?)
            }
            None => Found::default(),
        };
        let mut secrets = BTreeMap::new();
        for it in SETTINGS.iter().filter(|it| it.is_secret) {
            if let Some(value) = secret_from_file(it)? {
                secrets.insert(it.name, value);
            }
        }
        Ok(Self { path, found, secrets })
    }

    /// The commands with what was found as the defaults of their flags.
    #[must_use]
    pub fn applied_to(&self, command: Command) -> Command {
        let defaults: BTreeMap<&str, &str> = SETTINGS
            .iter()
            .filter_map(|it| Some((it, self.secrets.get(it.name).or_else(|| self.found.values.get(it.name))?)))
            .flat_map(|(it, value)| it.arguments.iter().map(move |argument| (*argument, value.as_str())))
            .collect();
        command.mut_subcommands(|it| if WITHOUT.contains(&it.get_name()) { it } else { with_defaults(it, &defaults) })
    }

    /// Refuses a file with lines that cannot be meant.
    ///
    /// # Errors
    /// When there is one; each is named.
    pub fn demand_sound(&self) -> anyhow::Result<()> {
        if self.found.problems.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = self.found.problems.iter().map(|it| self.told(it)).collect();
        anyhow::bail!("配置文件有错，没有启动 / the configuration is wrong, nothing was started\n{}", lines.join("\n"))
    }

    fn told(&self, problem: &Problem) -> String {
        let path = self.path.as_deref().unwrap_or(Path::new(USUAL_FILE)).display();
        format!("{path}:{}  {}  {}", problem.line, problem.key, problem.message)
    }

    /// Where a setting comes from, and its value.
    fn source(&self, setting: &Setting) -> (&'static str, String) {
        let shown = |value: &str| if setting.is_secret { "***".to_owned() } else { value.to_owned() };
        if let Ok(value) = std::env::var(setting.variable) {
            return ("variable", shown(&value));
        }
        if self.secrets.contains_key(setting.name) {
            return ("variable_file", shown(""));
        }
        match self.found.values.get(setting.name) {
            Some(value) => ("file", shown(value)),
            None => ("usual", String::new()),
        }
    }
}

fn with_defaults(command: Command, defaults: &BTreeMap<&str, &str>) -> Command {
    let command = command.mut_args(|it| match defaults.get(it.get_id().as_str()) {
        Some(value) => it.default_value((*value).to_owned()),
        None => it,
    });
    command.mut_subcommands(|it| with_defaults(it, defaults))
}

/// The file that `--config` names; read before the other flags because it holds their defaults.
fn named_in(arguments: impl IntoIterator<Item = OsString>) -> Option<OsString> {
    let mut arguments = arguments.into_iter();
    while let Some(it) = arguments.next() {
        if it == "--config" {
            return arguments.next();
        }
        if let Some(path) = it.to_str().and_then(|it| it.strip_prefix("--config=")) {
            return Some(OsStr::new(path).to_owned());
        }
    }
    None
}

fn secret_from_file(setting: &Setting) -> anyhow::Result<Option<String>> {
    let variable = format!("{}_FILE", setting.variable);
    let Some(path) = std::env::var_os(&variable).filter(|it| !it.is_empty()) else { return Ok(None) };
    if std::env::var_os(setting.variable).is_some() {
        anyhow::bail!(
            "{variable} 与 {} 只能写一个 / give {variable} or {}, not both",
            setting.variable,
            setting.variable
        );
    }
    let text = std::fs::read_to_string(&path);
    let text = text.with_context(|| format!("Reading {}, which {variable} names", path.display()))?;
    let value = text.trim().to_owned();
    if !setting.kind.takes(&value) {
        let [zh, en] = setting.kind.allowed();
        anyhow::bail!("{variable}: {} 的内容应为{zh} / the content should be {en}", path.display());
    }
    Ok(Some(value))
}

/// Runs a command about the configuration. Exit code 1 when the file has problems.
///
/// # Errors
/// When a file cannot be written.
pub fn run(command: &ConfigCommand, loaded: &Loaded) -> anyhow::Result<ExitCode> {
    match command {
        ConfigCommand::Init { file } => init(file),
        ConfigCommand::Check { json } => Ok(check(loaded, *json)),
    }
}

fn init(path: &Path) -> anyhow::Result<ExitCode> {
    // For its owner only, because it may come to hold a password.
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file =
        file.with_context(|| format!("Writing {}; an existing file is never overwritten", path.display()))?;
    file.write_all(template().as_bytes()).with_context(|| format!("Writing {}", path.display()))?;
    println!("{}", path.display());
    eprintln!("改好后运行 / then run: bole config check --config {}", path.display());
    Ok(ExitCode::SUCCESS)
}

/// The file with every setting explained and commented out.
fn template() -> String {
    let mut text = "# Bole 伯乐 · 配置文件 / configuration\n\
        # 去掉行首的 # 即生效；先后：命令行参数 > 环境变量 > <环境变量>_FILE（仅密码类）> 本文件 > 默认值。\n\
        # Remove the # to set a value. What counts, first to last: flag, variable, <variable>_FILE (secrets), this file, default.\n\
        # 检查 / check: bole config check\n"
        .to_owned();
    for (table, [zh, en]) in TABLES {
        text.push_str(&format!("\n# ── {zh} / {en}\n"));
        if !table.is_empty() {
            text.push_str(&format!("[{table}]\n"));
        }
        for it in SETTINGS.iter().filter(|it| table_of(it) == table) {
            let key = it.name.rsplit('.').next().unwrap_or(it.name);
            let value = if it.kind.is_bare() { it.example.to_owned() } else { format!("\"{}\"", it.example) };
            let file = if it.is_secret { format!(" · {}_FILE", it.variable) } else { String::new() };
            text.push_str(&format!(
                "\n# {}\n# {}\n# {}{file}\n# {key} = {value}\n",
                it.about[0], it.about[1], it.variable
            ));
        }
    }
    text
}

fn table_of(setting: &Setting) -> &'static str {
    setting.name.split_once('.').map_or("", |it| it.0)
}

fn check(loaded: &Loaded, as_json: bool) -> ExitCode {
    let problems = &loaded.found.problems;
    if as_json {
        let settings = SETTINGS.iter().map(|it| {
            let (source, value) = loaded.source(it);
            json!({ "name": it.name, "source": source, "value": value })
        });
        let told = problems.iter().map(|it| json!({ "line": it.line, "key": it.key, "message": it.message }));
        let (settings, told): (Vec<_>, Vec<_>) = (settings.collect(), told.collect());
        println!(
            "{}",
            json!({ "sound": told.is_empty(), "file": loaded.path, "problems": told, "settings": settings })
        );
    } else {
        for it in problems {
            println!("{}", loaded.told(it));
        }
        for it in SETTINGS {
            let (source, value) = loaded.source(it);
            println!("{:<20} {:<12} {value}", it.name, source_text(source));
        }
        let name =
            loaded.path.as_deref().map_or_else(|| "没有配置文件 / no file".to_owned(), |it| it.display().to_string());
        println!("\n{name}: {} 处错误 / problems: {}", problems.len(), problems.len());
    }
    if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn source_text(source: &str) -> &'static str {
    match source {
        "variable" => "环境变量/env",
        "variable_file" => "_FILE",
        "file" => "文件/file",
        _ => "默认/default",
    }
}

#[cfg(test)]
mod tests {
    use super::{SETTINGS, file, template};

    #[test]
    fn the_written_file_sets_nothing_and_is_sound_with_every_line_taken_in() {
        let text = template();
        assert_eq!(file::read(&text), file::Found::default());
        let taken_in: String = text
            .lines()
            .map(|it| match it.strip_prefix("# ") {
                Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')) => format!("{rest}\n"),
                _ => format!("{it}\n"),
            })
            .collect();
        let found = file::read(&taken_in);
        assert_eq!(found.problems, []);
        assert_eq!(found.values.len(), SETTINGS.len());
    }
}
