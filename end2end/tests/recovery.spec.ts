// Getting back in, by whatever a person still has.

import { randomInt } from "node:crypto";
import { type AuthenticatorApp, PasskeyDevice, withoutOffers } from "./support/authenticators";
import { Browsing } from "./support/browsing";
import { approve, askDesk, atDesk } from "./support/desk";
import { choosePassword, typeCode, typePassword } from "./support/entry";
import { ownNetwork } from "./support/network";
import { BORN, NAMES, newAddress, register, registerWithCase } from "./support/person";
import type { Server } from "./support/server";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";
import { languages } from "./support/words";

/** Begins a claim by the mailbox: asks for the link, opens it and presses its button. */
async function claim(me: Browsing, server: Server, email: string): Promise<void> {
  await me.open("/recover");
  await me.fill("accounts.email", email);
  await me.press("recovery.start.submit");
  await me.seesHeading("recovery.start.sent_title");
  await me.follow(await server.mailedLink(email, "recover/start"));
  await expect(me.page.getByRole("main")).toContainText(me.words.plural("recovery.open.lead", 24));
  await me.press("recovery.start.submit");
  await me.sees("recovery.open.started");
}

async function addPhone(me: Browsing, server: Server): Promise<string> {
  const number = `+1212555${randomInt(1000, 9999)}`;
  await me.open("/account/security/phone");
  await me.fill("factors.phone.number", number);
  await me.press("factors.phone.send");
  await me.fill("factors.phone.code", await server.textedCode(number));
  await me.press("accounts.authenticator.confirm");
  const ending = me.words.t("factors.phone.ending", { ending: number.slice(-2) });
  await expect(me.page.getByRole("heading", { name: ending })).toBeVisible();
  return number;
}

async function addAddress(me: Browsing, server: Server): Promise<string> {
  const address = newAddress();
  await me.open("/account/emails");
  await me.fill("accounts.addresses.additional", address);
  await me.press("accounts.addresses.add_submit");
  await me.sees("accounts.addresses.add_sent");
  await me.follow(await server.mailedLink(address, "confirm-address"));
  await me.press("accounts.confirm_address.submit_new");
  await me.sees("accounts.confirm_address.added");
  return address;
}

/** The facts of a case, as its notice has them. */
async function fillFacts(me: Browsing, receipt: string, familyName: string): Promise<void> {
  await me.fill("cases.receipt_number", receipt);
  await me.field("form.month").selectOption(BORN.month);
  await me.fill("form.day", BORN.day);
  await me.fill("form.year", BORN.year);
  await me.fill("cases.given_name", NAMES.given_name);
  await me.fill("cases.family_name", familyName);
}

const halfMinute = () => Math.floor(Date.now() / 30_000);

/** A new password and a new app. A person's codes of one half minute count once, whichever app shows them. */
async function setUpAnew(me: Browsing, used: number): Promise<AuthenticatorApp> {
  await expect.poll(halfMinute, { timeout: 35_000 }).toBeGreaterThan(used);
  const app = await choosePassword(me);
  await me.press("accounts.codes.kept");
  return app;
}

