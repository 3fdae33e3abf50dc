//! `portico doctor`: what is well, what is odd and what is wrong are three words.

use crate::support::{portico, said, sqlite_in};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// A place where everything is as it should be, but for what the settings say.
fn installed(folder: &Path) {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::write(folder.join("manifest.json"), r#"{"build":"none"}"#).unwrap();
}

const ANY_PORT: (&str, &str) = ("PORTICO_LISTEN", "127.0.0.1:0");

/// The line about one part.
fn line<'a>(output: &'a str, part: &str) -> &'a str {
    let found =
        output.lines().find(|line| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ").starts_with(part));
    found.unwrap_or_else(|| panic!("no line about {part}: {output}"))
}

/// A mail server that takes anybody and is told good-bye.
fn mail_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"220 test\r\n").unwrap();
        for line in BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok) {
            assert!(!line.starts_with("MAIL"), "it sends nothing");
            let _ = stream.write_all(b"250 test\r\n");
        }
    });
    url
}

/// A gateway that answers each request with `status`, and is asked for no more than its head.
fn gateway(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://me:hunter2@{}/messages", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        assert_eq!(lines.next().unwrap(), "HEAD /messages HTTP/1.1", "it sends nothing");
        assert!(
            lines.by_ref().take_while(|line| !line.is_empty()).any(|line| line.starts_with("authorization: Basic "))
        );
        stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
    });
    url
}

#[test]
fn a_gateway_for_text_messages_is_asked_whether_it_lets_us_in() {
    let folder = tempfile::tempdir().unwrap();
    installed(folder.path());
    let from = ("PORTICO_SMS_FROM", "+12125550100");
    for (status, expected) in [
        ("200 OK", "ok       text messages: the gateway answers and lets us in; they come from +12125550100"),
        ("405 Method Not Allowed", "ok       text messages: the gateway answers and lets us in"),
        (
            "401 Unauthorized",
            "problem  text messages: the gateway does not let us in: it answered 401; check PORTICO_SMS_URL",
        ),
    ] {
        let url = gateway(status);
        let outcome = portico(folder.path(), &["doctor"], &[ANY_PORT, from, ("PORTICO_SMS_URL", &url)], "");
        let text = said(&outcome.stdout);
        assert!(line(&text, "text messages").starts_with(expected), "{text}");
        assert_eq!(outcome.status.success(), expected.starts_with("ok"), "{text}");
    }
    let outcome = portico(folder.path(), &["doctor"], &[ANY_PORT], "");
    let text = said(&outcome.stdout);
    assert_eq!(line(&text, "text messages"), "ok       text messages: off; PORTICO_SMS_URL turns them on");
}

#[test]
fn an_empty_place_is_ready_to_serve_and_what_is_odd_is_a_warning_in_words() {
    let folder = tempfile::tempdir().unwrap();
    installed(folder.path());
    let outcome = portico(folder.path(), &["doctor"], &[ANY_PORT], "");
    let text = said(&outcome.stdout);
    assert!(outcome.status.success(), "{text}");
    assert!(line(&text, "mail").starts_with("warning  mail: PORTICO_SMTP_URL is not set"), "{text}");
    assert!(line(&text, "base URL").starts_with("warning  "), "{text}");
    assert!(line(&text, "database").starts_with("ok       database: "), "{text}");
    assert!(text.ends_with("Everything needed to serve is in place; read the warnings above.\n"), "{text}");
    assert!(!folder.path().join("portico.db").exists() && !folder.path().join("keys.json").exists());
}

#[tokio::test]
async fn a_whole_installation_has_no_warning() {
    let folder = tempfile::tempdir().unwrap();
    installed(folder.path());
    drop(sqlite_in(folder.path()).await);
    assert!(portico(folder.path(), &["keys", "list"], &[], "").status.success());
    let smtp = mail_server();
    let settings = [
        ANY_PORT,
        ("PORTICO_BASE_URL", "https://account.example.org"),
        ("PORTICO_TRUSTED_PROXIES", "127.0.0.1"),
        ("PORTICO_SMTP_URL", &smtp),
    ];
    let outcome = portico(folder.path(), &["doctor"], &settings, "");
    let text = said(&outcome.stdout);
    assert!(outcome.status.success(), "{text}");
    assert!(!text.contains("warning") && !text.contains("problem"), "{text}");
    assert!(line(&text, "database").contains("up to date"), "{text}");
    assert!(line(&text, "mail").contains("lets us in"), "{text}");
    assert!(text.ends_with("Everything needed to serve is in place.\n"), "{text}");
}

