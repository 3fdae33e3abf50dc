// The language and the time zone that a person chooses.

import { Browsing } from "./support/browsing";
import { register } from "./support/person";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";
import { languages } from "./support/words";

inEveryWay((words, scripts) => {
  const other = languages.find((one) => one !== words) ?? words;

  test(`${words.locale}: a language of the pages is kept, and one of the mails is written in`, async ({
    page,
    context,
    server,
  }) => {
    test.setTimeout(120_000);
    const person = await register(server, context, words.locale);
    const [me, later] = [new Browsing(page, words, scripts), new Browsing(page, other, scripts)];
    await me.open("/account/profile");
    await me.field("accounts.profile.language").selectOption(other.locale);
    await me.press("accounts.profile.submit");
    await me.sees("accounts.profile.saved");
    await me.open("/account/security");
    await me.press("accounts.codes.renew");
    await me.seesHeading("accounts.codes.fresh_title");
    await server.mail(person.email, (mail) => mail.subject === other.t("mail.recovery_codes_made.subject"));

    await page.getByRole("banner").locator("summary").click();
    await page.getByRole("banner").getByRole("link", { name: other.t("language.name"), exact: true }).click();
    await later.arriveAt("/account/security");
    await later.seesHeading("accounts.security.title");
    await look(later);
    await page.goto("/");
    await later.arriveAt("/");
  });

  test(`${words.locale}: times are shown in the zone that was chosen`, async ({ page, context, server }) => {
    test.setTimeout(120_000);
    await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    const times = page.getByRole("main").locator("time");
    await me.open("/account/activity");
    const before = (await times.last().getAttribute("datetime")) ?? "";
    expect(before).toMatch(/\+07:00$/);

    await me.open("/account/profile");
    await me.field("accounts.profile.time_zone").selectOption("Pacific/Honolulu");
    await me.press("accounts.profile.submit");
    await me.sees("accounts.profile.saved");
    await me.open("/account/profile");
    await expect(me.field("accounts.profile.time_zone")).toHaveValue("Pacific/Honolulu");
    await me.open("/account/activity");
    const after = (await times.last().getAttribute("datetime")) ?? "";
    expect(after).toMatch(/-10:00$/);
    expect(Date.parse(after), "the same moment").toBe(Date.parse(before));
    const [, hour = "", minute = ""] = /T(\d\d):(\d\d)/.exec(after) ?? [];
    await expect(times.last()).toContainText(new RegExp(`\\b0?${Number(hour)}:${minute}\\b`));
    await expect(times.last()).toContainText("HST");
  });
});
