// Who is signed in where, and what an open page shows when its session is ended from elsewhere.

import type { BrowserContext } from "@playwright/test";
import { Browsing } from "./support/browsing";
import { typeCode, typePassword, typeRecoveryCode } from "./support/entry";
import { register } from "./support/person";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

for (const words of languages) {
  test(`${words.locale}: ending a session hides its open page at once, in every tab`, async ({
    page,
    context,
    server,
    another,
  }) => {
    const elsewhere = await another();
    const person = await register(server, elsewhere.context, words.locale);
    const there = new Browsing(elsewhere.page, words);
    elsewhere.watch.expectStatus(401);
    await there.open("/account/profile");
    const tab = new Browsing(await elsewhere.context.newPage(), words);
    await tab.open("/dashboard");

    const me = new Browsing(page, words);
    await typePassword(me, person);
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");
    await me.open("/account");
    await page.getByRole("main").getByRole("link", { name: words.t("accounts.sessions.title") }).click();
    await me.arriveAt("/account/sessions");
    await expect(page.getByText(words.t("accounts.sessions.this"))).toHaveCount(1);
    const device = words.t("accounts.sessions.device", { browser: "Chrome", system: "Linux" });
    await expect(page.getByRole("heading", { name: device })).toHaveCount(2);
    const others = page.getByRole("main").getByRole("listitem");
    await expect(others).toHaveCount(2);
    await me.press("accounts.sessions.end_others");
    await me.sees("accounts.sessions.others_ended");
    await expect(others).toHaveCount(1);

    for (const ended of [there, tab]) {
      await expect(ended.page.getByText(words.t("errors.unauthenticated")).first()).toBeVisible();
    }
    await expect(there.page.getByLabel(words.t("accounts.profile.phone"))).toBeHidden();
    expect((await context.request.post("/api/accounts/sessions", { form: {} })).status()).toBe(200);
    expect((await elsewhere.context.request.post("/api/accounts/sessions", { form: {} })).status()).toBe(401);
  });

  test(`${words.locale}: ending one browser of the list ends that one only, and its open page says so`, async ({
    page,
    context,
    server,
    another,
  }) => {
    const [phone, library] = [await another({ userAgent: FIREFOX }), await another()];
    const person = await register(server, phone.context, words.locale);
    const there = new Browsing(phone.page, words);
    phone.watch.expectStatus(401);
    await there.open("/account/profile");
    const other = new Browsing(library.page, words);
    await typePassword(other, person);
    await typeRecoveryCode(other, person.codes[0] ?? "");
    await other.arriveAt("/dashboard");

    const me = new Browsing(page, words);
    await typePassword(me, person);
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");
    await me.open("/account/sessions");
    const rows = page.getByRole("main").getByRole("listitem");
    await expect(rows).toHaveCount(3);
    const device = words.t("accounts.sessions.device", { browser: "Firefox", system: "Windows" });
    await page.getByRole("button", { name: words.t("accounts.sessions.end", { device }) }).click();
    await me.sees("accounts.sessions.ended");
    await expect(rows).toHaveCount(2);
    await expect(page.getByRole("heading", { name: device })).toHaveCount(0);

    await expect(there.page.getByText(words.t("errors.unauthenticated")).first()).toBeVisible();
    await expect(there.page.getByLabel(words.t("accounts.profile.phone"))).toBeHidden();
    const sessions = (of: BrowserContext) => of.request.post("/api/accounts/sessions", { form: {} });
    expect((await sessions(phone.context)).status()).toBe(401);
    for (const still of [context, library.context]) expect((await sessions(still)).status()).toBe(200);
    await other.open("/account/profile");
  });
}
