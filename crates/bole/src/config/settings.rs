//! Every setting there is: its name in the file, its flag, its variable, what is allowed. The only place where they stand.

use bole_http::Proxies;

/// What a setting may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file or folder.
    Path,
    /// Any text.
    Text,
    /// One of these.
    Choice(&'static [&'static str]),
    /// Addresses and networks, with commas between.
    Networks,
    /// An address of this machine, such as `0.0.0.0`.
    Address,
    /// The name of a host, without scheme and port.
    Host,
    /// 0–65535.
    Port,
    /// A number from 1.
    Count,
    /// `true` or `false`.
    Switch,
    /// A time of day, or `off`.
    TimeOrOff,
    /// `sqlite://…` or `postgres://…`.
    Database,
}

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name in the file, `table.key` or `key`.
    pub name: &'static str,
    /// The flags it fills when neither they nor the variable are given.
    pub arguments: &'static [&'static str],
    /// The environment variable that goes before the file.
    pub variable: &'static str,
    /// Whether its value may not be shown, and `<variable>_FILE` may name a file that holds it.
    pub is_secret: bool,
    /// What it may be.
    pub kind: Kind,
    /// What it is unless set, or an example.
    pub example: &'static str,
    /// What it is for, in Chinese and English.
    pub about: [&'static str; 2],
}

/// The tables of the file, in order, with their titles.
pub const TABLES: [(&str, [&str; 2]); 7] = [
    ("", ["数据", "Data"]),
    ("listen", ["监听", "Listening"]),
    ("proxy", ["TLS 代理", "The TLS proxy"]),
    ("tls", ["证书", "The certificate"]),
    ("backup", ["备份", "Backups"]),
    ("log", ["日志", "The log"]),
    ("metrics", ["监控", "Monitoring"]),
];

