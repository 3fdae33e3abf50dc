// Nothing may go wrong behind a page that looks right: every console error, uncaught exception, policy violation,
// failed request and refused answer of every page in the context fails the test, unless the test said to expect it.

import { type BrowserContext, expect } from "@playwright/test";

export class Watch {
  private readonly problems: string[] = [];
  private readonly statuses = new Set<number>();
  private unreachable = false;

  constructor(context: BrowserContext, scripts: boolean) {
    context.on("console", (message) => {
      // Chromium's echo of an answer that is judged below, with its status.
      const echo = message.text().startsWith("Failed to load resource:");
      const bad = ["error", "warning"].includes(message.type()) || /hydration/i.test(message.text());
      // A browser without scripts loads the program and has no use for it.
      const unused = !scripts && message.text().includes("preloaded using link preload but not used");
      if (bad && !echo && !unused) this.problems.push(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => this.problems.push(`uncaught: ${error.error().message}`));
    context.on("response", (response) => {
      const status = response.status();
      // Whether its session is over is what an open page asks there.
      if (status === 401 && new URL(response.url()).pathname === "/session") return;
      if (status >= 400 && !this.statuses.has(status)) this.problems.push(`${status}: ${response.url()}`);
    });
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      // A page that is left ends its stream and its requests; without scripts "csp" is the reason not to load them.
      const meant = reason === "net::ERR_ABORTED" || (!scripts && reason === "csp");
      if (!meant && !this.unreachable) this.problems.push(`${reason}: ${request.url()}`);
    });
  }

  /** Answers of these statuses are part of the test. */
  expectStatus(...statuses: number[]): void {
    for (const status of statuses) this.statuses.add(status);
  }

  /** The server will be away. */
  expectUnreachable(): void {
    this.unreachable = true;
  }

  /** Something that must not happen has happened. */
  fail(problem: string): void {
    this.problems.push(problem);
  }

  verify(): void {
    expect(this.problems, "what went wrong behind the page").toEqual([]);
  }
}
