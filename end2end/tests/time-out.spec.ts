// The end of a session as an open page tells it. The clock of the pages and the server's word are moved together; where
// only one of them moves, the server is right.

import type { BrowserContext, Locator, Page } from "@playwright/test";
import { Browsing } from "./support/browsing";
import { accessible, narrow } from "./support/checks";
import { typeCode } from "./support/entry";
import { PASSWORD, type Person, register } from "./support/person";
import { expect, test } from "./support/test";
import { type Words, english, languages } from "./support/words";

const PHONE = "+1 202 555 0143";

/** What is left of the session that the context holds. */
async function left(context: BrowserContext): Promise<{ idle_ms: number; absolute_ms: number }> {
  const answer = await context.request.get("/session");
  expect(answer.status()).toBe(200);
  return (await answer.json()) as { idle_ms: number; absolute_ms: number };
}

function warning(page: Page, words: Words, end: "idle" | "absolute"): Locator {
  return page.getByRole("alertdialog", { name: words.t(`session.${end}_title`) });
}

function over(page: Page, words: Words): Locator {
  return page.getByRole("heading", { name: words.t("session.over_title") });
}

/** Signs in again on the page that is open, and arrives where the person was. */
async function signInAgain(me: Browsing, person: Person, path: string): Promise<void> {
  await me.fill("accounts.email", person.email);
  await me.fill("accounts.password", PASSWORD);
  await me.press("accounts.sign_in.submit");
  await me.arriveAt("/sign-in/second-factor");
  await typeCode(me, person.app);
  await me.arriveAt(path);
}

for (const words of languages) {
  test(`${words.locale}: a warning opens in every tab, and who stays in one stays in all`, async ({
    page,
    context,
    server,
  }) => {
    await register(server, context, words.locale);
    await context.clock.install();
    const me = new Browsing(page, words);
    await me.open("/account/profile");
    const tab = new Browsing(await context.newPage(), words);
    await tab.open("/account");
    await page.bringToFront();
    await me.fill("accounts.profile.phone", PHONE);

    await server.away(context, "idle", 120);
    await context.clock.fastForward("12:58");
    const [here, there] = [warning(page, words, "idle"), warning(tab.page, words, "idle")];
    await expect(here).toBeVisible();
    await expect(there).toBeVisible();
    await expect(here.locator("[data-digits]")).toHaveText(/^(2:00|1:[0-5]\d)$/);
    await expect(here.getByRole("status")).toContainText(words.t("session.left").split("{time}")[0] ?? "");
    const stay = here.getByRole("button", { name: words.t("session.stay") });
    await expect(stay).toBeFocused();
    await accessible(page);
    await narrow(page);
    for (let pressed = 0; pressed < 5; pressed += 1) {
      await page.keyboard.press("Tab");
      const outside = await page.evaluate(() => document.activeElement?.closest("dialog, body")?.tagName);
      expect(["DIALOG", "BODY"], "the keyboard stays in the warning").toContain(outside);
      expect(await page.evaluate(() => document.activeElement?.closest("main"))).toBeNull();
    }

    await stay.click();
    await expect(here).toBeHidden();
    await expect(there).toBeHidden();
    await expect(me.field("accounts.profile.phone")).toBeFocused();
    await expect(me.field("accounts.profile.phone")).toHaveValue(PHONE);
    expect((await left(context)).idle_ms).toBeGreaterThan(14 * 60_000);
  });

  test(`${words.locale}: after the end every tab hides what it showed, and a new sign-in brings all back`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    watch.expectStatus(401);
    const person = await register(server, context, words.locale);
    await context.clock.install();
    const me = new Browsing(page, words);
    await me.open("/account/profile");
    const tab = new Browsing(await context.newPage(), words);
    await tab.open("/account");
    await page.bringToFront();
    await me.fill("accounts.profile.phone", PHONE);

    await server.away(context, "idle", 0);
    await context.clock.fastForward("15:00");
    await expect(over(page, words)).toBeFocused();
    await expect(page.getByText(words.t("session.over_kept"))).toBeVisible();
    await expect(page.getByLabel(words.t("accounts.profile.phone"))).toBeHidden();
    await expect(over(tab.page, words)).toBeVisible();
    await accessible(page);

    await page.getByRole("main").getByRole("link", { name: words.t("shell.sign_in") }).click();
    await me.arriveAt("/sign-in");
    await me.sees("session.over_sign_in");
    await signInAgain(me, person, "/account/profile");
    await expect(me.field("accounts.profile.phone")).toHaveValue(PHONE);
    await expect(over(tab.page, words)).toBeHidden();
    await expect(tab.page.getByRole("heading", { name: words.t("accounts.account.title"), level: 1 })).toBeVisible();
  });

  test(`${words.locale}: the end after half a day is told, and what was typed is there after a new sign-in`, async ({
    page,
    context,
    server,
  }) => {
    const person = await register(server, context, words.locale);
    await context.clock.install();
    const me = new Browsing(page, words);
    await me.open("/account/profile");
    await me.fill("accounts.profile.phone", PHONE);
    await server.away(context, "absolute", 140);
    await context.clock.fastForward("12:00:00");
    const told = warning(page, words, "absolute");
    await expect(told).toBeVisible();
    await expect(told.getByRole("button", { name: words.t("session.stay") })).toHaveCount(0);
    await accessible(page);
    await told.getByRole("button", { name: words.t("session.again") }).click();
    await me.arriveAt("/sign-in");
    await expect(told).toBeHidden();
    await signInAgain(me, person, "/account/profile");
    await expect(me.field("accounts.profile.phone")).toHaveValue(PHONE);
    expect((await left(context)).absolute_ms).toBeGreaterThan(11 * 3_600_000);

    await me.field("accounts.profile.phone").focus();
    await server.away(context, "absolute", 140);
    await context.clock.fastForward("12:00:00");
    await told.getByRole("button", { name: words.t("session.back") }).click();
    await expect(told).toBeHidden();
    await expect(me.field("accounts.profile.phone")).toBeFocused();
  });
}