for (const words of languages) {
  const t = words.t.bind(words);

  test(`${words.locale}: a passkey on another device stands in for a lost app, which is then removed`, async ({
    page,
    context,
    server,
  }) => {
    test.setTimeout(120_000);
    const person = await register(server, context, words.locale);
    await withoutOffers(page);
    const device = await PasskeyDevice.attach(page);
    const me = new Browsing(page, words);
    await me.open("/account/security");
    await me.press("passkeys.add");
    await expect.poll(() => device.count()).toBe(1);
    await me.sees("passkeys.added");
    await me.signOut();

    await typePassword(me, person);
    await me.press("passkeys.second_factor");
    await me.arriveAt("/dashboard");
    await me.open("/account/security/apps");
    await page.locator("summary", { hasText: t("passkeys.remove") }).click();
    await me.press("accounts.authenticator.remove");
    await server.mail(person.email, (mail) => mail.subject === t("mail.authenticator_removed.subject"));
    await me.signOut();
    await typePassword(me, person);
    await expect(me.button("passkeys.second_factor")).toBeVisible();
    await expect(me.field("accounts.code")).toHaveCount(0);
  });

  test(`${words.locale}: the mailbox that was thought lost stops what two of the desk have approved`, async ({
    page,
    context,
    server,
    watch,
    another,
  }) => {
    test.setTimeout(180_000);
    const home = await another();
    const [person, known] = await registerWithCase(server, home.context, words.locale);
    await context.setExtraHTTPHeaders(ownNetwork());
    const me = new Browsing(page, words);
    const request = await askDesk(me, server, known);
    for (let agents = 0; agents < 2; agents += 1) await approve(await atDesk(server, another, words), request);

    await me.follow(await server.mailedLink(person.email, "recover/stop"));
    await me.press("recovery.stop.submit");
    await me.sees("recovery.stop.done_title");
    await server.mail(person.email, (mail) => mail.subject === t("mail.recovery_stopped.subject"));
    await server.mail(request.email, (mail) => mail.subject === t("mail.support_closed.subject"));
    await server.endWaiting();
    const owner = new Browsing(home.page, words);
    await owner.open("/account/emails");
    await expect(home.page.getByRole("main")).toContainText(person.email);
    watch.expectStatus(404);
    await me.follow(await server.mailedLink(person.email, "recover/stop"));
    await me.sees("recovery.stop.over");
  });
}

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: every way back is told with how long it takes, and leads to where it begins`, async ({ page }) => {
    const me = new Browsing(page, words, scripts);
    const main = page.getByRole("main");
    await me.open("/sign-in");
    await main.getByRole("link", { name: t("recovery.title") }).click();
    await me.arriveAt("/recover");
    const mailbox = words.plural("recovery.ways.mailbox_wait", 24);
    const support = words.plural("recovery.ways.support_wait", 72);
    for (const wait of [t("recovery.ways.at_once"), t("recovery.ways.minutes"), mailbox, support]) {
      await expect(main).toContainText(wait);
    }
    await look(me);
    for (const [way, to] of [
      ["factor", "/sign-in"],
      ["code", "/sign-in"],
      ["password", "/forgot-password"],
      ["support", "/recover/support"],
    ] as const) {
      await me.open("/recover");
      await main.getByRole("link", { name: t(`recovery.ways.${way}.action`), exact: true }).click();
      await me.arriveAt(to);
    }
  });

  test(`${words.locale}: a claim is told to every mailbox and phone of the account, and a link in any of them stops it`, async ({
    page,
    server,
    watch,
    another,
  }) => {
    test.setTimeout(240_000);
    const home = await another();
    const person = await register(server, home.context, words.locale);
    const owner = new Browsing(home.page, words);
    const number = await addPhone(owner, server);
    const texts = async () => {
      const answer = await home.context.request.get(`/demo/texts.json?to=${encodeURIComponent(number)}`);
      const told = (await answer.json()) as { text: string }[];
      return told.filter(({ text }) => text === t("factors.texts.account_changed")).length;
    };
    const other = await addAddress(owner, server);
    await expect.poll(texts).toBe(1);
    await owner.open("/dashboard");

    const me = new Browsing(page, words, scripts);
    await claim(me, server, person.email);
    await look(me);
    for (const address of [person.email, other]) {
      await server.mail(address, (mail) => mail.subject === t("mail.recovery_started.subject"));
    }
    await expect.poll(texts).toBe(2);
    const banner = home.page.getByRole("main").getByText(t("recovery.banner.title"));
    await expect(banner).toBeVisible();

    const stop = await server.mailedLink(other, "recover/stop");
    await me.follow(stop);
    await me.sees("recovery.stop.lead");
    await look(me);
    await me.press("recovery.stop.submit");
    await me.sees("recovery.stop.done_title");
    await look(me);
    await expect(banner).toHaveCount(0);
    for (const address of [person.email, other]) {
      await server.mail(address, (mail) => mail.subject === t("mail.recovery_stopped.subject"));
    }

    await server.endWaiting();
    watch.expectStatus(404);
    await me.follow(stop);
    await me.sees("recovery.stop.over");
    const subjects = (await server.mails(person.email)).map(({ subject }) => subject);
    expect(subjects).not.toContain(t("mail.recovery_ready.subject"));
    await owner.open("/account/profile");
  });

  test(`${words.locale}: whoever is signed in sees that a claim runs and stops it`, async ({
    page,
    context,
    server,
    another,
  }) => {
    test.setTimeout(180_000);
    const person = await register(server, context, words.locale);
    await claim(new Browsing((await another()).page, words), server, person.email);
    const me = new Browsing(page, words, scripts);
    await me.open("/account");
    await me.sees("recovery.banner.title");
    await look(me);
    await me.press("recovery.banner.stop");
    await me.sees("recovery.stop.done_title");
    await expect(me.button("recovery.banner.stop")).toHaveCount(0);
    await server.mail(person.email, (mail) => mail.subject === t("mail.recovery_stopped.subject"));
  });

  test(`${words.locale}: after the wait, facts of a case let a new way to sign in be chosen, and nothing of before opens`, async ({
    page,
    server,
    watch,
    another,
  }) => {
    test.setTimeout(300_000);
    watch.expectStatus(401, 422);
    const home = await another();
    home.watch.expectStatus(401);
    const [person, known] = await registerWithCase(server, home.context, words.locale);
    const used = halfMinute();
    const owner = new Browsing(home.page, words);
    await owner.open("/account/profile");

    const me = new Browsing(page, words, scripts);
    const main = page.getByRole("main");
    await claim(me, server, person.email);
    await server.endWaiting();
    const goOn = await server.mailedLink(person.email, "recover/go-on");
    await me.follow(goOn);
    await me.sees("recovery.go_on.case");
    await look(me);
    await me.press("recovery.go_on.submit");
    await me.isTold("receipt_number", t("cases.errors.receipt_empty"));
    await look(me);
    await fillFacts(me, known.receipt, "Trần");
    await me.press("recovery.go_on.submit");
    await expect(main.getByRole("alert")).toContainText(t("recovery.errors.facts"));
    await expect(me.field("cases.receipt_number")).toHaveValue(known.receipt);
    await me.follow(goOn);
    await expect(main).toContainText(words.plural("recovery.go_on.tries", 4));
    await fillFacts(me, known.receipt, NAMES.family_name);
    await me.press("recovery.go_on.submit");
    await me.arriveAt("/account/security");
    await me.sees("said.gone.recovery_prove");
    await look(me);
    await expect(home.page.getByText(t("errors.unauthenticated")).first()).toBeVisible();
    await server.mail(person.email, (mail) => mail.subject === t("mail.recovered.subject"));

    const app = await setUpAnew(me, used);
    await me.open("/cases");
    await expect(main.getByText(known.receipt).first()).toBeVisible();
    await me.signOut();
    await typePassword(me, person);
    await typeCode(me, person.app);
    await me.isTold("code", t("accounts.errors.code_wrong"));
    await typeCode(me, app);
    await me.arriveAt("/dashboard");
  });

  test(`${words.locale}: whoever lost the mailbox too asks the desk, waits, and is given the account at another address`, async ({
    page,
    context,
    server,
    watch,
    another,
  }) => {
    test.setTimeout(300_000);
    watch.expectStatus(401, 422);
    const home = await another();
    home.watch.expectStatus(401);
    const [person, known] = await registerWithCase(server, home.context, words.locale);
    const used = halfMinute();
    const owner = new Browsing(home.page, words);
    await owner.open("/dashboard");

    await context.setExtraHTTPHeaders(ownNetwork());
    const me = new Browsing(page, words, scripts);
    const main = page.getByRole("main");
    await me.open("/recover/support");
    await look(me);
    await me.press("recovery.support.submit");
    await me.isTold("given_name", t("accounts.errors.name_missing"));
    await look(me);
    const request = await askDesk(me, server, known);
    await look(me);
    for (let agents = 0; agents < 2; agents += 1) await approve(await atDesk(server, another, words), request);
    await server.mail(person.email, (mail) => mail.subject === t("mail.support_waiting.subject"));
    await server.mail(request.email, (mail) => mail.subject === t("mail.support_approved.subject"));
    await expect(home.page.getByRole("main").getByText(t("recovery.banner.title"))).toBeVisible();

    await server.endWaiting();
    await server.mail(person.email, (mail) => mail.subject === t("mail.recovered.subject"));
    await expect(home.page.getByText(t("errors.unauthenticated")).first()).toBeVisible();
    await me.follow(await server.mailedLink(request.email, "verify-email"));
    await me.seesHeading("accounts.verify.continue_title");
    await look(me);
    await me.press("accounts.verify.continue_submit");
    await me.arriveAt("/account/security");
    const app = await setUpAnew(me, used);
    await me.open("/account/emails");
    await expect(main).toContainText(request.email);
    await expect(main).not.toContainText(person.email);
    await me.open("/cases");
    await expect(main.getByText(known.receipt).first()).toBeVisible();
    await me.signOut();
    await typePassword(me, { ...person, email: request.email });
    await typeCode(me, app);
    await me.arriveAt("/dashboard");
  });
});
