// Tells a person in time that their session is about to end, and tells the server that somebody is there. How long a
// session lives is the server's word; between two words it is counted down against a clock that nobody sets, and a page
// that slept asks anew. Only the server ends a session: a page that cannot ask hides what it shows and goes on asking.
// Tabs tell each other to ask; none believes another.

// A person who types is told of at most so often.
const PING_MS = 60_000;
// While a warning is open another tab may have answered it.
const LOOK_MS = 10_000;
const RETRY_MS = 2_000;
// How far the two clocks of a machine may part before it has slept, or somebody set one.
const SLEPT_MS = 4_000;
// However much is left, the server is asked so often.
const LONGEST_MS = 5 * 60_000;
// What is left when a screen reader says so again.
const SAID_S = [120, 60, 30];
const STAY = "/api/accounts/stay-signed-in";

let session = null;

// `tell(true)` when the session is over, `tell(false)` when the page is about to be left for a new sign-in.
export function watchSession(mark, shared, tell) {
  session ??= new Session(mark, shared, tell);
}

// The live stream has heard that it is over.
export function sessionOver() {
  session?.end(true);
}

class Session {
  idle = Infinity;
  absolute = Infinity;
  warn = 0;
  heard = -Infinity;
  tried = -Infinity;
  acted = performance.now();
  drift = drift();
  shown = null;
  said = Infinity;
  // The person has read that there is no more time, and goes on.
  released = false;
  ended = false;
  // A plain form has been sent: another page is on its way.
  sent = false;

  constructor(mark, shared, tell) {
    Object.assign(this, { mark, shared, tell });
    this.channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("portico-session") : null;
    this.channel?.addEventListener("message", ({ data }) => this.hear(data));
    this.channel?.postMessage("alive");
    for (const kind of ["keydown", "input", "pointerdown", "wheel"]) {
      addEventListener(kind, (event) => this.act(event), { capture: true, passive: true });
    }
    addEventListener("submit", (event) => {
      this.sent = !event.defaultPrevented;
    });
    // Who comes back to a page that was left has it as it was.
    addEventListener("pageshow", () => {
      this.sent = false;
      delete document.documentElement.dataset.leaving;
    });
    document.addEventListener("visibilitychange", () => this.seen());
    for (const kind of ["focus", "online", "pageshow"]) addEventListener(kind, () => this.seen());
    setInterval(() => this.wake(), 5_000);
    for (const button of document.querySelectorAll("[data-session]")) {
      button.addEventListener("click", () => this[button.dataset.session]());
    }
    dialog("idle").addEventListener("cancel", (event) => {
      event.preventDefault();
      this.stay();
    });
    dialog("absolute").addEventListener("close", (event) => {
      if (this.shown === event.target) this.back();
    });
    this.look();
  }

  // What a person does in a page that asks nothing of the server.
  act(event) {
    if (event.isTrusted && !this.shown && !this.ended && performance.now() - this.acted >= PING_MS) this.stay();
  }

  stay() {
    this.acted = performance.now();
    return this.ask(STAY, { method: "POST" });
  }

  back() {
    this.released = true;
    this.plan();
  }

  again() {
    this.tell(false);
    // What was typed is kept by then.
    setTimeout(() => location.assign(signIn()));
  }

  seen() {
    if (document.visibilityState !== "visible") return;
    if (this.ended) this.comeBack();
    else this.look();
  }

  wake() {
    const now = drift();
    if (Math.abs(now - this.drift) > SLEPT_MS) this.seen();
    this.drift = now;
  }

  hear(message) {
    if (this.ended) {
      if (message === "alive") this.comeBack();
    } else if (message === "ended" || this.shown) {
      this.look();
    }
  }

  look() {
    this.looking ??= this.ask("/session").finally(() => {
      this.looking = null;
    });
  }

  async ask(path, options) {
    const sent = performance.now();
    this.tried = sent;
    const { status, told } = await fetched(path, options);
    // An answer that is older than the last says what is so no more.
    if (this.ended || sent < this.heard) return;
    if (status === 401 || (told && told.mark !== this.mark)) return this.end(false);
    if (told) {
      this.heard = sent;
      this.idle = sent + told.idle_ms;
      this.absolute = sent + told.absolute_ms;
      this.warn = told.warn_ms;
      if (path === STAY) this.channel?.postMessage("alive");
    }
    this.reached(Boolean(told));
    this.plan();
  }

