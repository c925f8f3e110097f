//! What lies on the disk: the data directory, its space, the root key, backups, the report's font.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bole_app::environment::{Clock as _, SystemClock};
use bole_vault::{RootKey, VaultError};

use super::{DoctorArgs, Finding};

/// A daily backup that is older than this was missed.
const STALE: Duration = Duration::from_secs(26 * 3600);
/// A backup that was not finished for so long will never be.
const ABANDONED: Duration = Duration::from_secs(6 * 3600);
const MIB: u64 = 1 << 20;

/// The data directory exists and is its owner's only.
pub fn data(args: &DoctorArgs) -> Finding {
    const NAME: &str = "data_folder";
    let data = &args.place.data;
    let Ok(found) = fs::metadata(data) else {
        let fix = format!("bole serve --data {}", data.display());
        return Finding::broken(NAME, format!("没有这个目录 / there is no {}", data.display()), fix);
    };
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Finding::ok(NAME, data.display().to_string());
    }
    if args.fix && set_mode(data, 0o700) {
        return Finding::ok(NAME, format!("权限已改为 700 / its mode was {mode:03o} and is 700 now"));
    }
    let detail = format!("别人也能读（{mode:03o}）/ others may look into it ({mode:03o})");
    Finding::broken(NAME, detail, format!("chmod 700 {}", data.display()))
}

/// Enough of the disk is free.
pub fn disk(args: &DoctorArgs) -> Finding {
    const NAME: &str = "disk_space";
    let Ok(found) = rustix::fs::statvfs(&args.place.data) else { return Finding::skipped(NAME) };
    let free = found.f_bavail.saturating_mul(found.f_frsize) / MIB;
    if free >= args.free_mb {
        return Finding::ok(NAME, format!("{free} MB"));
    }
    let detail = format!("只剩 {free} MB / only {free} MB are free, {} are wanted", args.free_mb);
    Finding::broken(NAME, detail, format!("du -sh {}/*", args.place.data.display()))
}

/// The folders inside the data directory are there and their owner's only.
pub fn folders(args: &DoctorArgs) -> Finding {
    const NAME: &str = "folders";
    let data = &args.place.data;
    if !data.is_dir() {
        return Finding::skipped(NAME);
    }
    let (mut missing, mut open) = (Vec::new(), Vec::new());
    for path in ["files", "keys"].map(|it| data.join(it)) {
        match fs::metadata(&path) {
            Ok(found) if found.permissions().mode() & 0o077 == 0 => {}
            Ok(_) => open.push(path),
            Err(_) => missing.push(path),
        }
    }
    let names = |paths: &[PathBuf]| paths.iter().map(|it| it.display().to_string()).collect::<Vec<_>>().join(" ");
    if missing.is_empty() && open.is_empty() {
        return Finding::ok(NAME, "");
    }
    if args.fix && missing.iter().all(|it| make(it)) && open.iter().all(|it| set_mode(it, 0o700)) {
        return Finding::ok(NAME, format!("已补好 / mended: {} {}", names(&missing), names(&open)));
    }
    if missing.is_empty() {
        let detail = format!("别人也能看 / others may look into {}", names(&open));
        return Finding::broken(NAME, detail, format!("chmod 700 {}", names(&open)));
    }
    let detail = format!("缺少 / missing: {}", names(&missing));
    Finding::warning(NAME, detail, format!("bole doctor --fix --data {}", data.display()))
}

/// Nothing lies about that a backup which was cut off has left.
pub fn unfinished(args: &DoctorArgs) -> Finding {
    const NAME: &str = "unfinished";
    let folder = args.backup_folder.clone().unwrap_or_else(|| args.place.data.join("backups"));
    let is_old = |path: &Path| {
        let modified = fs::metadata(path).and_then(|it| it.modified()).ok();
        modified.and_then(|it| it.elapsed().ok()).is_some_and(|age| age > ABANDONED)
    };
    let is_partial = |path: &PathBuf| {
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        name.starts_with("bole-") && name.ends_with(".partial") && is_old(path)
    };
    let found: Vec<PathBuf> =
        fs::read_dir(&folder).into_iter().flatten().flatten().map(|it| it.path()).filter(is_partial).collect();
    if found.is_empty() {
        return Finding::ok(NAME, "");
    }
    if args.fix && found.iter().all(|it| fs::remove_file(it).is_ok()) {
        return Finding::ok(NAME, format!("已删除 {} 个 / {} were removed", found.len(), found.len()));
    }
    let names = found.iter().map(|it| it.display().to_string()).collect::<Vec<_>>().join(" ");
    Finding::warning(NAME, names, format!("bole doctor --fix --data {}", args.place.data.display()))
}

