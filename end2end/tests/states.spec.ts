// Every page in the states that a plain visit does not meet: refused and answered forms, half-done set-ups, lists that are
// empty or full. `routes.spec.ts` has the plain ones.

import type { Page } from "@playwright/test";
import { AuthenticatorApp, PasskeyDevice, withoutOffers } from "./support/authenticators";
import { Browsing } from "./support/browsing";
import { AgencyCase, day } from "./support/cases";
import { fillPerson, typePassword } from "./support/entry";
import { sound } from "./support/looks";
import { PASSWORD, applicant, link, newAddress, register } from "./support/person";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

/** Reaches a state and looks at it. */
function walker(me: Browsing) {
  return (name: string, reach: () => Promise<void>) =>
    test.step(name, async () => {
      await reach();
      await sound(me);
    });
}

function alert(page: Page) {
  return page.getByRole("main").getByRole("alert");
}

for (const words of languages) {
  const t = words.t.bind(words);

  test(`${words.locale}: every state of the way in is sound`, async ({ page, server, watch }) => {
    test.setTimeout(300_000);
    watch.expectStatus(401, 422);
    await withoutOffers(page);
    const me = new Browsing(page, words);
    const state = walker(me);
    const email = newAddress();

    await me.open("/register");
    await state("registering, nothing typed", async () => {
      await me.press("accounts.register.submit");
      await me.isTold("email", t("accounts.errors.email_odd"));
    });
    await state("registering, the mail is sent", async () => {
      await me.fill("accounts.email", email);
      await me.press("accounts.register.submit");
      await me.seesHeading("accounts.register.sent_title");
    });
    await state("behind the mailed link", async () => me.follow(await server.mailedLink(email, "verify-email")));
    await state("behind the mailed link, nothing typed", async () => {
      await me.press("accounts.verify.submit");
      await me.isTold("given_name", t("accounts.errors.name_missing"));
      await expect(alert(page).getByRole("link")).toHaveCount(3);
    });
    await state("behind the mailed link, a day that is none", async () => {
      await fillPerson(me);
      await me.field("form.month").selectOption("2");
      await me.fill("form.day", "31");
      await me.press("accounts.verify.submit");
      await expect(alert(page)).toContainText(t("accounts.errors.birth_unreal"));
      await expect(alert(page)).toBeFocused();
      await expect(me.field("accounts.given_name")).toHaveValue("Hoa");
    });
    await state("setting up", async () => {
      await fillPerson(me);
      await me.press("accounts.verify.submit");
      await me.arriveAt("/account/security");
      await me.sees("said.gone.accounts_verify_email");
    });
    await state("setting up, a short password", async () => {
      await me.fill("accounts.new_password", "short");
      await me.press("accounts.security.set_password");
      await me.isTold("new_password", t("accounts.errors.password_short"));
    });
    await state("setting up, the picture and the key for the app", async () => {
      await me.fill("accounts.new_password", PASSWORD);
      await me.press("accounts.security.set_password");
      await me.sees("accounts.security.password_set");
      await me.press("accounts.authenticator.start");
      await expect(page.getByRole("img", { name: t("accounts.authenticator.qr") })).toBeVisible();
    });
    const app = new AuthenticatorApp(await page.locator(".secret-key").innerText());
    await state("setting up, a wrong code", async () => {
      await me.fill("accounts.code", app.wrongCode());
      await me.press("accounts.authenticator.confirm");
      await me.isTold("code", t("accounts.errors.code_wrong"));
    });
    await state("set up, the recovery codes", async () => {
      await me.fill("accounts.code", await app.code());
      await me.press("accounts.authenticator.confirm");
      await me.seesHeading("accounts.codes.fresh_title");
      await expect(page.locator(".codes li")).toHaveCount(10);
    });
    const codes = await page.locator(".codes li").allInnerTexts();
    await me.press("accounts.codes.kept");
    await me.signOut();

    await me.open("/sign-in");
    await state("signing in, nothing typed", async () => {
      await me.press("accounts.sign_in.submit");
      await me.isTold("email", t("accounts.errors.email_odd"));
    });
    await state("signing in, a wrong password", async () => {
      await me.fill("accounts.email", email);
      await me.fill("accounts.password", "not the password");
      await me.press("accounts.sign_in.submit");
      await expect(alert(page)).toContainText(t("accounts.errors.no_match"));
    });
    await state("the second step", () => typePassword(me, { email, app, codes }));
    await state("the second step, a wrong code", async () => {
      await me.fill("accounts.code", app.wrongCode());
      await me.press("accounts.second_factor.submit");
      await me.isTold("code", t("accounts.errors.code_wrong"));
    });
    await state("the second step, a wrong recovery code", async () => {
      await me.fill("accounts.recovery_code", "AAAA-BBBB-CCCC");
      await me.press("accounts.second_factor.recovery_submit");
      await expect(alert(page).last()).toContainText(t("accounts.errors.recovery_wrong"));
    });
    await state("signed in with a recovery code", async () => {
      await me.fill("accounts.recovery_code", codes[0] ?? "");
      await me.press("accounts.second_factor.recovery_submit");
      await me.arriveAt("/dashboard");
      await me.sees("said.gone.accounts_sign_in_with_recovery_code");
    });
    await me.signOut();

    await me.open("/forgot-password");
    await state("a forgotten password, nothing typed", async () => {
      await me.press("accounts.forgot.submit");
      await me.isTold("email", t("accounts.errors.email_odd"));
    });
    await state("a forgotten password, the mail is sent", async () => {
      await me.fill("accounts.email", email);
      await me.press("accounts.forgot.submit");
      await me.seesHeading("accounts.forgot.sent_title");
    });
    await state("a new password", async () => me.follow(await server.mailedLink(email, "reset-password")));
    await state("a new password that is too easy", async () => {
      await me.fill("accounts.new_password", "password1234");
      await me.press("accounts.reset.submit");
      await me.isTold("new_password", t("accounts.errors.password_common"));
    });
    await state("a new password is saved", async () => {
      await me.fill("accounts.new_password", `${PASSWORD} again`);
      await me.press("accounts.reset.submit");
      await me.seesHeading("accounts.reset.done_title");
    });
  });

  test(`${words.locale}: every state of the look-up and of linking is sound`, async ({ page, context, server, watch }) => {
    test.setTimeout(240_000);
    watch.expectStatus(422, 429);
    const me = new Browsing(page, words);
    const state = walker(me);
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);

    await me.open("/look-up");
    await state("a look-up that cannot be", async () => {
      await me.fill("cases.receipt_number", "IOE12");
      await me.press("cases.look_up_now");
      await me.isTold("receipt_number", t("cases.errors.receipt_length", { typed: 5 }));
    });
    await state("a look-up of nothing", async () => {
      await me.fill("cases.receipt_number", "IOE9999999999");
      await me.press("cases.look_up_now");
      await me.sees("cases.look_up_nothing");
    });
    await state("a look-up of a case", async () => {
      await me.fill("cases.receipt_number", known.receipt);
      await me.press("cases.look_up_now");
      await me.sees("cases.step.received");
    });

    await register(server, context, words.locale);
    await me.open("/cases/link");
    await state("linking, nothing typed", async () => {
      await me.press("cases.link_now");
      await me.isTold("receipt_number", t("cases.errors.receipt_empty"));
    });
    await state("linking, a wrong code", async () => {
      await me.fill("cases.receipt_number", known.receipt);
      await me.fill("cases.access_code", "WRONG-CODE");
      await me.press("cases.link_now");
      await expect(alert(page)).toContainText(t("cases.errors.no_match"));
      await expect(me.field("cases.receipt_number")).toHaveValue(known.receipt);
    });
    await state("linking, too many tries", async () => {
      const limit = words.plural("errors.too_many_hours", 24);
      await expect(async () => {
        await me.press("cases.link_now");
        await expect(alert(page)).toContainText(limit, { timeout: 1_000 });
      }).toPass();
    });
  });

  test(`${words.locale}: every state of an account's pages is sound`, async ({ page, context, server, watch, another }) => {
    test.setTimeout(300_000);
    watch.expectStatus(413, 422);
    const me = new Browsing(page, words);
    const state = walker(me);
    const device = await PasskeyDevice.attach(page);
    const person = await register(server, context, words.locale);

    await state("one session", () => me.open("/account/sessions"));
    await state("no activity of a kind", async () => {
      await me.open("/account/activity?kind=case");
      await me.sees("audit.empty");
    });
    for (const kind of ["", "?kind=sign_in", "?kind=view"]) {
      await state(`activity ${kind}`, async () => {
        await me.open(`/account/activity${kind}`);
        await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
      });
    }
    await me.open("/account/profile");
    await state("details that are refused", async () => {
      await me.fill("accounts.profile.phone", "call me");
      await me.fill("accounts.profile.address", "1 Main St");
      await me.press("accounts.profile.submit");
      await me.isTold("phone", t("accounts.errors.phone_odd"));
      await expect(me.field("accounts.profile.address")).toHaveValue("1 Main St");
    });
    await state("details that are too large", async () => {
      await me.fill("accounts.profile.address", "x".repeat(300_000));
      await me.press("accounts.profile.submit");
      await expect(alert(page)).toContainText(t("errors.too_large"));
    });
    await state("details that are saved", async () => {
      await me.fill("accounts.profile.address", "1 Main St\nSpringfield");
      await me.fill("accounts.profile.phone", "");
      await me.press("accounts.profile.submit");
      await me.sees("accounts.profile.saved");
    });
    await me.open("/account/prove?next=%2Fen%2Faccount%2Fprofile");
    await state("proving again", () => Promise.resolve());
    await state("proving again, nothing typed", async () => {
      await me.press("accounts.prove.submit");
      await me.isTold("password", t("accounts.errors.password_missing"));
    });
    await state("proving again, a wrong password", async () => {
      await me.fill("accounts.password", "not the password");
      await me.fill("accounts.code", person.app.wrongCode());
      await me.press("accounts.prove.submit");
      await me.isTold("password", t("accounts.errors.password_wrong"));
    });
    await state("proved again", async () => {
      await me.fill("accounts.password", PASSWORD);
      await me.fill("accounts.code", await person.app.code());
      await me.press("accounts.prove.submit");
      await me.arriveAt("/account/profile");
      await me.sees("said.gone.accounts_prove_with_password");
    });
    await me.open("/account/security");
    await state("a passkey, and its name refused", async () => {
      await me.press("passkeys.add");
      await me.sees("passkeys.added");
      expect(await device.count()).toBe(1);
      for (const part of ["passkeys.rename", "passkeys.remove"]) await page.locator("summary", { hasText: t(part) }).click();
      await page.getByLabel(t("passkeys.name")).first().fill("");
      await me.press("passkeys.save_name");
      await expect(alert(page)).toBeFocused();
    });
    const elsewhere = await another();
    const there = new Browsing(elsewhere.page, words);
    elsewhere.watch.expectStatus(401);
    await typePassword(there, person);
    await there.fill("accounts.code", await person.app.code());
    await there.press("accounts.second_factor.submit");
    await there.arriveAt("/dashboard");
    await state("several sessions", async () => {
      await me.open("/account/sessions");
      // The program's own calls made the first, this page's proof and the other browser the next.
      await expect(page.locator("main .rows > li")).not.toHaveCount(1);
    });
    await state("every other session ended", async () => {
      await me.press("accounts.sessions.end_others");
      await me.sees("accounts.sessions.others_ended");
    });
    await state("a page whose session has ended", async () => {
      await expect(there.page.getByText(t("errors.unauthenticated")).first()).toBeVisible();
      await sound(there);
    });
  });

  test(`${words.locale}: every state of a case is sound`, async ({ page, context, server, watch }) => {
    test.setTimeout(240_000);
    watch.expectStatus(404);
    const me = new Browsing(page, words);
    const state = walker(me);
    await register(server, context, words.locale);
    await state("a dashboard without a case", () => me.open("/dashboard"));
    const [quiet, busy, denied] = [1, 2, 3].map(() => new AgencyCase("I-485", applicant()));
    if (!quiet || !busy || !denied) throw new Error("three cases");
    const decision = denied.event(3, { kind: "decision_made", outcome: "denied", title: { en: "Case Was Denied" }, due_on: day(20) });
    const many = Array.from({ length: 60 }, (_, number) => busy.event(90 - number, { kind: "other", title: `Note ${number}` }));
    await server.import([quiet.opened(10), ...busy.full(), ...many, denied.opened(200), decision]);
    await link(server, context, quiet, words.locale);
    await state("a dashboard with a case and nothing to do", async () => {
      await me.open("/dashboard");
      await me.sees("cases.todo_none");
    });
    for (const known of [busy, denied]) await link(server, context, known, words.locale);
    await server.import([busy.status(0, "News"), denied.event(1, { kind: "case_closed" })]);
    await state("a dashboard with things to do and changes", async () => {
      await me.open("/dashboard");
      await expect(page.locator(".task").first()).toBeVisible();
    });
    await state("open and closed cases", async () => {
      await me.open("/cases");
      await me.seesHeading("cases.closed");
    });
    for (const known of [quiet, busy, denied]) {
      await state(`a case, ${known.receipt}`, () => me.open(`/cases/${known.receipt}`));
    }
    await state("a history in parts", async () => {
      await me.open(`/cases/${busy.receipt}/history`);
      await page.getByRole("main").getByRole("link", { name: t("cases.older") }).click();
      await page.waitForURL(/older=/);
      await expect(page.locator(".event").first()).toBeVisible();
    });
    await state("a case that is not there", async () => {
      const response = await page.goto(words.path("/no-such-page"));
      expect(response?.status()).toBe(404);
      await page.locator('html[data-hydrated="true"]').waitFor();
    });
  });
}
