//! What the database says: its version and integrity, its key, the clock beside it, the trail, jobs, mail, the last drill.

use bole_app::environment::{Clock as _, SystemClock};
use bole_app::trail::Verified;
use bole_domain::time::HOUR_MS;
use bole_store::{Store, StoreConfig};
use bole_vault::{RootKey, Vault, VaultHeader};

use super::{DoctorArgs, Finding, network};

/// A job that should have been done this long ago is stuck.
const STUCK_MS: i64 = HOUR_MS;
/// A clock may be this much behind the newest row before it counts as set back.
const TOLERATED_MS: i64 = 60_000;
const NAMES: [&str; 9] = ["integrity", "root_key_match", "clock", "trail", "ledger", "jobs", "mail", "sms", "drill"];

/// All checks that need the database; one that does not open is not looked into.
pub async fn checks(args: &DoctorArgs) -> Vec<Finding> {
    let (first, store) = open(args).await;
    let mut findings = vec![first];
    let Some(store) = store else {
        findings.extend(NAMES.map(Finding::skipped));
        return findings;
    };
    findings.push(integrity(&store).await);
    findings.push(key(args, &store).await);
    findings.push(clock(&store).await);
    findings.push(trail(&store).await);
    findings.push(ledger(args, &store).await);
    findings.push(jobs(&store).await);
    findings.push(mail(&store).await);
    findings.push(sms(&store).await);
    findings.push(drill(args, &store).await);
    // What could not be closed in order is closed with the process.
    drop(store.close().await);
    findings
}

async fn open(args: &DoctorArgs) -> (Finding, Option<Store>) {
    const NAME: &str = "database";
    let data = args.place.data.display().to_string();
    if args.place.demand_database().is_err() {
        let detail = format!("{data} 里没有数据库 / there is no database in {data}");
        return (Finding::broken(NAME, detail, format!("bole serve --data {data}")), None);
    }
    let config = StoreConfig { url: args.place.places().database_url(), readers: 1 };
    let restore = format!("bole backup restore 备份文件 --into 新目录 --data {data}");
    match Store::found_version(&config).await {
        Err(error) => return (Finding::broken(NAME, error.to_string(), restore), None),
        Ok((found, newest)) if found > newest => {
            let detail = format!("数据库版本 {found} 比本程序新 / it has version {found}, this program knows {newest}");
            return (Finding::broken(NAME, detail, "换用更新的 bole / use a newer bole"), None);
        }
        Ok((found, newest)) if found < newest => {
            let detail =
                format!("版本 {found}，启动时会升级到 {newest} / the next start brings it to version {newest}");
            return (Finding::warning(NAME, detail, format!("bole backup create --data {data}")), None);
        }
        Ok(_) => {}
    }
    match Store::open(&config).await {
        Ok(store) => {
            let kind = if store.is_postgres() { "PostgreSQL" } else { "SQLite" };
            (Finding::ok(NAME, kind), Some(store))
        }
        Err(error) => (Finding::broken(NAME, error.to_string(), restore), None),
    }
}

async fn integrity(store: &Store) -> Finding {
    let fix = "bole backup restore 备份文件 --into 新目录";
    match store.integrity().await {
        Ok(problems) if problems.is_empty() => Finding::ok("integrity", ""),
        Ok(problems) => Finding::broken("integrity", problems.join("; "), fix),
        Err(error) => Finding::broken("integrity", error.to_string(), fix),
    }
}

async fn key(args: &DoctorArgs, store: &Store) -> Finding {
    const NAME: &str = "root_key_match";
    let (Ok(root), Ok(Some(it))) =
        (RootKey::load(&args.place.root_key_path()), bole_store::deployment::get(store).await)
    else {
        return Finding::skipped(NAME);
    };
    let header = VaultHeader { root_key_fingerprint: it.key_check, deployment_key: it.wrapped_key };
    match Vault::open(&root, &header) {
        Ok(_) => Finding::ok(NAME, ""),
        Err(error) => {
            let path = args.place.root_key_path();
            Finding::broken(NAME, error.to_string(), format!("cp 另存的根密钥 {}", path.display()))
        }
    }
}

async fn clock(store: &Store) -> Finding {
    let now = SystemClock::default().now();
    let newest = match bole_store::audit::newest_at(store).await {
        Ok(it) => it,
        Err(error) => return Finding::broken("clock", error.to_string(), "timedatectl status"),
    };
    match newest {
        Some(at) if at.0 > now.0 + TOLERATED_MS => {
            let minutes = (at.0 - now.0) / 60_000;
            let detail = format!("比最新的记录慢 {minutes} 分钟 / it is {minutes} minutes behind the newest record");
            Finding::broken("clock", detail, "timedatectl set-ntp true")
        }
        _ => Finding::ok("clock", ""),
    }
}

