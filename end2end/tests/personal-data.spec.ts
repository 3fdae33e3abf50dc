// What a person can do with all that is kept about them: take a copy, end the account, make one of two.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { typeCode, typePassword } from "./support/entry";
import { PASSWORD, applicant, link, register } from "./support/person";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";
import { keptPage, textsAt } from "./support/witness";
import type { Words } from "./support/words";
import { unzipped } from "./support/zip";

/** What is counted while a copy is made. */
const PARTS = 7;

interface Manifest {
  files: { name: string; size: number; sha256: string }[];
}

/** A day so many days from now in the zone of the people here, as the pages write it. */
function date(words: Words, days: number, form: "date" | "date_short"): string {
  const timeZone = "Asia/Ho_Chi_Minh";
  const at = new Date(Date.now() + days * 86_400_000);
  const [year = "", month = "", day = ""] = at.toLocaleDateString("sv-SE", { timeZone }).split("-");
  const weekday = (new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return words.t(`format.${form}`, {
    weekday: words.t(`format.weekdays.${weekday}`),
    day: Number(day),
    month: words.t(`format.months.${Number(month)}`),
    year,
  });
}

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: a copy of everything is made in the background and downloaded, and every file in it is whole`, async ({
    page,
    context,
    server,
  }) => {
    test.setTimeout(180_000);
    const person = await register(server, context, words.locale);
    const known = new AgencyCase("I-485", applicant());
    const many = Array.from({ length: 100 }, (_, number) => known.event(120 - number, { kind: "other", title: `Note ${number}` }));
    await server.import([...known.usual(), ...many]);
    await link(server, context, known, words.locale);

    const me = new Browsing(page, words, scripts);
    await me.open("/account/data");
    const [kept, progress] = [await keptPage(page), await textsAt(page, "#progress-text")];
    await me.press("exports.ask");
    const ready = page.getByRole("main").getByText(t("exports.ready_title"));
    if (scripts) {
      await expect(ready).toBeVisible({ timeout: 60_000 });
      const told = Array.from({ length: PARTS + 1 }, (_, done) => t("exports.progress", { done, parts: PARTS }));
      const places = (await progress()).map((text) => told.indexOf(text));
      expect(places.length, "how far it is was shown").toBeGreaterThan(0);
      expect(places, "it only grows").toEqual([...places].sort((one, other) => one - other));
      expect(places).not.toContain(-1);
      expect(await kept(), "the page was not loaded again").toBe(true);
    } else {
      await expect(async () => {
        const again = page.getByRole("link", { name: t("exports.look_again") });
        if (await again.isVisible()) await again.click();
        await expect(ready).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 60_000 });
    }
    await look(me);
    await server.mail(person.email, (mail) => mail.subject === t("mail.export_ready.subject"));

    const downloading = page.waitForEvent("download");
    await page.locator('main a[href="/account/export.zip"]').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^portico-\d{4}-\d\d-\d\d\.zip$/);
    const files = unzipped(await readFile(await download.path()));
    const { files: listed } = JSON.parse(files.get("manifest.json")?.toString() ?? "{}") as Manifest;
    expect([...files.keys()].filter((name) => name !== "manifest.json").sort()).toEqual(listed.map(({ name }) => name).sort());
    for (const { name, size, sha256 } of listed) {
      const bytes = files.get(name) ?? Buffer.alloc(0);
      expect({ name, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }).toEqual({ name, size, sha256 });
    }
    expect(files.get("profile.json")?.toString()).toContain("Nguyễn");
    expect(files.get("addresses.json")?.toString()).toContain(person.email);
    expect(files.get("README.txt")?.toString()).toContain(t("exports.readme.title"));
    const ofCase = listed.find(({ name }) => name.startsWith("cases/") && name.includes(known.receipt))?.name ?? "";
    expect(files.get(ofCase)?.toString()).toContain("Note 99");

    await me.press("exports.delete");
    await expect(me.button("exports.ask")).toBeVisible();
    await expect(ready).toHaveCount(0);
    expect((await context.request.get("/account/export.zip")).status()).toBe(404);
  });

  test(`${words.locale}: an account waits before it is closed, says so meanwhile, and is kept`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(240_000);
    watch.expectStatus(422);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    await me.open("/account/close");
    await expect(page.getByRole("main")).toContainText(words.plural("accounts.closing.wait", 14));
    await me.press("accounts.closing.submit");
    await me.isTold("understood", t("accounts.closing.understand"));
    await look(me);
    await me.field("accounts.closing.understood").check();
    await me.press("accounts.closing.submit");
    await me.sees("said.gone.accounts_close");
    await expect(page.getByRole("main")).toContainText(date(words, 14, "date_short"));
    await server.mail(person.email, (mail) => mail.subject === t("mail.closing_asked.subject"));
    await look(me);
    const banner = page.getByRole("region", { name: t("accounts.closing.banner_label") });
    await me.open("/dashboard");
    await expect(banner).toContainText(date(words, 14, "date"));
    await me.signOut();
    await expect(banner).toHaveCount(0);

    await typePassword(me, person);
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");
    await banner.getByRole("button", { name: t("accounts.closing.keep") }).click();
    await me.arriveAt("/account/close");
    await me.sees("said.gone.accounts_keep");
    await expect(banner).toHaveCount(0);
    await server.mail(person.email, (mail) => mail.subject === t("mail.closing_stopped.subject"));

    await me.field("accounts.closing.understood").check();
    await me.press("accounts.closing.submit");
    await me.sees("said.gone.accounts_close");
    await me.press("accounts.closing.keep");
    await me.sees("said.gone.accounts_keep");
    await expect(banner).toHaveCount(0);
    await expect(me.button("accounts.closing.submit")).toBeVisible();
  });

  test(`${words.locale}: two accounts of one person become one, and the mailed link parts them`, async ({
    page,
    context,
    server,
    another,
  }) => {
    test.setTimeout(300_000);
    const elsewhere = await another();
    const other = await register(server, elsewhere.context, words.locale);
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);
    await link(server, elsewhere.context, known, words.locale);
    elsewhere.watch.expectStatus(401);
    const there = new Browsing(elsewhere.page, words);
    await there.open("/dashboard");

    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    await me.open("/account/data");
    await page.getByRole("link", { name: t("merging.begin") }).click();
    await me.arriveAt("/account/merge");
    await look(me);
    await me.fill("merging.other_email", other.email);
    await me.fill("merging.other_password", PASSWORD);
    await me.press("merging.next");
    await me.sees("said.gone.accounts_merge_prove_with_password");
    await me.fill("merging.other_code", await other.app.code());
    await me.press("merging.next");
    await me.sees("said.gone.accounts_merge_prove_with_code");
    const facts = page.getByRole("main").locator(".facts");
    for (const told of [person.email, other.email, known.receipt]) await expect(facts).toContainText(told);
    await look(me);
    await me.press("merging.join");
    await me.sees("said.gone.accounts_merge_confirm");
    await look(me);
    await expect(elsewhere.page.getByText(t("errors.unauthenticated")).first()).toBeVisible();
    await me.open("/cases");
    await expect(page.getByRole("main").getByText(known.receipt).first()).toBeVisible();
    for (const { email } of [person, other]) {
      await server.mail(email, (mail) => mail.subject === t("mail.accounts_joined.subject"));
    }

    await there.follow(await server.mailedLink(other.email, "undo-merge"));
    await there.sees("merging.undo_page.lead");
    await look(there);
    await there.press("merging.undo");
    await there.sees("merging.undo_page.done");
    await me.open("/cases");
    await expect(page.getByRole("main").getByText(known.receipt)).toHaveCount(0);
    await typePassword(there, other);
    await typeCode(there, other.app);
    await there.arriveAt("/dashboard");
    await expect(elsewhere.page.getByRole("main").getByText(known.receipt).first()).toBeVisible();
    for (const { email } of [person, other]) {
      await server.mail(email, (mail) => mail.subject === t("mail.accounts_parted.subject"));
    }
  });
});
