// How a person knows our mail and which of it comes: the phrase, the check of a message, the choices, and the way out.

import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { applicant, link, register } from "./support/person";
import type { Server } from "./support/server";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A code that has the shape of ours, its last letter right, and that no mail has: its first letter is another. */
function foreign(code: string): string {
  const bare = code.replace("-", "");
  const begin = LETTERS[(LETTERS.indexOf(bare[0] ?? "") + 1) % 32] + bare.slice(1, 9);
  const sum = [...begin].reverse().reduce((sum, letter, place) => {
    const number = LETTERS.indexOf(letter) * (place % 2 === 0 ? 2 : 1);
    return sum + Math.floor(number / 32) + (number % 32);
  }, 0);
  return begin + LETTERS[(32 - (sum % 32)) % 32];
}

/** The newest mail about cases; answers where its link leads. */
async function stopLink(server: Server, email: string, subject: string): Promise<string> {
  const found = (text: string) => /\/stop-mail\/[\w-]+/.exec(text)?.[0] ?? "";
  const mail = await server.mail(email, (mail) => mail.subject === subject && found(mail.text) !== "");
  return found(mail.text);
}

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: a phrase stands in the next mail, whose code is known to be ours and another is not`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(180_000);
    watch.expectStatus(422);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    await me.open("/account/notifications");
    await expect(me.field("notices.phrase")).not.toHaveValue("");
    await me.fill("notices.phrase", "ab");
    await me.press("notices.submit");
    await me.isTold("phrase", t("notices.errors.phrase_short", { least: 3 }));
    await look(me);
    await me.fill("notices.phrase", "tía Lan's blue boat");
    await me.press("notices.submit");
    await me.sees("notices.saved");

    await me.open("/account/security");
    await me.press("accounts.codes.renew");
    await me.seesHeading("accounts.codes.fresh_title");
    const subject = t("mail.recovery_codes_made.subject");
    const phrased = t("mail.phrase", { phrase: "tía Lan's blue boat" });
    const { text } = await server.mail(person.email, (mail) => mail.subject === subject && mail.text.startsWith(phrased));
    const code = /\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/.exec(text)?.[0] ?? "";

    await me.open("/verify");
    await me.press("checks.submit");
    await me.isTold("check", t("checks.errors.empty"));
    await me.fill("checks.code", code.toLowerCase());
    await me.press("checks.submit");
    await me.sees("checks.ours_title");
    await expect(page.getByRole("main").getByText(subject)).toBeVisible();
    await look(me);
    await me.fill("checks.code", foreign(code));
    await me.press("checks.submit");
    await me.sees("checks.not_ours_title");
    await expect(page.getByRole("main")).not.toContainText(subject);
    await look(me);
  });

  test(`${words.locale}: mail about cases is chosen, and its link switches it off without signing in`, async ({
    page,
    context,
    server,
    another,
  }) => {
    test.setTimeout(180_000);
    const person = await register(server, context, words.locale);
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);
    await link(server, context, known, words.locale);
    const me = new Browsing(page, words, scripts);
    const chosen = async (choice: string) => {
      await me.open("/account/notifications");
      await expect(me.field("notices.case_mail.title")).toHaveValue(choice);
    };
    await chosen("all");
    for (const choice of ["none", "needed", "all"]) {
      await me.field("notices.case_mail.title").selectOption(choice);
      await me.press("notices.submit");
      await me.sees("notices.saved");
      await chosen(choice);
    }

    await server.import([known.status(0, "Case Was Updated")]);
    await server.hurry();
    const stop = await stopLink(server, person.email, t("mail.case_changed.subject"));
    const elsewhere = await another({ javaScriptEnabled: scripts, locale: `${words.locale}-US` });
    const there = new Browsing(elsewhere.page, words, scripts);
    await elsewhere.page.goto(stop);
    await there.arriveAt(stop);
    await there.sees("notices.stop.lead");
    await look(there);
    await chosen("all");
    await there.press("notices.stop.submit");
    await there.sees("notices.stop.done_title");
    await look(there);
    await chosen("none");

    await me.field("notices.case_mail.title").selectOption("all");
    await me.press("notices.submit");
    await me.sees("notices.saved");
    const pressed = (said: string) =>
      fetch(server.url + stop, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: said });
    expect((await pressed("")).status, "a post that does not say so").toBe(400);
    await chosen("all");
    expect((await pressed("List-Unsubscribe=One-Click")).status).toBe(200);
    await chosen("none");
  });
});
