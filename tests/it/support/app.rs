//! The real router over a test database, with a clock that the test moves and a cookie jar like a browser's.

use super::db::TestDb;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use portico::accounts::{HashCost, PasswordHasher, passkeys};
use portico::audit::{KnownEnd, Reads};
use portico::limits::Leases;
use portico::live::Hub;
use portico::server::config::{Config, Mode, Sources};
use portico::server::{Assets, Clock, Ctx, Parts, Random, router};
use portico::storage::KeyRing;
use portico::types::{MINUTE, Millis};
use std::collections::BTreeMap;
use std::path::Path;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// 2026-03-10T15:00:00Z, a Tuesday.
pub const NOW: Millis = 1_773_154_800_000;

/// One process of the service.
pub struct TestApp {
    pub ctx: Ctx,
    pub router: Router,
    db: TestDb,
}

impl TestApp {
    /// In `Mode::Demo`, so that mail can be read.
    pub async fn new(db: TestDb) -> Self {
        Self::with(db, &[]).await
    }

    /// As [`Self::new`], with settings by their names in `portico.toml`.
    pub async fn with(db: TestDb, settings: &[(&str, &str)]) -> Self {
        let random = Random::seeded(1);
        let keys = KeyRing::generate(&random);
        Self::of(db, settings, Clock::manual(NOW), random, keys)
    }

    /// As [`Self::new`], over the database and with the keys of a program that runs in `folder`, in its time: ten minutes
    /// ago, so that what a test moves does not lie in the future.
    pub async fn beside_a_program(db: TestDb, folder: &Path) -> Self {
        let random = Random::system();
        let keys = KeyRing::load_or_create(&folder.join("keys.json"), &random).unwrap();
        Self::of(db, &[], Clock::manual(Clock::System.now() - 10 * MINUTE), random, keys)
    }

    fn of(db: TestDb, settings: &[(&str, &str)], clock: Clock, random: Random, keys: KeyRing) -> Self {
        let mut sources = Sources::default();
        sources.set("database_url", &db.url);
        sources.set("data_dir", std::env::temp_dir().to_str().unwrap());
        // Proofs of work are about their rules here, not about work.
        sources.set("proof_of_work", "2");
        for (name, value) in settings {
            sources.set(name, value);
        }
        let config = Config::from_sources(&sources, Mode::Demo).unwrap();
        let ctx = Ctx::new(Parts {
            hasher: PasswordHasher::new(HashCost::CHEAP, keys.pepper()),
            webauthn: passkeys::relying_party(&config).unwrap(),
            keys,
            config,
            db: db.db.clone(),
            clock,
            random,
            hub: Hub::default(),
            reads: Reads::default(),
            log_end: KnownEnd::default(),
            leases: Leases::default(),
            assets: Assets::none(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        Self { router: router(&ctx), ctx, db }
    }

    /// The same service with no place for a password to be hashed.
    pub fn busy(&self) -> Ctx {
        self.changed(self.ctx.config.clone(), |pepper| PasswordHasher::with_places(HashCost::CHEAP, pepper, 0))
    }

    /// The same service over the same database and keys under other settings.
    pub fn with_config(&self, change: impl FnOnce(&mut Config)) -> Ctx {
        let mut config = self.ctx.config.clone();
        change(&mut config);
        self.changed(config, |pepper| PasswordHasher::new(HashCost::CHEAP, pepper))
    }

    /// The process of `ctx` over the database of `app`.
    pub fn of_ctx(ctx: Ctx, app: Self) -> Self {
        Self { router: router(&ctx), ctx, db: app.db }
    }

    fn changed(&self, config: Config, hasher: impl FnOnce([u8; 32]) -> PasswordHasher) -> Ctx {
        let keys = KeyRing::generate(&Random::seeded(1));
        Ctx::new(Parts {
            hasher: hasher(keys.pepper()),
            webauthn: passkeys::relying_party(&config).unwrap(),
            keys,
            config,
            db: self.ctx.db.clone(),
            clock: self.ctx.clock.clone(),
            random: self.ctx.random.clone(),
            hub: self.ctx.hub.clone(),
            reads: Reads::default(),
            log_end: KnownEnd::default(),
            leases: Leases::default(),
            assets: Assets::none(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        Browser { app: self, cookies: BTreeMap::new(), headers: HeaderMap::new() }
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The JSON of the body.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

/// Sends what a browser sends and keeps the cookies it is given.
pub struct Browser<'a> {
    app: &'a TestApp,
    pub cookies: BTreeMap<String, String>,
    /// Sent with every request.
    pub headers: HeaderMap,
}

impl Browser<'_> {
    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()).await
    }

    /// Posts as the program does.
    pub async fn call(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(path, "application/json", fields).await
    }

    /// Posts as a form without JavaScript does and follows to the page it is sent to.
    pub async fn submit(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("_page", page)]).collect();
        let answer = self.post(path, "text/html,application/xhtml+xml", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let target = answer.location().to_owned();
        self.get(&target).await
    }

    async fn post(&mut self, path: &str, accept: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::ACCEPT, accept)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(serde_urlencoded::to_string(fields).unwrap()))
            .unwrap();
        self.send(request).await
    }

    /// Sends any request with this browser's cookies.
    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let (head, body) = self.answer(request).await.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        Answer { status: head.status, headers: head.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// As [`Self::send`], for an answer that may have no end.
    pub async fn status(&mut self, request: Request<Body>) -> StatusCode {
        self.answer(request).await.status()
    }

    async fn answer(&mut self, mut request: Request<Body>) -> Response<Body> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let response = self.app.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }
}