/// All settings, in the order of the file.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "data",
        arguments: &["data"],
        variable: "BOLE_DATA",
        is_secret: false,
        kind: Kind::Path,
        example: "bole-data",
        about: ["数据目录", "The data directory."],
    },
    Setting {
        name: "database",
        arguments: &["database"],
        variable: "BOLE_DATABASE",
        is_secret: true,
        kind: Kind::Database,
        example: "postgres://bole:password@127.0.0.1/bole",
        about: [
            "PostgreSQL 的地址；不写则用数据目录里的 SQLite",
            "A PostgreSQL address; SQLite in the data directory unless given.",
        ],
    },
    Setting {
        name: "root_key",
        arguments: &["root_key"],
        variable: "BOLE_ROOT_KEY_FILE",
        is_secret: false,
        kind: Kind::Path,
        example: "bole-data/keys/root.key",
        about: ["根密钥文件", "The root key's file."],
    },
    Setting {
        name: "listen.address",
        arguments: &["address"],
        variable: "BOLE_ADDRESS",
        is_secret: false,
        kind: Kind::Address,
        example: "127.0.0.1",
        about: ["监听地址；0.0.0.0 表示所有网卡", "The address to listen on; 0.0.0.0 means all of this machine's."],
    },
    Setting {
        name: "listen.port",
        arguments: &["port"],
        variable: "BOLE_PORT",
        is_secret: false,
        kind: Kind::Port,
        example: "8080",
        about: ["端口", "The port."],
    },
    Setting {
        name: "listen.host",
        arguments: &["host"],
        variable: "BOLE_HOST",
        is_secret: false,
        kind: Kind::Host,
        example: "localhost",
        about: [
            "候选人使用的域名；控制台在 console.<域名>，文件在 files.<域名>",
            "The host candidates use; the console is on `console.` before it, files on `files.`.",
        ],
    },
    Setting {
        name: "proxy.in_front",
        arguments: &["behind_proxy"],
        variable: "BOLE_BEHIND_PROXY",
        is_secret: false,
        kind: Kind::Switch,
        example: "false",
        about: ["前面有 TLS 代理：链接用 https，不带端口", "Behind a TLS proxy: links say https and name no port."],
    },
    Setting {
        name: "proxy.trusted",
        arguments: &["trusted_proxy"],
        variable: "BOLE_TRUSTED_PROXY",
        is_secret: false,
        kind: Kind::Networks,
        example: "127.0.0.0/8,::1",
        about: [
            "信任哪些代理的 X-Forwarded-…（地址或网段，逗号分隔）",
            "Proxies whose X-Forwarded-… is believed: addresses or networks, with commas.",
        ],
    },
    Setting {
        name: "tls.certificate",
        arguments: &["tls_cert"],
        variable: "BOLE_TLS_CERT",
        is_secret: false,
        kind: Kind::Path,
        example: "/etc/bole/fullchain.pem",
        about: [
            "证书文件（PEM，含中间证书），须包含三个域名；换文件后自动生效",
            "The certificate chain, PEM, for all three hosts; exchanged files are taken over by themselves.",
        ],
    },
    Setting {
        name: "tls.key",
        arguments: &["tls_key"],
        variable: "BOLE_TLS_KEY",
        is_secret: false,
        kind: Kind::Path,
        example: "/etc/bole/privkey.pem",
        about: ["私钥文件（PEM）", "The private key, PEM."],
    },
    Setting {
        name: "tls.redirect_port",
        arguments: &["redirect_port"],
        variable: "BOLE_REDIRECT_PORT",
        is_secret: false,
        kind: Kind::Port,
        example: "80",
        about: ["在这个端口把 http 转到 https", "Sends http on this port to https."],
    },
    Setting {
        name: "tls.allow_bad",
        arguments: &["allow_bad_certificate"],
        variable: "BOLE_ALLOW_BAD_CERTIFICATE",
        is_secret: false,
        kind: Kind::Switch,
        example: "false",
        about: ["证书过期或缺域名也启动", "Starts with a certificate that expired or lacks a host."],
    },
    Setting {
        name: "tls.acme",
        arguments: &["acme"],
        variable: "BOLE_ACME",
        is_secret: false,
        kind: Kind::Switch,
        example: "false",
        about: [
            "自动申请证书（ACME）；打开即表示同意证书机构的条款",
            "Gets certificates by ACME, which agrees to the terms of the authority.",
        ],
    },
    Setting {
        name: "tls.acme_contact",
        arguments: &["acme_contact"],
        variable: "BOLE_ACME_CONTACT",
        is_secret: false,
        kind: Kind::Text,
        example: "it@example.cn",
        about: ["证书机构可以写信的邮箱", "Whom the authority may write to."],
    },
    Setting {
        name: "tls.acme_directory",
        arguments: &["acme_directory"],
        variable: "BOLE_ACME_DIRECTORY",
        is_secret: false,
        kind: Kind::Text,
        example: "https://acme-v02.api.letsencrypt.org/directory",
        about: ["证书机构的目录地址", "The directory of the authority."],
    },
    Setting {
        name: "tls.acme_root",
        arguments: &["acme_root"],
        variable: "BOLE_ACME_ROOT",
        is_secret: false,
        kind: Kind::Path,
        example: "/etc/bole/root.pem",
        about: ["自建证书机构的根证书（PEM）", "The root of an authority of your own, PEM."],
    },
    Setting {
        name: "backup.time",
        arguments: &["backup_time"],
        variable: "BOLE_BACKUP_TIME",
        is_secret: false,
        kind: Kind::TimeOrOff,
        example: "03:15",
        about: [
            "每天备份的时刻（本机时区）；off 表示不备份",
            "When to back up each day, local time; `off` switches it off.",
        ],
    },
    Setting {
        name: "backup.folder",
        arguments: &["backup_folder", "folder"],
        variable: "BOLE_BACKUP_FOLDER",
        is_secret: false,
        kind: Kind::Path,
        example: "bole-data/backups",
        about: ["备份目录", "The folder of backups."],
    },
    Setting {
        name: "backup.offsite",
        arguments: &["backup_offsite", "offsite"],
        variable: "BOLE_BACKUP_OFFSITE",
        is_secret: false,
        kind: Kind::Path,
        example: "/mnt/offsite",
        about: ["每个备份再复制到这里", "Each backup is copied here as well."],
    },
    Setting {
        name: "backup.keep",
        arguments: &["backup_keep"],
        variable: "BOLE_BACKUP_KEEP",
        is_secret: false,
        kind: Kind::Count,
        example: "14",
        about: ["保留多少个", "How many are kept."],
    },
    Setting {
        name: "backup.key_file",
        arguments: &["backup_key_file", "key_file"],
        variable: "BOLE_BACKUP_KEY_FILE",
        is_secret: false,
        kind: Kind::Path,
        example: "/etc/bole/backup.key",
        about: ["备份口令文件；不写则用根密钥", "A key file to seal backups with; the root key unless given."],
    },
    Setting {
        name: "log.format",
        arguments: &["log_format"],
        variable: "BOLE_LOG_FORMAT",
        is_secret: false,
        kind: Kind::Choice(&["text", "json"]),
        example: "text",
        about: ["日志格式：text 或 json", "How the log is written: text or json."],
    },
    Setting {
        name: "log.level",
        arguments: &["log_level"],
        variable: "BOLE_LOG_LEVEL",
        is_secret: false,
        kind: Kind::Choice(&["error", "warn", "info", "debug", "trace"]),
        example: "info",
        about: ["日志详细程度", "How much is logged."],
    },
    Setting {
        name: "metrics.token",
        arguments: &["metrics_token"],
        variable: "BOLE_METRICS_TOKEN",
        is_secret: true,
        kind: Kind::Text,
        example: "a-long-random-text",
        about: [
            "读取 /metrics 的口令；不写则只有本机能读",
            "What monitoring must show to read /metrics; without it only this machine may.",
        ],
    },
];