/// The root key is there, is one, and is its owner's only.
pub fn root_key(args: &DoctorArgs) -> Finding {
    const NAME: &str = "root_key";
    let path = args.place.root_key_path();
    if !args.place.data.is_dir() {
        return Finding::skipped(NAME);
    }
    let fix = format!("chmod 600 {}", path.display());
    match RootKey::load(&path) {
        Ok(key) => Finding::ok(NAME, key.fingerprint()),
        Err(VaultError::RootKeyTooOpen { mode, .. }) if args.fix && set_mode(&path, 0o600) => {
            Finding::ok(NAME, format!("权限已改为 600 / its mode was {mode:03o} and is 600 now"))
        }
        Err(VaultError::RootKeyTooOpen { mode, .. }) => {
            Finding::broken(NAME, format!("别人也能读（{mode:03o}）/ others may read it ({mode:03o})"), fix)
        }
        Err(VaultError::RootKeyMissing { .. }) => {
            let detail = format!("没有 {path} / there is no {path}", path = path.display());
            Finding::broken(NAME, detail, format!("cp 另存的根密钥 {}", path.display()))
        }
        Err(error) => Finding::broken(NAME, error.to_string(), format!("cp 另存的根密钥 {}", path.display())),
    }
}

/// The newest backup is whole and not older than a day.
pub fn backups(args: &DoctorArgs) -> Finding {
    const NAME: &str = "backups";
    if !args.place.data.is_dir() {
        return Finding::skipped(NAME);
    }
    let folder = args.backup_folder.clone().unwrap_or_else(|| args.place.data.join("backups"));
    let fix = format!("bole backup create --data {}", args.place.data.display());
    let listed = match bole_app::backup::list(&folder) {
        Ok(listed) => listed,
        Err(error) => return Finding::broken(NAME, error.to_string(), fix),
    };
    let Some(newest) = listed.first() else {
        return Finding::warning(NAME, "还没有备份 / there is no backup yet", fix);
    };
    if let Some(bad) = listed.iter().find(|it| it.header.is_err()) {
        let why = bad.header.as_ref().err().map(ToString::to_string).unwrap_or_default();
        return Finding::broken(NAME, format!("{}: {why}", bad.path.display()), fix);
    }
    let age = fs::metadata(&newest.path).and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
    match age {
        Some(age) if age > STALE => {
            let hours = age.as_secs() / 3600;
            Finding::broken(NAME, format!("最新的备份已有 {hours} 小时 / the newest is {hours} hours old"), fix)
        }
        _ => Finding::ok(NAME, format!("{} · {}", listed.len(), newest.path.display())),
    }
}

/// The certificate serves all three hosts, for a while yet, and its key is not for everybody to read.
pub fn certificate(args: &DoctorArgs) -> Finding {
    const NAME: &str = "certificate";
    let Some(files) = args.tls.kept_files(&args.listen, &args.place.data) else {
        let detail = if args.listen.behind_proxy {
            "由代理管理 / the proxy holds it"
        } else {
            "没有设置 / none is set"
        };
        return Finding::ok(NAME, detail);
    };
    let now = SystemClock::default().now().0;
    let certificate = match files.load(now) {
        Ok(it) => it,
        Err(error) => {
            return Finding::broken(NAME, error.to_string(), format!("cp 新证书 {}", files.chain.display()));
        }
    };
    let mode = fs::metadata(&files.key).map_or(0, |it| it.permissions().mode() & 0o777);
    if mode & 0o007 != 0 && !(args.fix && set_mode(&files.key, mode & 0o770)) {
        let detail = format!("谁都能读私钥（{mode:03o}）/ everybody may read the key ({mode:03o})");
        return Finding::broken(NAME, detail, format!("chmod 640 {}", files.key.display()));
    }
    if certificate.ends_soon(now) {
        let detail = format!("{} 到期 / it ends on {}", certificate.until(), certificate.until());
        return Finding::warning(NAME, detail, format!("cp 新证书 {}", files.chain.display()));
    }
    Finding::ok(NAME, format!("{} · {}", certificate.until(), certificate.names.join(" ")))
}

/// Reports can be drawn in Chinese.
pub fn fonts() -> Finding {
    match bole_report::Fonts::new(Vec::new()).check() {
        Ok(()) => Finding::ok("fonts", "Noto Sans CJK"),
        Err(error) => Finding::warning("fonts", error.to_string(), "apt-get install fonts-noto-cjk"),
    }
}

fn make(path: &Path) -> bool {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).is_ok()
}

fn set_mode(path: &Path, mode: u32) -> bool {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).is_ok()
}
