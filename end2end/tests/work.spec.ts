// Who has failed to sign in three times: the browser works for the next try, or one waits.

import type { Page } from "@playwright/test";
import { Browsing } from "./support/browsing";
import { accessible, narrow } from "./support/checks";
import { PASSWORD, register } from "./support/person";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

async function tryPassword(me: Browsing, email: string, password: string): Promise<void> {
  await me.fill("accounts.email", email);
  await me.fill("accounts.password", password);
  await me.press("accounts.sign_in.submit");
}

/** Three wrong passwords, each answered. */
async function failThrice(me: Browsing, page: Page, email: string): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    const answered = page.waitForResponse((response) => response.status() === 422);
    await tryPassword(me, email, "not the password");
    await answered;
    await expect(page.getByRole("main").getByRole("alert")).toContainText(me.words.t("accounts.errors.no_match"));
  }
}

for (const words of languages) {
  test(`${words.locale}: the fourth try is checked by the browser`, async ({ page, context, server, watch }) => {
    watch.expectStatus(401, 422, 429);
    const me = new Browsing(page, words);
    const person = await register(server, context, words.locale);
    await me.open("/dashboard");
    await me.signOut();
    await me.open("/sign-in");
    let downloads = 0;
    let go = (): void => undefined;
    const held = new Promise<void>((done) => (go = done));
    await context.route("**/solver.js", async (route) => {
      downloads += 1;
      await held;
      await route.continue();
    });
    await failThrice(me, page, person.email);
    expect(downloads, "the worker comes only when it is needed").toBe(0);

    const status = page.locator("form").getByRole("status");
    await status.evaluate((region) => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      const listen = () => heard.push(region.textContent ?? "");
      new MutationObserver(listen).observe(region, { childList: true, characterData: true, subtree: true });
    });
    const worker = page.waitForEvent("worker");
    await tryPassword(me, person.email, PASSWORD);
    await expect(status).toHaveText(words.t("work.checking"));
    await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
    await accessible(page);
    await narrow(page);
    const heard = page.evaluateHandle(() => (window as unknown as { heard: string[] }).heard);
    go();
    expect((await worker).url()).toContain("/solver.js");
    const said = await heard;
    await expect.poll(() => said.evaluate((list) => list.join("|")).catch(() => "gone")).toContain(words.t("work.done"));
    await me.arriveAt("/sign-in/second-factor");
    expect(downloads).toBe(1);
  });

  test(`${words.locale}: a browser that cannot do the work is told how long to wait`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    watch.expectStatus(401, 422, 429);
    const me = new Browsing(page, words);
    const person = await register(server, context, words.locale);
    await me.open("/dashboard");
    await me.signOut();
    await page.addInitScript(() => Object.assign(window, { Worker: undefined }));
    await me.open("/sign-in");
    await failThrice(me, page, person.email);
    await tryPassword(me, person.email, PASSWORD);
    await expect(page.getByRole("main").getByRole("alert")).toContainText(words.plural("work.wait", 1));
    await expect(me.field("accounts.email")).toHaveValue(person.email);
    await accessible(page);
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  for (const words of languages) {
    test(`${words.locale}: the fourth try is told how long to wait`, async ({ page }) => {
      const me = new Browsing(page, words, false);
      await me.open("/sign-in");
      for (let tries = 0; tries < 3; tries += 1) {
        await tryPassword(me, `nobody-${words.locale}@example.test`, "not the password");
        await expect(page.getByRole("main").getByRole("alert")).toContainText(words.t("accounts.errors.no_match"));
      }
      await tryPassword(me, `nobody-${words.locale}@example.test`, "not the password");
      await expect(page.getByRole("main").getByRole("alert")).toContainText(words.plural("work.wait", 1));
    });
  }
});
