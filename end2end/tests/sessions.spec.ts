// Who is signed in where, and what an open page shows when its session is ended from elsewhere.

import { Browsing } from "./support/browsing";
import { typeCode, typePassword } from "./support/entry";
import { register } from "./support/person";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

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
}
