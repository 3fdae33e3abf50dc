# `make run`, `make test`, `make bench` and `make dev` set up what they lack and say so. They ask for rustup; of a C
# compiler, Node 20 with npm, Chromium, PostgreSQL and aiosmtpd they install what is missing by apt when run as root, and else say
# what to install.

# Cargo's flags are in .cargo/config.toml; either of these would replace them all, and nothing would fit together.
unexport RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
export CARGO_TARGET_DIR := $(CURDIR)/target

CLIPPY := cargo clippy --quiet
# Two builds at once draw no two bars over each other; each still says what it compiles.
BOTH := CARGO_TERM_PROGRESS_WHEN=never $(MAKE) --no-print-directory --jobs=2 BOTH=
XTASK := target/release/xtask

# Packages are installed one after the other, whatever a caller says.
ifdef BOTH
.NOTPARALLEL:
endif

.PHONY: run dev bench test front server test-server test-browser setup-rust setup-node setup-front setup-test
.PHONY: half-server half-browser

# The halves are built at once, here and below: each has minutes in which it keeps one core busy alone.
run: setup-rust setup-front $(XTASK)
	@$(BOTH) front server
	@target/release/portico demo

dev: setup-rust setup-front
	@cargo xtask dev

bench: front
	@ulimit -n 4096; cargo bench --quiet --features ssr --bench portico

test: setup-rust setup-front setup-test $(XTASK)
	cargo fmt --all --check
	$(BOTH) half-server half-browser
	$(MAKE) --no-print-directory test-server
	$(MAKE) --no-print-directory test-browser
	@echo "make test: everything passed"

front: setup-rust setup-front $(XTASK)
	@test -e target/site/manifest.json || echo "Building the browser half (about five minutes the first time)"
	@$(XTASK) front

server: setup-rust
	@test -e target/release/portico || echo "Building the server (about eight minutes the first time)"
	@cargo build --release --features ssr --bin portico

# Not `cargo xtask`: it would wait for whatever else is being built.
$(XTASK): xtask/Cargo.toml Cargo.lock rust-toolchain.toml $(wildcard xtask/src/*) | setup-rust
	@test -e $@ || echo "Building the tool that builds the browser half (about two minutes the first time)"
	@cargo build --release --package xtask
	@touch $@

half-server:
	$(CLIPPY) --features ssr --all-targets -- -D warnings
	cargo test --no-run --features ssr

half-browser: front
	$(CLIPPY) --lib --features hydrate --target wasm32-unknown-unknown -- -D warnings
	$(CLIPPY) --release --package xtask --all-targets -- -D warnings
	cargo test --quiet --release --package xtask

test-server: setup-rust setup-test
	REQUIRE_POSTGRES=1 xtask/with-postgres cargo test --features ssr

# They drive the debug program that test-server has built.
test-browser: setup-test end2end/node_modules/.installed
	$(XTASK) size
	cd end2end && npx playwright test

setup-rust:
	@xtask/need-package "The server is built and linked with a C compiler" build-essential cc
	@command -v rustup >/dev/null || { echo "Install rustup first: the toolchain is pinned in rust-toolchain.toml"; exit 1; }
	@rustc --version >/dev/null 2>&1 || { echo "Installing the Rust toolchain (about a minute)"; rustup toolchain install; }
	@test -d "$$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" || rustup target add wasm32-unknown-unknown

setup-node:
	@xtask/need-node

setup-front: setup-node node_modules/.installed

setup-test:
	@xtask/need-package "The tests drive a browser" chromium chromium
	@xtask/need-package "The tests send mail to a server of their own" python3-aiosmtpd /usr/lib/python3/dist-packages/aiosmtpd
	@xtask/need-package "The tests run on a PostgreSQL of their own" postgresql initdb '/usr/lib/postgresql/*/bin/initdb'

node_modules/.installed: package-lock.json | setup-node
end2end/node_modules/.installed: end2end/package-lock.json | setup-node
node_modules/.installed end2end/node_modules/.installed:
	@echo "Installing the npm packages of $(abspath $(<D)) (about ten seconds)"
	@cd $(<D) && npm ci --no-fund --no-audit --loglevel=error
	@touch $@
