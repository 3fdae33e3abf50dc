// A phone that is texted codes: added, used to sign in, removed.

import { randomInt } from "node:crypto";
import { Browsing } from "./support/browsing";
import { typePassword } from "./support/entry";
import { register } from "./support/person";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: a phone is added by a texted code, signs in with another, and is removed`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(240_000);
    watch.expectStatus(422);
    const person = await register(server, context, words.locale);
    const number = `+1212555${randomInt(1000, 9999)}`;
    const ending = number.slice(-2);
    const me = new Browsing(page, words, scripts);
    await me.open("/account/security");
    await page.getByRole("link", { name: t("factors.phone.add") }).click();
    await me.arriveAt("/account/security/phone");
    await me.fill("factors.phone.number", "555 0167");
    await me.press("factors.phone.send");
    await me.isTold("phone", t("factors.errors.phone_odd"));
    await expect(me.field("factors.phone.number")).toHaveValue("555 0167");
    await look(me);
    await me.fill("factors.phone.number", number);
    await me.press("factors.phone.send");
    await me.sees("factors.phone.sent_to");
    await expect(page.getByRole("main").getByText(number)).toBeVisible();
    await look(me);
    const first = await server.textedCode(number);
    await me.fill("factors.phone.code", first === "000000" ? "111111" : "000000");
    await me.press("accounts.authenticator.confirm");
    await me.isTold("text_code", t("factors.errors.text_wrong"));
    await me.fill("factors.phone.code", first);
    await me.press("accounts.authenticator.confirm");
    await expect(page.getByRole("heading", { name: t("factors.phone.ending", { ending }) })).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText(number);
    await server.mail(person.email, (mail) => mail.subject === t("mail.phone_added.subject"));
    await look(me);
    await me.signOut();

    await typePassword(me, person);
    const text = page.getByRole("button", { name: t("factors.phone.text_me", { ending }) });
    const sent = page.getByRole("status").filter({ hasText: t("factors.phone.sent", { ending }) });
    watch.expectStatus(429);
    // Half a minute must lie between two codes; until then the page says so.
    await expect(async () => {
      await text.click();
      await expect(sent).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 90_000 });
    await look(me);
    await me.fill("factors.phone.code", await server.textedCode(number, first));
    await me.field("factors.phone.code").press("Enter");
    await me.arriveAt("/dashboard");

    await me.open("/account/security/phone");
    await me.press("factors.phone.remove");
    await expect(page.getByRole("heading", { name: t("factors.phone.add"), exact: true })).toBeVisible();
    await expect(page.getByRole("heading", { name: t("factors.phone.ending", { ending }) })).toHaveCount(0);
    await server.mail(person.email, (mail) => mail.subject === t("mail.phone_removed.subject"));
    await me.signOut();
    await typePassword(me, person);
    await expect(me.field("accounts.code")).toBeVisible();
    await expect(text).toHaveCount(0);
  });
});
