//! A demonstration on the local network: three ports instead of three names, a certificate of its own, and a QR code.
//!
//! No outside service is asked for names. A phone warns of the certificate, because nobody vouches for it, and some
//! phones withhold camera and offline storage for such a page; the printed words say so.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use anyhow::Context as _;
use axum::Router;
use bole_app::App;
use bole_app::environment::{Clock as _, SystemClock};
use bole_http::separate_routers;
use bole_tls::{Own, Shelf, self_signed};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use tokio::net::TcpListener;

use crate::cli::{DemoArgs, Listen};
use crate::serve::{Door, Origins, bind_at, http_config};

/// An address of the network kept for documents: nothing is sent there, it only shows which way the machine would go.
const ELSEWHERE: (&str, u16) = ("192.0.2.1", 9);

/// The listeners of a demonstration on the local network.
#[derive(Debug)]
pub struct Lan {
    listeners: Vec<TcpListener>,
    /// Where everybody comes.
    pub origins: Origins,
    own: Option<Own>,
}

impl Lan {
    /// Takes three ports beside each other at the address that phones can reach.
    ///
    /// # Errors
    /// When there is no such address, or a port is taken.
    pub async fn open(args: &DemoArgs) -> anyhow::Result<Self> {
        let address = args.lan_address.map_or_else(own_address, Ok)?;
        let mut listeners = Vec::new();
        let mut ports = Vec::new();
        for n in 0..3 {
            let wanted = if args.listen.port == 0 { 0 } else { args.listen.port.saturating_add(n) };
            let (listener, port) = bind_at(address, wanted).await?;
            listeners.push(listener);
            ports.push(port);
        }
        let scheme = if args.lan_plain { "http" } else { "https" };
        let host = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
        let at = |n: usize| format!("{scheme}://{host}:{}", ports[n]);
        let origins = Origins { candidate: at(0), console: at(1), files: at(2) };
        let own = if args.lan_plain { None } else { Some(certificate(address)?) };
        Ok(Self { listeners, origins, own })
    }

    /// SHA-256 of the certificate.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&str> {
        self.own.as_ref().map(|it| it.fingerprint.as_str())
    }

    /// What answers at the three ports.
    #[must_use]
    pub fn doors(self, app: &App, listen: &Listen) -> Vec<(Door, Router)> {
        let routers = separate_routers(app.clone(), http_config(listen, self.own.is_some(), None));
        let shelf = self.own.map(|it| Shelf::with(it.certificate));
        let door = |listener| match &shelf {
            Some(shelf) => Door::Tls(listener, shelf.clone()),
            None => Door::Plain(listener),
        };
        self.listeners.into_iter().map(door).zip(routers).collect()
    }

    /// Prints how a phone gets there, with the address of a candidate's interview as a QR code.
    ///
    /// # Errors
    /// When the address does not fit into a code.
    pub fn print(&self, link: &str) -> anyhow::Result<()> {
        let code = QrCode::new(link).context("Drawing the QR code")?;
        println!("{}", code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build());
        println!("用手机扫码，以候选人身份面试（手机须在同一局域网，本机防火墙须放行这三个端口）：\n  {link}");
        println!(
            "Scan with a phone in the same network to be interviewed; the firewall must let the three ports through."
        );
        match &self.own {
            Some(own) => {
                println!(
                    "\n证书是本机临时生成的，浏览器会提示不受信任；核对指纹后选择继续。部分手机即使继续，也不开放摄像头和离线保存，正式使用请配证书。"
                );
                println!(
                    "The certificate is this machine's own: the browser warns; compare the fingerprint and go on. Some phones still"
                );
                println!("withhold camera and offline storage; a real deployment needs a real certificate.");
                println!("SHA-256 {}", own.fingerprint);
            }
            None => {
                println!("\n没有加密：不要在不信任的网络里使用；手机不开放摄像头和离线保存。");
                println!(
                    "Not encrypted: only for a network you trust; phones give neither camera nor offline storage."
                );
            }
        }
        Ok(())
    }
}

/// The address under which this machine is known in its network.
fn own_address() -> anyhow::Result<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).context("Looking for this machine's address")?;
    let found = socket.connect(ELSEWHERE).and_then(|()| socket.local_addr());
    let hint = "这台电脑没有连上网络；用 --lan-address 指定地址 / this machine is in no network; name its address with --lan-address";
    Ok(found.context(hint)?.ip())
}

fn certificate(address: IpAddr) -> anyhow::Result<Own> {
    let now = jiff::Timestamp::from_millisecond(SystemClock::default().now().0).context("Reading the clock")?;
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    self_signed(&[address.to_string()], year).context("Making a certificate")
}