test("what is done in one tab closes the warning of a forgotten one", async ({ page, context, server }) => {
  await register(server, context);
  await context.clock.install();
  const forgotten = new Browsing(page, english);
  await forgotten.open("/account");
  await server.away(context, "idle", 100);
  await context.clock.fastForward("13:00");
  await expect(warning(page, english, "idle")).toBeVisible();
  const used = new Browsing(await context.newPage(), english);
  await used.open("/account/profile");
  await expect(warning(page, english, "idle")).toBeHidden();
  await expect(warning(used.page, english, "idle")).toBeHidden();
});

test("a page that slept, or whose clock is wrong, asks and believes the server", async ({ page, context, server }) => {
  await register(server, context);
  await context.clock.install();
  const me = new Browsing(page, english);
  await me.open("/account");
  const asked = () => page.waitForResponse((answer) => answer.url().endsWith("/session") && answer.ok());
  for (const move of [
    () => context.clock.fastForward("03:00:00"),
    () => context.clock.setSystemTime("2001-09-09T01:46:40Z"),
    () => context.clock.setSystemTime("2039-01-01T00:00:00Z"),
  ]) {
    const answer = asked();
    await move();
    await context.clock.fastForward("00:06");
    await answer;
    await expect(warning(page, english, "idle")).toBeHidden();
    await expect(page.getByRole("heading", { name: english.t("accounts.account.title"), level: 1 })).toBeVisible();
  }
});

test("who only types is there", async ({ page, context, server }) => {
  await register(server, context);
  await context.clock.install();
  const me = new Browsing(page, english);
  await me.open("/account/profile");
  await server.away(context, "idle", 300);
  await context.clock.fastForward("02:00");
  const noted = page.waitForResponse((answer) => answer.url().endsWith("/stay-signed-in"));
  await me.field("accounts.profile.phone").pressSequentially("2");
  expect((await noted).status()).toBe(200);
  expect((await left(context)).idle_ms).toBeGreaterThan(14 * 60_000);
});

test("a page that cannot ask hides what it shows and ends nothing", async ({ page, context, server, watch }) => {
  watch.expectUnreachable();
  await register(server, context);
  await context.clock.install();
  const me = new Browsing(page, english);
  await me.open("/account/profile");
  await context.setOffline(true);
  await context.clock.fastForward("15:10");
  const told = warning(page, english, "idle");
  await expect(told.getByText(english.t("session.lost"))).toBeVisible();
  await expect(page.locator("main")).toBeHidden();
  await context.setOffline(false);
  await context.clock.fastForward("00:03");
  await expect(told).toBeHidden();
  await expect(page.locator("main")).toBeVisible();
});

test("a shared computer keeps nothing", async ({ page, context, server, watch, another }) => {
  watch.expectStatus(401);
  const elsewhere = await another();
  const person = await register(server, elsewhere.context);
  await context.clock.install();
  const me = new Browsing(page, english);
  await me.open("/sign-in?next=%2Fen%2Faccount%2Fprofile");
  await page.getByRole("checkbox", { name: english.t("session.shared") }).check();
  await signInAgain(me, person, "/account/profile");
  expect((await left(context)).idle_ms).toBeLessThanOrEqual(5 * 60_000);
  await me.fill("accounts.profile.phone", PHONE);

  await server.away(context, "idle", 0);
  await context.clock.fastForward("05:00");
  await me.arriveAt("/sign-in");
  await me.sees("session.over_title");
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0]);

  await page.getByRole("checkbox", { name: english.t("session.shared") }).check();
  await signInAgain(me, person, "/account/profile");
  await expect(me.field("accounts.profile.phone")).toHaveValue("");
  await me.open("/account/sessions");
  await expect(page.getByText(english.t("session.shared_tag"), { exact: true })).toHaveCount(1);
  const answer = page.waitForResponse((answer) => answer.url().endsWith("/sign-out") && answer.status() === 303);
  await me.signOut();
  // Not `headers()`, which lacks what Chromium tells of a redirect later.
  expect(await (await answer).headerValue("clear-site-data")).toBe('"cache", "storage"');
});
