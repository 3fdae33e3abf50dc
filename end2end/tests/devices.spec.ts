// Who used the account: a browser not seen before is told by mail and put out by its link, and the activity is read.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { Browsing } from "./support/browsing";
import { typeCode, typePassword } from "./support/entry";
import { PASSWORD, register } from "./support/person";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";

async function downloaded(page: Page, address: string): Promise<string> {
  const downloading = page.waitForEvent("download");
  await page.locator(`main a[href="${address}"]`).click();
  return readFile(await (await downloading).path(), "utf8");
}

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: a new browser is told by mail, and whoever was not there puts it out at once`, async ({
    page,
    context,
    server,
    watch,
    another,
  }) => {
    test.setTimeout(240_000);
    watch.expectStatus(401);
    const person = await register(server, context, words.locale);
    const elsewhere = await another();
    elsewhere.watch.expectStatus(401, 422);
    const there = new Browsing(elsewhere.page, words);
    await typePassword(there, person);
    await typeCode(there, person.app);
    await there.arriveAt("/dashboard");
    await there.open("/account/profile");
    await server.hurry();
    const { text } = await server.mail(person.email, (mail) => mail.subject === t("mail.new_device.subject"));
    expect(text).toContain(t("mail.new_device.body"));
    expect(text).toContain("Chrome");

    const me = new Browsing(page, words, scripts);
    const link = await server.mailedLink(person.email, "not-me");
    await me.follow(link);
    await me.sees("devices.steps.title");
    await look(me);
    await expect(there.field("accounts.profile.phone")).toBeVisible();
    await me.press("devices.submit");
    await me.sees("devices.done_title");
    await look(me);
    await expect(elsewhere.page.getByText(t("errors.unauthenticated")).first()).toBeVisible();
    await expect(elsewhere.page.getByLabel(t("accounts.profile.phone"))).toBeHidden();
    for (const ended of [context, elsewhere.context]) {
      expect((await ended.request.post("/api/accounts/sessions", { form: {} })).status()).toBe(401);
    }
    await server.mail(person.email, (mail) => mail.subject === t("mail.sign_in_disowned.subject"));

    await there.open("/sign-in");
    await there.fill("accounts.email", person.email);
    await there.fill("accounts.password", PASSWORD);
    await there.press("accounts.sign_in.submit");
    await expect(elsewhere.page.getByRole("main").getByRole("alert")).toContainText(t("accounts.errors.no_match"));

    await page.getByRole("main").getByRole("link", { name: t("accounts.reset.title") }).click();
    await me.arriveAt("/forgot-password");
    await me.fill("accounts.email", person.email);
    await me.press("accounts.forgot.submit");
    await me.seesHeading("accounts.forgot.sent_title");
    await me.follow(await server.mailedLink(person.email, "reset-password"));
    await me.fill("accounts.new_password", `${PASSWORD} again`);
    await me.press("accounts.reset.submit");
    await me.seesHeading("accounts.reset.done_title");
    await typePassword(me, person, `${PASSWORD} again`);
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");
    await me.follow(link);
    await me.sees("devices.done_title");
  });

  test(`${words.locale}: the activity is read by kind and taken away as a file`, async ({ page, context, server }) => {
    test.setTimeout(180_000);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    await me.open("/dashboard");
    await me.signOut();
    await typePassword(me, person);
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");

    await me.open("/account/activity");
    const main = page.getByRole("main");
    const signedIn = t("audit.acts.signed_in", { factor: t("audit.factors.authenticator") });
    const added = t("audit.acts.authenticator_added");
    const viewed = t("audit.acts.dashboard_read");
    const kinds = page.getByRole("navigation", { name: t("audit.kinds.title") });
    for (const [kind, there, gone] of [
      ["all", [signedIn, added], [viewed]],
      ["sign_in", [signedIn], [added, viewed]],
      ["security", [added], [signedIn, viewed]],
      ["view", [viewed], [signedIn, added]],
    ] as const) {
      await kinds.getByRole("link", { name: t(`audit.kinds.${kind}`), exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get("kind") === (kind === "all" ? "" : kind));
      await expect(kinds.locator("[aria-current=true]")).toHaveText(t(`audit.kinds.${kind}`));
      for (const sentence of there) await expect(main.getByText(sentence, { exact: true }).first()).toBeVisible();
      for (const sentence of gone) await expect(main.getByText(sentence, { exact: true })).toHaveCount(0);
    }
    await look(me);

    const table = await downloaded(page, "/account/activity.csv");
    const columns = ["number", "when", "what", "device", "network"].map((column) => `"${t(`audit.columns.${column}`)}"`);
    expect(table.split("\r\n")[0]).toBe(`\u{feff}${columns.join(",")}`);
    const { activity } = JSON.parse(await downloaded(page, "/account/activity.json")) as { activity: { said: string }[] };
    for (const sentence of [signedIn, added, viewed]) {
      expect(table).toContain(`"${sentence}"`);
      expect(activity.map(({ said }) => said)).toContain(sentence);
    }
  });
});
