//! The configuration file: written once, checked by line, and behind flags and variables.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::place::{Place, Said, program};

/// Calls the program with a configuration file of this content.
fn with_file(place: &Place, text: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    fs::write(place.path("bole.toml"), text).expect("a file");
    let mut command = program();
    command.envs(variables.iter().copied()).args(arguments).arg("--config").arg(place.path("bole.toml"));
    command.output().expect("the program runs").into()
}

fn setting(said: &Said, name: &str) -> (String, String) {
    let found = said.json();
    let settings = found["settings"].as_array().expect("settings");
    let it = settings.iter().find(|it| it["name"] == name).expect("the setting");
    (it["source"].as_str().unwrap_or_default().to_owned(), it["value"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_file_is_written_for_its_owner_only_and_never_over_another() {
    let place = Place::empty();
    let path = place.path("own.toml");
    let init = || -> Said { program().args(["config", "init"]).arg(&path).output().expect("the program runs").into() };
    assert_eq!(init().code, 0);
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.contains("数据目录") && text.contains("The data directory."), "{text}");
    fs::write(&path, "data = \"mine\"\n").expect("a file");
    let again = init();
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("never overwritten"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(&path).expect("text"), "data = \"mine\"\n");
}

#[test]
fn a_wrong_line_is_named_and_nothing_is_started_with_it() {
    let place = Place::empty();
    let text = "data = \"x\"\n[listen]\nprot = 1\n";
    let checked = with_file(&place, text, &["config", "check"], &[]);
    assert_eq!(checked.code, 1);
    assert!(checked.stdout.contains("bole.toml:3  listen.prot"), "{}", checked.stdout);
    assert!(checked.stdout.contains("listen.port"), "{}", checked.stdout);
    let served = with_file(&place, text, &["serve"], &[]);
    assert_eq!(served.code, 1);
    assert!(served.stderr.contains("bole.toml:3"), "{}", served.stderr);
}

#[test]
fn half_a_certificate_and_two_ways_to_tls_are_refused_also_when_a_file_says_so() {
    let place = Place::empty();
    let data = format!("data = \"{}\"\n", place.data().display());
    let half =
        with_file(&place, &format!("{data}[tls]\ncertificate = \"chain.pem\"\n"), &["serve", "--port", "0"], &[]);
    assert_eq!(half.code, 1);
    assert!(half.stderr.contains("go together"), "{}", half.stderr);
    let both = with_file(
        &place,
        &format!("{data}[proxy]\nin_front = true\n[tls]\nacme = true\n"),
        &["serve", "--port", "0"],
        &[],
    );
    assert_eq!(both.code, 1);
    assert!(both.stderr.contains("choose one"), "{}", both.stderr);
}

#[test]
fn a_flag_goes_before_a_variable_before_a_file_before_what_is_usual() {
    let place = Place::empty();
    let (one, two, three) = (place.path("one"), place.path("two"), place.path("three"));
    let text = format!("data = \"{}\"\n", one.display());
    let two_text = two.display().to_string();
    let asked = |arguments: &[&str], variables: &[(&str, &str)]| {
        let said = with_file(&place, &text, &[&["backup", "create"], arguments].concat(), variables);
        assert_eq!(said.code, 1, "there is no database in any of them");
        said.stderr
    };
    let by_file = asked(&[], &[]);
    assert!(by_file.contains(&one.display().to_string()), "{by_file}");
    let by_variable = asked(&[], &[("BOLE_DATA", &two_text)]);
    assert!(by_variable.contains(&two_text), "{by_variable}");
    let by_flag = asked(&["--data", &three.display().to_string()], &[("BOLE_DATA", &two_text)]);
    assert!(by_flag.contains(&three.display().to_string()), "{by_flag}");
}

#[test]
fn a_secret_may_lie_in_a_file_of_its_own_and_is_never_printed() {
    let place = Place::empty();
    fs::write(place.path("secret"), "postgres://bole:canary@127.0.0.1:1/bole\n").expect("a file");
    let path = place.path("secret").display().to_string();
    let said = with_file(&place, "", &["config", "check", "--json"], &[("BOLE_DATABASE_FILE", &path)]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert_eq!(setting(&said, "database"), ("variable_file".to_owned(), "***".to_owned()));
    let both = [("BOLE_DATABASE_FILE", path.as_str()), ("BOLE_DATABASE", "postgres://bole:canary@127.0.0.1:1/bole")];
    let twice = with_file(&place, "", &["config", "check"], &both);
    assert_eq!(twice.code, 1);
    assert!(twice.stderr.contains("not both") && !twice.stderr.contains("canary"), "{}", twice.stderr);
    let text = "database = \"postgres://bole:canary@127.0.0.1:1/bole\"\n";
    let from_file = with_file(&place, text, &["config", "check"], &[]);
    assert!(from_file.stdout.contains("***") && !from_file.stdout.contains("canary"), "{}", from_file.stdout);
    let used = with_file(&place, "", &["trail", "verify"], &[("BOLE_DATABASE_FILE", &path)]);
    assert!(used.stderr.contains("Opening the database") && !used.stderr.contains("canary"), "{}", used.stderr);
}
