//! The child process as the server meets it: real résumés, hostile files, and programs that misbehave in every way.
//!
//! The child is the example `media_child`, which `cargo test` and `cargo nextest run` build beside the tests.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bole_media::{DocumentKind, DocumentReader, DocumentText, Documents, MAX_FILE_BYTES, Unreadable};

fn child_program() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own program");
    let profile = test.parent().and_then(Path::parent).expect("tests lie in target/PROFILE/deps");
    let program = profile.join("examples/media_child");
    assert!(program.exists(), "{} is missing: cargo build -p bole-media --examples", program.display());
    program
}

fn reader() -> DocumentReader {
    DocumentReader::new(child_program(), Vec::new())
}

/// A reader whose child is this shell script.
fn scripted(script: &str) -> DocumentReader {
    DocumentReader::new("/bin/sh".into(), vec!["-c".to_owned(), script.to_owned()])
}

async fn check_scripted(script: &str, expected: Unreadable) {
    let started = Instant::now();
    let reader = scripted(script).killing_after(Duration::from_secs(2));
    let got = reader.read(vec![b'x'; 5_000_000], "cv.txt").await;
    assert_eq!(got, Err(expected), "{script}");
    assert!(started.elapsed() < Duration::from_secs(4), "{script}");
}

#[tokio::test]
async fn a_text_goes_in_and_comes_out() {
    let read = reader().read("\u{feff}姓名：张三\r\n𠮷 👩‍💻".into(), "简历.TXT").await.unwrap();
    assert_eq!(read.kind, DocumentKind::Txt);
    assert_eq!(read.text(), "姓名：张三\n𠮷 👩‍💻");
}

#[tokio::test]
async fn empty_and_oversized_files_are_refused_before_anything_is_started() {
    let nobody = DocumentReader::new("/nonexistent".into(), Vec::new());
    assert_eq!(nobody.read(Vec::new(), "cv.pdf").await, Err(Unreadable::Empty));
    assert_eq!(nobody.read(vec![b'x'; 50 << 20], "cv.pdf").await, Err(Unreadable::TooLarge));
    assert_eq!(nobody.read(vec![b'x'; MAX_FILE_BYTES + 1], "cv.txt").await, Err(Unreadable::TooLarge));
    assert_eq!(nobody.read(b"x".to_vec(), "cv.txt").await, Err(Unreadable::ReaderUnavailable));
}

#[tokio::test]
async fn a_file_of_exactly_the_limit_is_read_as_far_as_its_text_goes() {
    assert_eq!(reader().read(vec![b'x'; MAX_FILE_BYTES], "cv.txt").await, Err(Unreadable::TooLarge));
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.resize(MAX_FILE_BYTES, b' ');
    assert_eq!(reader().read(pdf, "cv.pdf").await, Err(Unreadable::Damaged));
}

#[tokio::test]
async fn the_server_survives_whatever_the_child_does() {
    check_scripted("exit 3", Unreadable::Damaged).await;
    check_scripted("kill -SEGV $$", Unreadable::Damaged).await;
    check_scripted("kill -ABRT $$", Unreadable::TooComplex).await;
    check_scripted("kill -KILL $$", Unreadable::Timeout).await;
    check_scripted("exit 2", Unreadable::ReaderUnavailable).await;
    check_scripted("cat >/dev/null; echo garbage", Unreadable::Damaged).await;
    check_scripted("cat >/dev/null", Unreadable::Damaged).await;
    check_scripted("echo '{\"read\":{}}'", Unreadable::Damaged).await;
    check_scripted("echo '{\"refused\":\"document.unheard_of\"}'", Unreadable::Damaged).await;
    check_scripted("exec yes", Unreadable::Damaged).await;
    check_scripted("exec yes '{\"read\":'", Unreadable::Damaged).await;
    check_scripted("cat >/dev/null; exec sleep 60", Unreadable::Timeout).await;
    check_scripted("exec sleep 60", Unreadable::Timeout).await;
    check_scripted("exec >&-; exec sleep 60", Unreadable::Timeout).await;
    check_scripted("while :; do :; done", Unreadable::Timeout).await;
}

