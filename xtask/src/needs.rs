//! What the machine must have beside Rust, in one place, and how it gets there. It never installs without being root.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::process;

/// A Debian package and a file it brings.
pub struct Package {
    name: &'static str,
    file: &'static str,
}

/// Chinese fonts: the report's PDF, and screenshots.
pub const FONTS: Package =
    Package { name: "fonts-noto-cjk", file: "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" };
/// The browser of the browser tests.
pub const CHROMIUM: Package = Package { name: "chromium", file: "usr/bin/chromium" };
/// The second database of the store's suite.
pub const POSTGRES: Package = Package { name: "postgresql", file: "usr/bin/pg_lsclusters" };
/// The yardstick for text taken out of PDF files.
pub const POPPLER: Package = Package { name: "poppler-utils", file: "usr/bin/pdftotext" };

/// The oldest Node the web tools run on.
const NODE: (u32, u32) = (20, 19);

/// Installs what is missing of `packages`; says what to run where that is not possible.
pub fn install(packages: &[&Package]) -> anyhow::Result<()> {
    let missing = missing(packages, Path::new("/"));
    if missing.is_empty() {
        return Ok(());
    }
    let command = format!("apt-get install --yes --no-install-recommends {}", missing.join(" "));
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
        bail!("missing: {}. Run: sudo {command}", missing.join(", "));
    }
    let apt = |arguments: &[&str]| {
        process::run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "--quiet"])?;
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    apt(&arguments).with_context(|| format!("Installing {}", missing.join(", ")))
}

/// Fails with advice unless a Node that is new enough is there.
pub fn node() -> anyhow::Result<()> {
    let advice = format!("Node {}.{} or newer with npm is needed (https://nodejs.org)", NODE.0, NODE.1);
    let output = Command::new("node").arg("--version").output().with_context(|| advice.clone())?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if parse_version(&version).is_none_or(|it| it < NODE) {
        bail!("{advice}; this is {version}");
    }
    if !process::succeeds(Command::new("npm").arg("--version")) {
        bail!("{advice}; npm is missing");
    }
    Ok(())
}

/// Whether this process runs as root.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|it| it.stdout.trim_ascii() == b"0")
}

fn missing(packages: &[&Package], root: &Path) -> Vec<&'static str> {
    packages.iter().filter(|it| !root.join(it.file).exists()).map(|it| it.name).collect()
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.').map(|it| it.parse().ok());
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::{CHROMIUM, FONTS, missing, parse_version};

    #[test]
    fn a_package_is_missing_when_its_file_is() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("usr/bin")).unwrap();
        std::fs::write(root.path().join("usr/bin/chromium"), "").unwrap();
        assert_eq!(missing(&[&FONTS, &CHROMIUM], root.path()), ["fonts-noto-cjk"]);
    }

    #[test]
    fn versions_of_node_are_compared_as_numbers() {
        assert_eq!(parse_version("v20.20.2"), Some((20, 20)));
        assert!(parse_version("v9.3.0") < Some((20, 19)));
        assert_eq!(parse_version("not found"), None);
    }
}