async fn trail(store: &Store) -> Finding {
    let Ok(Some(deployment)) = bole_store::deployment::get(store).await else { return Finding::skipped("trail") };
    match bole_app::trail::verify(store, &deployment.signing_public).await {
        Ok(Verified::Whole(report)) => Finding::ok("trail", format!("{}", report.records)),
        Ok(Verified::Broken { seq, how }) => {
            Finding::broken("trail", format!("第 {seq} 条 / record {seq}: {how}"), "bole trail verify")
        }
        Err(_) => Finding::broken("trail", "读不出来 / it cannot be read", "bole trail verify"),
    }
}

async fn ledger(args: &DoctorArgs, store: &Store) -> Finding {
    const NAME: &str = "ledger";
    let Ok(Some(deployment)) = bole_store::deployment::get(store).await else { return Finding::skipped(NAME) };
    let folder = args.place.data.join("ledger");
    match bole_app::erasure::check_ledger(store, &folder, &deployment.signing_public).await {
        Ok(Ok(entries)) => Finding::ok(NAME, format!("{}", entries.len())),
        Ok(Err(error)) => {
            let fix = format!("cp 另存的删除登记 / the copy you keep {}", folder.display());
            Finding::broken(NAME, error.to_string(), fix)
        }
        Err(_) => Finding::broken(NAME, "读不出来 / it cannot be read", "bole trail verify"),
    }
}

async fn jobs(store: &Store) -> Finding {
    let now = SystemClock::default().now();
    let fix = "journalctl -u bole -n 100";
    match bole_store::job::open(store, 1000).await {
        Ok(open) => {
            let stuck: Vec<_> = open.iter().filter(|it| it.run_at.0 + STUCK_MS < now.0).collect();
            match stuck.first() {
                None => Finding::ok("jobs", format!("{}", open.len())),
                Some(first) => {
                    let (count, kind) = (stuck.len(), &first.kind);
                    let detail =
                        format!("{count} 个任务超过一小时没有完成 / {count} are more than an hour late ({kind})");
                    Finding::broken("jobs", detail, fix)
                }
            }
        }
        Err(error) => Finding::broken("jobs", error.to_string(), fix),
    }
}

async fn mail(store: &Store) -> Finding {
    const NAME: &str = "mail";
    let fix = "控制台 → 设置 → 邮件 / console → settings → mail";
    let found = bole_store::setting::get(store, NAME).await.ok().flatten();
    let value = found.and_then(|it| serde_json::from_str::<serde_json::Value>(&it.value).ok()).unwrap_or_default();
    let host = value["host"].as_str().unwrap_or_default().to_owned();
    if host.is_empty() {
        return Finding::warning(NAME, "没有设置，消息留在发件箱 / none is set; messages stay in the outbox", fix);
    }
    let port = value["port"].as_u64().and_then(|it| u16::try_from(it).ok()).unwrap_or(587);
    match network::reach(&host, port).await {
        Ok(()) => Finding::ok(NAME, format!("{host}:{port}")),
        Err(error) => Finding::broken(NAME, format!("{host}:{port}: {error}"), fix),
    }
}

async fn sms(store: &Store) -> Finding {
    const NAME: &str = "sms";
    let fix = "控制台 → 设置 → 短信 / console → settings → SMS";
    let found = bole_store::setting::get(store, NAME).await.ok().flatten();
    let value = found.and_then(|it| serde_json::from_str::<serde_json::Value>(&it.value).ok()).unwrap_or_default();
    let url = value["url"].as_str().unwrap_or_default().to_owned();
    let Some((host, port)) = network::host_and_port(&url) else {
        return Finding::ok(NAME, "没有设置 / none is set");
    };
    match network::reach(&host, port).await {
        Ok(()) => Finding::ok(NAME, format!("{host}:{port}")),
        Err(error) => Finding::broken(NAME, format!("{host}:{port}: {error}"), fix),
    }
}

async fn drill(args: &DoctorArgs, store: &Store) -> Finding {
    let fix = format!("bole backup restore --drill --data {}", args.place.data.display());
    let newest = bole_store::backup_run::newest(store, "drill", 1).await.ok().and_then(|it| it.into_iter().next());
    match newest {
        None => Finding::warning("drill", "还没有演练过 / there was none yet", fix),
        Some(run) => match run.error {
            Some(code) => Finding::broken("drill", code, fix),
            None => Finding::ok("drill", format!("RTO {:.1} s", run.rto_ms.unwrap_or(0) as f64 / 1000.0)),
        },
    }
}