impl Kind {
    /// Whether a number or a truth value is written without quotation marks.
    #[must_use]
    pub const fn is_bare(self) -> bool {
        matches!(self, Self::Port | Self::Count | Self::Switch)
    }

    /// What is allowed, in Chinese and English.
    #[must_use]
    pub fn allowed(self) -> [&'static str; 2] {
        match self {
            Self::Path => ["文件或目录的路径", "the path of a file or folder"],
            Self::Text => ["文字", "text"],
            Self::Choice(["text", ..]) => ["text 或 json", "text or json"],
            Self::Choice(_) => ["error、warn、info、debug 或 trace", "error, warn, info, debug or trace"],
            Self::Networks => [
                "地址或网段，逗号分隔，如 \"127.0.0.1,10.0.0.0/8\"",
                "addresses or networks, such as \"127.0.0.1,10.0.0.0/8\"",
            ],
            Self::Address => ["本机的 IP 地址，如 \"0.0.0.0\"", "an IP address of this machine, such as \"0.0.0.0\""],
            Self::Host => ["域名，不带 https:// 和端口", "a host's name, without https:// and port"],
            Self::Port => ["0–65535 的整数", "a whole number, 0–65535"],
            Self::Count => ["从 1 起的整数", "a whole number from 1"],
            Self::Switch => ["true 或 false", "true or false"],
            Self::TimeOrOff => ["时刻，如 \"03:15\"，或 \"off\"", "a time of day such as \"03:15\", or \"off\""],
            Self::Database => ["\"postgres://…\" 或 \"sqlite://…\"", "\"postgres://…\" or \"sqlite://…\""],
        }
    }

    /// Whether a value is allowed.
    #[must_use]
    pub fn takes(self, value: &str) -> bool {
        match self {
            Self::Path | Self::Text => !value.trim().is_empty(),
            Self::Choice(allowed) => allowed.contains(&value),
            Self::Networks => Proxies::parse(value).is_ok(),
            Self::Address => value.parse::<std::net::IpAddr>().is_ok(),
            Self::Host => is_host(value),
            Self::Port => value.parse::<u16>().is_ok(),
            Self::Count => value.parse::<u32>().is_ok_and(|it| it > 0),
            Self::Switch => matches!(value, "true" | "false"),
            Self::TimeOrOff => value == "off" || jiff::civil::Time::strptime("%H:%M", value).is_ok(),
            Self::Database => ["postgres://", "postgresql://", "sqlite://"].iter().any(|it| value.starts_with(it)),
        }
    }
}

fn is_host(value: &str) -> bool {
    let is_label = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    value.split('.').all(is_label)
}
