//! Work that is done later, by whichever node comes first.

use crate::accounts::{count, member};
use crate::fixtures::person;
use crate::support::{TestApp, TestDb, for_each_db, sqlite};
use portico::accounts::export::service::ask;
use portico::i18n::Locale;
use portico::jobs::{ATTEMPTS, JobKind, cancel, given_up, run_due, schedule, work};
use portico::on_db;
use portico::server::telemetry;
use portico::types::{HOUR, MINUTE, PersonId};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use uuid::Uuid;

const ALL: &str = "select count(*) from jobs";
const FINISHED: &str = "select count(*) from exports where ready_at is not null";

/// The person's copy, which a job is to build.
async fn asked(app: &TestApp, person: PersonId) -> Uuid {
    let mut read = app.ctx.db.read().await.unwrap();
    let conn = read.conn();
    let sql = "select id from exports where person_id = $1";
    on_db!(conn => sqlx::query_scalar(sql).bind(person).fetch_one(conn).await).unwrap()
}

/// Lets a node go on until `sql` answers at least `least`, and no further.
pub async fn until<F: Future>(app: &TestApp, node: &mut Pin<Box<F>>, sql: &'static str, least: i64) {
    while count(app, sql).await < least {
        assert!(futures::poll!(node.as_mut()).is_pending(), "it was done before it could be interrupted");
        tokio::task::yield_now().await;
    }
}

/// Somebody whose copy cannot be built: what is sealed about them opens with no key.
async fn unreadable(app: &TestApp) -> PersonId {
    let actor = person(app, "Hoa", "hoa@example.org").await;
    ask(&app.ctx, &actor, Locale::default()).await.unwrap();
    actor.person
}

#[tokio::test]
async fn what_was_scheduled_in_a_transaction_that_is_undone_is_not_done() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        let (subject, now) = (app.ctx.id(), app.ctx.now());
        schedule(tx.conn(), &app.ctx, JobKind::DropExport, subject, now).await.unwrap();
        drop(tx);
        assert_eq!((run_due(&app.ctx).await.unwrap(), count(&app, ALL).await), (0, 0));
        let mut tx = app.ctx.db.begin().await.unwrap();
        schedule(tx.conn(), &app.ctx, JobKind::DropExport, subject, now + MINUTE).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((run_due(&app.ctx).await.unwrap(), count(&app, ALL).await), (0, 1), "its time has not come");
        app.ctx.clock.advance(MINUTE);
        assert_eq!((run_due(&app.ctx).await.unwrap(), count(&app, ALL).await), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn a_job_is_done_once_by_two_nodes_at_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        ask(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();
        let (one, two) = tokio::join!(run_due(&app.ctx), run_due(&app.ctx));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(count(&app, "select count(*) from audit_log where act = 'export_made'").await, 1);
        assert_eq!((count(&app, FINISHED).await, count(&app, ALL).await), (1, 1), "what removes the copy waits");
    })
    .await;
}

#[tokio::test]
async fn a_node_that_dies_leaves_its_job_to_another_after_its_lease() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        ask(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();
        let mut node = Box::pin(run_due(&app.ctx));
        until(&app, &mut node, "select attempts from jobs", 1).await;
        drop(node);
        assert_eq!(run_due(&app.ctx).await.unwrap(), 0, "the claim of the other still holds");
        app.ctx.clock.advance(15 * MINUTE);
        assert_eq!((run_due(&app.ctx).await.unwrap(), count(&app, FINISHED).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn what_fails_waits_longer_each_time_and_is_given_up_after_its_attempts() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        unreadable(&app).await;
        for attempt in 1..ATTEMPTS {
            assert_eq!(run_due(&app.ctx).await.unwrap(), 0);
            assert_eq!(count(&app, "select attempts from jobs").await, attempt);
            assert_eq!(run_due(&app.ctx).await.unwrap(), 0);
            assert_eq!(count(&app, "select attempts from jobs").await, attempt, "it waits");
            assert_eq!(given_up(app.ctx.db.read().await.unwrap().conn()).await.unwrap(), 0);
            app.ctx.clock.advance(4 * HOUR);
        }
        run_due(&app.ctx).await.unwrap();
        assert_eq!(given_up(app.ctx.db.read().await.unwrap().conn()).await.unwrap(), 1);
        app.ctx.clock.advance(4 * HOUR);
        run_due(&app.ctx).await.unwrap();
        assert_eq!(count(&app, "select attempts from jobs").await, ATTEMPTS, "it is left alone");
        assert_eq!(count(&app, FINISHED).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_takes_its_node_down_each_time_is_given_up_too() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        ask(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();
        let mut tx = app.ctx.db.begin().await.unwrap();
        let conn = tx.conn();
        on_db!(conn => sqlx::query("update jobs set attempts = $1").bind(ATTEMPTS).execute(conn).await.map(|_| ()))
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(run_due(&app.ctx).await.unwrap(), 0);
        assert_eq!(given_up(app.ctx.db.read().await.unwrap().conn()).await.unwrap(), 1);
        assert_eq!(count(&app, FINISHED).await, 0, "it was not tried again");
    })
    .await;
}

#[tokio::test]
async fn what_is_moved_while_it_runs_is_run_again() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        ask(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();
        let export = asked(&app, hoa.actor.person).await;
        let mut node = Box::pin(run_due(&app.ctx));
        until(&app, &mut node, "select attempts from jobs", 1).await;
        let moved = async {
            let mut tx = app.ctx.db.begin().await.unwrap();
            let later = app.ctx.now() + MINUTE;
            schedule(tx.conn(), &app.ctx, JobKind::BuildExport, export, later).await.unwrap();
            tx.commit().await.unwrap();
        };
        // Together, because the node may hold the one writer.
        tokio::join!(node, moved).0.unwrap();
        let waiting = "select count(*) from jobs where kind = 'build_export' and attempts = 0";
        assert_eq!(count(&app, waiting).await, 1);
        app.ctx.clock.advance(MINUTE);
        assert_eq!((run_due(&app.ctx).await.unwrap(), count(&app, waiting).await), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_cancelled_is_not_run() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = member(&app, "hoa@example.org").await;
        ask(&app.ctx, &hoa.actor, Locale::default()).await.unwrap();
        let export = asked(&app, hoa.actor.person).await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        cancel(tx.conn(), JobKind::BuildExport, export).await.unwrap();
        tx.commit().await.unwrap();
        app.ctx.clock.advance(HOUR);
        assert_eq!((run_due(&app.ctx).await.unwrap(), count(&app, FINISHED).await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_given_up_is_counted_where_the_operator_looks() {
    telemetry::start_metrics();
    let app = TestApp::new(sqlite().await).await;
    unreadable(&app).await;
    for _ in 0..ATTEMPTS {
        run_due(&app.ctx).await.unwrap();
        app.ctx.clock.advance(4 * HOUR);
    }
    let working = tokio::spawn(work(app.ctx.clone()));
    let counted = async {
        while !telemetry::metrics().contains("portico_jobs_given_up 1") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), counted).await.unwrap();
    app.ctx.stopping.cancel();
    working.await.unwrap();
}