#[tokio::test]
async fn a_child_that_takes_too_long_is_gone_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let noted = folder.path().join("pid");
    let script = format!("echo $$ > {}; exec sleep 60", noted.display());
    let reader = scripted(&script).killing_after(Duration::from_millis(500));
    assert_eq!(reader.read(b"x".to_vec(), "cv.txt").await, Err(Unreadable::Timeout));
    let pid = std::fs::read_to_string(noted).unwrap();
    assert!(!Path::new("/proc").join(pid.trim()).exists());
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_its_child_along() {
    let folder = tempfile::tempdir().unwrap();
    let noted = folder.path().join("pid");
    let reader = scripted(&format!("echo $$ > {}; exec sleep 60", noted.display()));
    let gone = tokio::time::timeout(Duration::from_millis(500), reader.read(b"x".to_vec(), "cv.txt")).await;
    assert!(gone.is_err());
    let pid = std::fs::read_to_string(noted).unwrap();
    let state = Path::new("/proc").join(pid.trim()).join("stat");
    let deadline = Instant::now() + Duration::from_secs(5);
    while let Ok(stat) = std::fs::read_to_string(&state) {
        // A zombie has ended; the runtime collects it when it next looks.
        if stat.contains(") Z ") {
            break;
        }
        assert!(Instant::now() < deadline, "still running: {stat}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn no_more_children_than_allowed_run_at_once() {
    let folder = tempfile::tempdir().unwrap();
    // Each child leaves a mark while it runs and notes how many marks it saw.
    let script = format!(
        "cd {}; touch run.$$; ls run.* | wc -l >> seen; sleep 0.1; rm run.$$; cat >/dev/null; exit 3",
        folder.path().display()
    );
    let reader = std::sync::Arc::new(scripted(&script));
    let mut readings = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let reader = std::sync::Arc::clone(&reader);
        readings.spawn(async move { reader.read(b"x".to_vec(), "cv.txt").await });
    }
    while let Some(done) = readings.join_next().await {
        assert_eq!(done.unwrap(), Err(Unreadable::Damaged));
    }
    let seen = std::fs::read_to_string(folder.path().join("seen")).unwrap();
    let most = seen.lines().map(|line| line.trim().parse::<usize>().unwrap()).max();
    assert_eq!((seen.lines().count(), most), (8, Some(2)));
}

#[tokio::test]
async fn the_child_sees_nothing_of_the_servers_environment() {
    // PWD and SHLVL and _ are the shell's own.
    let script = "test \"$(env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD=)\" = '' && kill -ABRT $$; exit 3";
    check_scripted(script, Unreadable::TooComplex).await;
}

#[tokio::test]
async fn every_sample_gives_text_or_a_named_reason() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/resumes");
    if !samples.is_dir() {
        println!("skipped: no sample résumés at ../shared/data/resumes");
        return;
    }
    let expected = |name: &str| match name {
        // Their Chinese text, or the digits in it, is drawn with fonts that have no map to Unicode.
        "deedy_resume-cn.pdf" | "easyresumetex_cn.pdf" | "lturing_zh.pdf" => Some(Unreadable::NoTextMap),
        "chen0040_sample.doc" => Some(Unreadable::LegacyDoc),
        _ if name.ends_with(".yaml") => Some(Unreadable::WrongType),
        _ => None,
    };
    let reader = reader();
    let mut files = 0;
    for folder in ["en", "zh"] {
        for entry in std::fs::read_dir(samples.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let started = Instant::now();
            let read = reader.read(std::fs::read(&path).unwrap(), name).await;
            let took = started.elapsed().as_millis();
            files += 1;
            match expected(name) {
                Some(reason) => assert_eq!(read, Err(reason), "{name}"),
                None => check_sample(name, &read.unwrap(), took),
            }
        }
    }
    assert!(files >= 16);
}

fn check_sample(name: &str, read: &DocumentText, took: u128) {
    let text = read.text();
    let profile = bole_resume::understand(&text);
    let values = |fields: &[bole_resume::Field]| fields.iter().map(|field| field.value.clone()).collect::<Vec<_>>();
    let (phones, emails) = (values(&profile.phones), values(&profile.emails));
    let found_name = profile.name.map(|name| name.value);
    let sections = profile.sections.len();
    let count = text.chars().count();
    println!(
        "{name}: {:?}, {count} characters, {took} ms, {found_name:?}, {phones:?}, {emails:?}, {sections} sections",
        read.kind
    );
    assert!(count > 500, "{name}");
    // What people see in the files: the template of a Chinese résumé shows no whole number, RenderCV's no number at all.
    let expected: (&[&str], &[&str]) = match name {
        "awesomecv_resume.pdf" => (&["+821090301843"], &["posquit0.bj@gmail.com"]),
        "deedy_open.pdf" => (&["6073795733"], &["deedy@fb.com", "dd367@cornell.edu"]),
        "resumematcher_single-column.pdf" | "resumematcher_two-column.pdf" => {
            (&["+14155550142"], &["john.doe@email.com"])
        }
        "orangex4_resume.pdf" => (&["+8613333333333"], &["liming@example.com"]),
        "youngyangyang_template.docx" => (&[], &["123@qq.com"]),
        _ if name.starts_with("rendercv") => (&[], &["john.doe@email.com"]),
        _ => return,
    };
    assert_eq!((phones, emails), (owned(expected.0), owned(expected.1)), "{name}:\n{text}");
    assert!(sections >= 3, "{name} has {sections} sections:\n{text}");
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

#[tokio::test]
async fn a_sheet_goes_through_the_confined_child_whole() {
    let csv = "上级部门,部门,岗位,编制\r\n总部,客服部,在线客服,10\r\n".as_bytes().to_vec();
    let sheet = reader().sheet(csv, "编制.csv").await.unwrap();
    assert_eq!(sheet.rows, [["上级部门", "部门", "岗位", "编制"], ["总部", "客服部", "在线客服", "10"]]);
    let nothing = reader().sheet(b"PK\x03\x04 no zip at all".to_vec(), "编制.xlsx").await;
    assert_eq!(nothing.unwrap_err(), Unreadable::Damaged);
}
