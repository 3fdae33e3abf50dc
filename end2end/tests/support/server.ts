// The program under test: a demonstration on its own port and its own folder.

import type { BrowserContext } from "@playwright/test";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const root = resolve(import.meta.dirname, "../../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const program = join(target, "debug/portico");
const START_MS = 60_000;

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

export class Server {
  readonly url: string;
  private process: ChildProcess | null = null;
  private log: string[] = [];
  private files = 0;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
    private readonly settings: NodeJS.ProcessEnv,
  ) {
    this.url = `http://localhost:${port}`;
  }

  static async start(settings: NodeJS.ProcessEnv = {}): Promise<Server> {
    const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), "portico-browser-")), settings);
    await server.run();
    return server;
  }

  /** Ends the process as an operator does, and starts it again on the same data. */
  async restart({ meanwhile }: { meanwhile: () => Promise<void> }): Promise<void> {
    await this.end();
    try {
      await meanwhile();
    } finally {
      await this.run();
    }
  }

  async stop(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What the program wrote, for the report of a failed test. */
  output(): string {
    return this.log.join("");
  }

  /** `portico import` in a process of its own, as an agency's nightly job runs it. */
  async import(events: readonly object[]): Promise<void> {
    this.files += 1;
    const file = join(this.folder, `events-${this.files}.ndjson`);
    await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    await promisify(execFile)(program, ["import", file], { env: this.environment(), cwd: this.folder });
  }

  /** `portico staff add`, as the operator does it; answers the path of the link for the passkey, without its language. */
  async addStaff(email: string, name: string, role: "support" | "supervisor"): Promise<string> {
    const added = await promisify(execFile)(program, ["staff", "add", email, "--name", name, "--role", role], {
      env: this.environment(),
      cwd: this.folder,
    });
    return /\/desk\/enrol\/\S+/.exec(added.stdout)?.[0] ?? "";
  }

  /** The newest mail to an address; waits for it to be sent. */
  async mail(to: string, matches: (mail: Mail) => boolean = () => true): Promise<Mail> {
    const until = Date.now() + 10_000;
    while (Date.now() < until) {
      const mail = (await this.mails(to)).find(matches);
      if (mail) return mail;
      await pause(50);
    }
    throw new Error(`no such mail to ${to} in ten seconds`);
  }

  /** The code in the newest text message to a number that is not `before`; waits for it to be sent. */
  async textedCode(to: string, before = ""): Promise<string> {
    const until = Date.now() + 10_000;
    while (Date.now() < until) {
      const answer = await fetch(`${this.url}/demo/texts.json?to=${encodeURIComponent(to)}`);
      const codes = ((await answer.json()) as { text: string }[]).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]);
      const newest = codes.find((code) => code !== undefined);
      if (newest && newest !== before) return newest;
      await pause(50);
    }
    throw new Error(`no such text message to ${to} in ten seconds`);
  }

  /** The path of the newest mailed link to a page that is not `before`. */
  async mailedLink(to: string, page: string, before = ""): Promise<string> {
    const pattern = new RegExp(`${this.url}(/\\S*/${page}/\\S+)`);
    const mail = await this.mail(to, (mail) => ![undefined, before].includes(pattern.exec(mail.text)?.[1]));
    return pattern.exec(mail.text)?.[1] ?? "";
  }

  /** As if nobody had touched the context's browser until so many seconds before an end of its session. */
  async away(context: BrowserContext, end: "idle" | "absolute", seconds: number): Promise<void> {
    const answer = await context.request.post(`${this.url}/demo/away`, { form: { end, seconds } });
    if (!answer.ok()) throw new Error(`/demo/away answered ${answer.status()}`);
  }

  /** As if the minutes were over for which mail waits for what may come of what it tells. */
  async hurry(): Promise<void> {
    const answer = await fetch(`${this.url}/demo/hurry`, { method: "POST" });
    if (!answer.ok) throw new Error(`/demo/hurry answered ${answer.status}`);
  }

  /** As if the hours were over that running recoveries wait. */
  async endWaiting(): Promise<void> {
    const answer = await fetch(`${this.url}/demo/recovery`, { method: "POST" });
    if (!answer.ok) throw new Error(`/demo/recovery answered ${answer.status}`);
  }

  /** Every mail to an address so far, the newest first. */
  async mails(to: string): Promise<Mail[]> {
    const answer = await fetch(`${this.url}/demo/mailbox.json?to=${encodeURIComponent(to)}`);
    return (await answer.json()) as Mail[];
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      PORTICO_BASE_URL: this.url,
      PORTICO_LISTEN: `127.0.0.1:${this.port}`,
      // So that somebody can come from a network of their own, where a network is counted.
      PORTICO_TRUSTED_PROXIES: "127.0.0.1",
      PORTICO_DATA_DIR: join(this.folder, "data"),
      PORTICO_SITE_DIR: join(target, "site"),
      ...this.settings,
    };
  }

  private async run(): Promise<void> {
    const child = spawn(program, ["demo"], { env: this.environment(), cwd: this.folder });
    this.process = child;
    child.stdout.on("data", (text: Buffer) => this.log.push(text.toString()));
    child.stderr.on("data", (text: Buffer) => this.log.push(text.toString()));
    const until = Date.now() + START_MS;
    while (Date.now() < until) {
      if (child.exitCode !== null) throw new Error(`portico ended at once:\n${this.output()}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await pause(50);
    }
    throw new Error(`portico was not ready in a minute:\n${this.output()}`);
  }

  private async end(): Promise<void> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
