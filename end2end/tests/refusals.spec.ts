// Who is refused before any page is asked is told so in their language, on a page that runs no program and is as sound as
// the others.

import type { Page } from "@playwright/test";
import { availableParallelism } from "node:os";
import { Browsing } from "./support/browsing";
import { validHtml } from "./support/checks";
import { ownNetwork } from "./support/network";
import { sound } from "./support/looks";
import { Server } from "./support/server";
import { test as base, expect } from "./support/test";
import { languages } from "./support/words";

/** Passwords that are compared or wait for it at once. */
const PLACES = availableParallelism() + 64;

/** With a program of its own that soon has enough of a network. */
const test = base.extend<object, { small: Server }>({
  small: [
    async ({}, use) => {
      const small = await Server.start({ PORTICO_STRANGER_REQUESTS: "100" });
      await use(small);
      await small.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** Sends the form of the page without the program, with this text in its first field. */
function send(page: Page, text: string): Promise<void> {
  return page.locator("main form").evaluate((form: HTMLFormElement, text) => {
    form.querySelector("input:not([type=hidden])")?.setAttribute("value", text);
    form.submit();
  }, text);
}

/** More sign-ins at once than there are places, once these are taken, until it is told to leave. */
async function crowd(server: Server): Promise<() => Promise<unknown>> {
  let over = false;
  let full = (): void => undefined;
  const taken = new Promise<void>((done) => (full = done));
  const one = async () => {
    while (!over) {
      const body = new URLSearchParams({ email: "nobody@example.test", password: "not the password" });
      const answer = await fetch(`${server.url}/api/accounts/sign-in`, { method: "POST", body, headers: ownNetwork() });
      if (answer.status === 503) full();
    }
  };
  const all = Promise.all(Array.from({ length: PLACES + 20 }, one));
  await taken;
  return () => {
    over = true;
    return all;
  };
}

for (const words of languages) {
  const t = words.t.bind(words);

  test(`${words.locale}: whoever is refused is told why, on a sound page`, async ({ server, small, another }) => {
    test.setTimeout(180_000);
    const { page, context, watch } = await another({ locale: `${words.locale}-US`, extraHTTPHeaders: ownNetwork() });
    watch.expectStatus(401, 403, 404, 413, 429, 503);
    const me = new Browsing(page, words, false);
    const refusal = async (name: string, status: number, sentence: string, reach: () => Promise<unknown>) =>
      test.step(name, async () => {
        const [answer] = await Promise.all([
          page.waitForResponse((response) => response.request().isNavigationRequest() && response.status() === status, {
            timeout: 60_000,
          }),
          reach(),
        ]);
        await me.reads(sentence);
        await sound(me);
        await validHtml(await answer.text(), name);
      });
    await refusal("an address that is none", 404, t("errors.not_found"), () => page.goto(`${server.url}/no-such-page`));
    await refusal("a file of somebody who is not signed in", 401, t("errors.unauthenticated"), () =>
      page.goto(`${server.url}/account/activity.csv`),
    );
    await refusal("a form of another site", 403, t("errors.forbidden"), async () => {
      const action = `${server.url}/api/accounts/register`;
      const form = `<form method="post" action="${action}"><button name="email" value="a">go</button></form>`;
      await page.goto(`data:text/html,${encodeURIComponent(form)}`);
      await page.getByRole("button").click();
    });
    await refusal("a form that is too large", 413, t("errors.too_large"), async () => {
      await page.goto(words.path("/look-up"));
      await send(page, "x".repeat(300_000));
    });
    await refusal("a form in a crowd", 503, t("errors.unavailable"), () =>
      expect(async () => {
        await page.goto(`${small.url}${words.path("/sign-in")}`);
        const leave = await crowd(small);
        await send(page, "hoa@example.test");
        // It may have found the one place that was left just then.
        await expect(page.getByRole("main")).toContainText(t("errors.unavailable")).finally(leave);
      }).toPass(),
    );
    const statuses = `${small.url}${words.path("/statuses")}`;
    await refusal("too many pages", 429, words.plural("errors.too_many_pages", 5), async () => {
      await expect.poll(async () => (await context.request.get(statuses)).status(), { intervals: [0] }).toBe(429);
      await page.goto(statuses);
    });
  });
}