  next() {
    const end = this.absolute <= this.idle ? "absolute" : "idle";
    return { end, left: this[end] - performance.now() };
  }

  plan() {
    clearTimeout(this.timer);
    if (this.ended) return;
    const { end, left } = this.next();
    if (left <= this.warn && !(end === "absolute" && this.released) && !entering()) {
      this.open(end);
      this.tick();
    } else {
      this.close();
      const delay = left > this.warn ? left - this.warn : left;
      this.timer = setTimeout(() => this.look(), Math.min(Math.max(delay, RETRY_MS), LONGEST_MS));
    }
  }

  tick() {
    const { left } = this.next();
    this.show(left);
    if (performance.now() - this.tried >= (left > 0 ? LOOK_MS : RETRY_MS)) this.look();
    this.timer = setTimeout(() => this.tick(), 1_000);
  }

  open(end) {
    const wanted = dialog(end);
    if (this.shown === wanted) return;
    this.close();
    this.shown = wanted;
    this.said = Infinity;
    this.show(this.next().left);
    if (wanted.showModal) wanted.showModal();
    else wanted.setAttribute("open", "");
    wanted.querySelector("[data-first]").focus();
  }

  // The browser gives the focus back to where it was.
  close() {
    const shown = this.shown;
    this.shown = null;
    if (shown?.close) shown.close();
    else shown?.removeAttribute("open");
  }

  show(left) {
    const seconds = Math.max(0, Math.ceil(left / 1_000));
    const rest = String(seconds % 60).padStart(2, "0");
    this.shown.querySelector("[data-digits]").textContent = `${Math.floor(seconds / 60)}:${rest}`;
    if (this.said === Infinity || SAID_S.some((due) => seconds <= due && due < this.said)) {
      this.shown.querySelector("[role=status]").textContent = this.shown.dataset.left.replace("{time}", words(seconds));
      this.said = seconds;
    }
  }

  reached(yes) {
    for (const note of document.querySelectorAll("[data-lost]")) note.hidden = yes;
    document.documentElement.toggleAttribute("data-unsure", !yes && this.next().left <= 0);
  }

  // `hearsay` when it was not the server's answer to this page that said so.
  end(hearsay) {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.close();
    document.documentElement.removeAttribute("data-unsure");
    this.tell(true);
    this.channel?.postMessage("ended");
    setTimeout(() => document.getElementById("session-over")?.focus());
    if (hearsay) this.comeBack();
    else this.leave();
  }

  // The same person may have signed in again, here or in another tab.
  async comeBack() {
    if (this.leaving()) return;
    const { status, told } = await fetched("/session");
    if (this.leaving()) return;
    // What a form is answered may lead to another page.
    if (document.querySelector("form [aria-busy=true]")) setTimeout(() => this.comeBack(), RETRY_MS);
    else if (told?.mark === this.mark) location.reload();
    else if (told || status === 401) this.leave();
  }

  // On a shared computer not even the memory of the page stays.
  leave() {
    if (this.shared && !this.leaving()) location.replace(signIn());
  }

  // Another page is on its way already.
  leaving() {
    return this.sent || entering() || "leaving" in document.documentElement.dataset;
  }
}

async function fetched(path, options) {
  try {
    const answer = await fetch(path, { cache: "no-store", headers: { accept: "application/json" }, ...options });
    return { status: answer.status, told: answer.ok ? await answer.json() : null };
  } catch {
    return { status: 0, told: null };
  }
}

function dialog(end) {
  return document.getElementById(`session-${end}`);
}

// Who signs in again, or out, is not to be held up by the end of what they leave.
function entering() {
  return ["sign-in", "sign-out"].includes(location.pathname.split("/")[2]);
}

function signIn() {
  const here = encodeURIComponent(location.pathname + location.search);
  return `/${document.documentElement.lang}/sign-in?next=${here}`;
}

// A hint that it is time to ask, and nothing else: the clock on the wall may be wrong.
function drift() {
  return Date.now() - performance.now();
}

function words(seconds) {
  const { lang } = document.documentElement;
  const part = (count, unit) => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const parts = [];
  if (minutes) parts.push(part(minutes, "minute"));
  if (rest || !minutes) parts.push(part(rest, "second"));
  return new Intl.ListFormat(lang).format(parts);
}