#[test]
fn each_problem_is_named_with_what_to_do_and_fails_the_check() {
    let folder = tempfile::tempdir().unwrap();
    installed(folder.path());
    std::fs::write(folder.path().join("keys.json"), "{}").unwrap();
    // A port that nothing listens on any more.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (postgres, smtp) = (format!("postgres://me:hunter2@{closed}/portico"), format!("smtp://{closed}"));
    let sms = format!("http://me:hunter2@{closed}/messages");
    for (part, name, value) in [
        ("keys", "PORTICO_AGENCY_TIME_ZONE", "UTC"),
        ("database", "PORTICO_DATABASE_URL", postgres.as_str()),
        ("browser files", "PORTICO_SITE_DIR", "/nowhere"),
        ("mail", "PORTICO_SMTP_URL", smtp.as_str()),
        ("text messages", "PORTICO_SMS_URL", sms.as_str()),
        ("address", "PORTICO_LISTEN", "192.0.2.1:3000"),
        ("data folder", "PORTICO_DATA_DIR", "manifest.json"),
    ] {
        let outcome =
            portico(folder.path(), &["doctor"], &[ANY_PORT, ("PORTICO_SMS_FROM", "Portico"), (name, value)], "");
        let text = said(&outcome.stdout);
        assert!(!outcome.status.success(), "{part}: {text}");
        assert!(line(&text, part).starts_with("problem  "), "{part}: {text}");
        assert!(text.ends_with("Mend the problems above, then run this again.\n"), "{text}");
        assert!(!text.contains("hunter2") && !said(&outcome.stderr).contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    installed(folder.path());
    let ours = sqlite_in(folder.path()).await;
    let portico::db::Db::Sqlite { writer, .. } = &ours.db else { unreachable!("it was opened as one") };
    let sql = "
        insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'from the future', true, x'00', 0)";
    sqlx::query(sql).execute(&mut *writer.turn().await.unwrap()).await.unwrap();
    let outcome = portico(folder.path(), &["doctor"], &[ANY_PORT], "");
    let text = said(&outcome.stdout);
    assert!(!outcome.status.success() && line(&text, "database").contains("a newer program"), "{text}");
    assert!(line(&text, "keys").starts_with("warning  keys: "), "a database without its keys: {text}");
    assert!(!folder.path().join("keys.json").exists());
}

#[tokio::test]
async fn work_that_was_given_up_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    installed(folder.path());
    let ours = sqlite_in(folder.path()).await;
    let outcome = portico(folder.path(), &["doctor"], &[ANY_PORT], "");
    assert!(line(&said(&outcome.stdout), "jobs").starts_with("ok  "));
    let portico::db::Db::Sqlite { writer, .. } = &ours.db else { unreachable!("it was opened as one") };
    let sql = "
        insert into jobs (id, kind, subject_id, due_at, attempts, created_at, given_up_at)
        values (x'00', 'build_export', x'00', 0, 15, 0, 1)";
    sqlx::query(sql).execute(&mut *writer.turn().await.unwrap()).await.unwrap();
    let outcome = portico(folder.path(), &["doctor"], &[ANY_PORT], "");
    let text = said(&outcome.stdout);
    assert!(outcome.status.success() && line(&text, "jobs").starts_with("warning  jobs: given up"), "{text}");
}

#[test]
fn an_address_that_is_taken_is_a_warning_because_it_may_be_the_running_service() {
    let folder = tempfile::tempdir().unwrap();
    installed(folder.path());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let outcome = portico(folder.path(), &["doctor"], &[("PORTICO_LISTEN", &address)], "");
    let text = said(&outcome.stdout);
    assert!(outcome.status.success() && line(&text, "address").starts_with("warning  "), "{text}");
}
