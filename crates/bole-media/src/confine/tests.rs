//! Tries what a confined process must not be able to do. The attempt runs in a process of its own, which is this test
//! program started again, because what is given up cannot be taken back.

use std::fs::File;
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::Command;

use super::confine;

const ATTEMPT: &str = "BOLE_TEST_CONFINED_ATTEMPT";

#[test]
fn a_confined_process_can_do_nothing_but_compute_and_answer() {
    if std::env::var_os(ATTEMPT).is_some() {
        attempt_everything();
        return;
    }
    let name = "confine::tests::a_confined_process_can_do_nothing_but_compute_and_answer";
    let mut again = Command::new(std::env::current_exe().unwrap());
    let output = again.args(["--exact", name, "--nocapture"]).env(ATTEMPT, "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("everything was refused"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

fn attempt_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, b"x").unwrap();
    confine().unwrap();
    assert!(File::open(&path).is_err(), "opened a file");
    assert!(File::create(folder.path().join("new")).is_err(), "made a file");
    assert!(std::fs::read_dir("/").is_err(), "listed a folder");
    assert!(std::fs::remove_file(&path).is_err(), "removed a file");
    assert!(TcpStream::connect("127.0.0.1:1").is_err_and(|error| error.raw_os_error() == Some(libc::EPERM)));
    assert!(UdpSocket::bind("127.0.0.1:0").is_err(), "made a socket");
    assert!(UnixStream::pair().is_err(), "made a socket pair");
    assert!(Command::new("/bin/true").status().is_err(), "started a program");
    assert!(std::thread::Builder::new().spawn(|| ()).is_err(), "started a thread");
    let mut memory: Vec<u8> = Vec::new();
    assert!(memory.try_reserve_exact(300 << 20).is_err(), "took 300 MB");
    assert!(memory.try_reserve_exact(150 << 20).is_ok(), "must have 150 MB");
    println!("everything was refused");
}
