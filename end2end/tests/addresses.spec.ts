// The email addresses of an account: another primary one, proved in both mailboxes and taken back, and one beside it.

import { Browsing } from "./support/browsing";
import { typeCode, typePassword } from "./support/entry";
import { newAddress, register } from "./support/person";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";
import { keptPage } from "./support/witness";

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: an address is changed when both mailboxes said yes, and its link puts the old one back`, async ({
    page,
    context,
    server,
    watch,
    another,
  }) => {
    test.setTimeout(240_000);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    const next = newAddress();
    await me.open("/account/emails");
    await me.fill("accounts.addresses.new", next);
    await me.press("accounts.addresses.change_submit");
    await me.sees("accounts.addresses.change_sent");
    const waits = (address: string, state: string) => page.getByRole("main").getByText(t(`accounts.addresses.${state}`, { address }));
    for (const address of [next, person.email]) await expect(waits(address, "is_not_proved")).toBeVisible();
    await look(me);

    const elsewhere = await another();
    const there = new Browsing(elsewhere.page, words);
    const kept = await keptPage(page);
    await there.follow(await server.mailedLink(next, "confirm-address"));
    await there.sees("accounts.confirm_address.new");
    await look(there);
    await there.press("accounts.confirm_address.submit_new");
    await there.sees("accounts.confirm_address.new_proved");
    if (!scripts) await me.open("/account/emails");
    await expect(waits(next, "is_proved")).toBeVisible();
    await expect(waits(person.email, "is_not_proved")).toBeVisible();
    if (scripts) expect(await kept(), "the open page was not loaded again").toBe(true);

    await me.follow(await server.mailedLink(person.email, "confirm-address"));
    await me.press("accounts.confirm_address.submit_own");
    await me.sees("accounts.confirm_address.changed");
    await server.mail(next, (mail) => mail.subject === t("mail.address_changed.subject"));
    await me.open("/account/emails");
    const rows = page.getByRole("main").locator(".rows").getByRole("listitem");
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(next);
    await expect(rows).toContainText(t("accounts.addresses.primary"));

    watch.expectStatus(401);
    await there.follow(await server.mailedLink(person.email, "undo-address"));
    await expect(elsewhere.page.getByRole("main")).toContainText(person.email);
    await look(there);
    await there.press("accounts.undo_address.submit");
    await there.sees("accounts.undo_address.done_title");
    await server.mail(next, (mail) => mail.subject === t("mail.address_restored.subject"));
    if (scripts) await expect(page.getByText(t("errors.unauthenticated")).first()).toBeVisible();
    expect((await context.request.post("/api/accounts/sessions", { form: {} })).status()).toBe(401);
    await typePassword(me, person);
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");
    await me.open("/account/emails");
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(person.email);
  });

  test(`${words.locale}: another address is added by its link, signs in, and is removed`, async ({
    page,
    context,
    server,
    another,
  }) => {
    test.setTimeout(180_000);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    const other = newAddress();
    await me.open("/account/emails");
    await me.fill("accounts.addresses.additional", other);
    await me.press("accounts.addresses.add_submit");
    await me.sees("accounts.addresses.add_sent");
    await me.follow(await server.mailedLink(other, "confirm-address"));
    await me.sees("accounts.confirm_address.addition");
    await me.press("accounts.confirm_address.submit_new");
    await me.sees("accounts.confirm_address.added");
    await server.mail(person.email, (mail) => mail.subject === t("mail.address_added.subject"));
    await me.open("/account/emails");
    const row = page.getByRole("main").locator(".rows").getByRole("listitem").filter({ hasText: other });
    await expect(row).toContainText(t("accounts.addresses.settled_from").split("{date}")[0] ?? "");
    await look(me);

    const there = new Browsing((await another()).page, words);
    await typePassword(there, { ...person, email: other });
    await typeCode(there, person.app);
    await there.arriveAt("/dashboard");

    await page.locator("summary", { hasText: t("accounts.addresses.remove") }).click();
    await page.getByRole("button", { name: t("accounts.addresses.remove_now", { address: other }) }).click();
    await me.sees("accounts.addresses.removed");
    await expect(row).toHaveCount(0);
    await server.mail(other, (mail) => mail.subject === t("mail.address_removed.subject"));
  });
});
