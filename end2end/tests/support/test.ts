// The fixtures every test gets: one running program, and contexts that are watched.

import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, test as base } from "@playwright/test";
import { Server } from "./server";
import { Watch } from "./watch";

export { expect } from "@playwright/test";

export interface Visitor {
  context: BrowserContext;
  page: Page;
  watch: Watch;
}

interface EachTest {
  watch: Watch;
  /** Somebody else, with a browser of their own, which has scripts whatever this one has. */
  another: (options?: BrowserContextOptions) => Promise<Visitor>;
}

export const test = base.extend<EachTest, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", auto: true, timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  watch: [
    async ({ context, server, javaScriptEnabled }, use, info) => {
      const watch = new Watch(context, javaScriptEnabled ?? true);
      await use(watch);
      if (info.status !== info.expectedStatus) {
        await info.attach("server.log", { body: server.output(), contentType: "text/plain" });
      }
      watch.verify();
    },
    { auto: true },
  ],
  another: async ({ browser, contextOptions, baseURL, timezoneId }, use) => {
    const others: Visitor[] = [];
    await use(async (options = {}) => {
      const other = await open(browser, { ...contextOptions, baseURL, timezoneId, javaScriptEnabled: true, ...options });
      others.push(other);
      return other;
    });
    for (const other of others) {
      await other.context.close();
      other.watch.verify();
    }
  },
});

async function open(browser: Browser, options: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext(options);
  return { context, watch: new Watch(context, options.javaScriptEnabled ?? true), page: await context.newPage() };
}

/** Opens an address by a full load and waits until the program is live in the page. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await live(page);
}

/** Waits until the page is at `path` and live. */
export async function arrive(page: Page, path: string | RegExp): Promise<void> {
  await page.waitForURL(path);
  await live(page);
}

export async function live(page: Page): Promise<void> {
  await page.locator('html[data-hydrated="true"]').waitFor();
}
