// Every other way in, and what a person is told when one does not open.

import { PasskeyDevice, withoutOffers } from "./support/authenticators";
import { Browsing } from "./support/browsing";
import { choosePassword, fillPerson, proveMailbox, typeCode, typePassword, typeRecoveryCode } from "./support/entry";
import { PASSWORD, newAddress, register } from "./support/person";
import { arrive, expect, test } from "./support/test";
import { english, languages } from "./support/words";

for (const words of languages) {
  test(`${words.locale}: a password and an authenticator app, set up by hand, sign in`, async ({ page, server }) => {
    const me = new Browsing(page, words);
    const email = newAddress();
    await me.open("/register");
    await proveMailbox(me, server, email);
    await fillPerson(me);
    await me.press("accounts.verify.submit");
    await me.arriveAt("/account/security");
    const app = await choosePassword(me);
    await me.press("accounts.codes.kept");
    await me.signOut();

    await typePassword(me, { email, app, codes: [] });
    await typeCode(me, app);
    await me.arriveAt("/dashboard");
  });

  test(`${words.locale}: a recovery code stands in for the app, once`, async ({ page, context, server, watch }) => {
    // The dashboard may hear of its end before it is left.
    watch.expectStatus(401);
    const me = new Browsing(page, words);
    const person = await register(server, context, words.locale);
    const [code = ""] = person.codes;
    await me.open("/dashboard");
    await me.signOut();
    await typePassword(me, person);
    await typeRecoveryCode(me, code.toLowerCase());
    await me.arriveAt("/dashboard");
    await server.mail(person.email, (mail) => mail.subject === words.t("mail.recovery_code_used.subject"));
    await me.signOut();

    watch.expectStatus(422);
    await typePassword(me, person);
    await typeRecoveryCode(me, code);
    await me.isTold("recovery_code", words.t("accounts.errors.recovery_wrong"));
  });

  test(`${words.locale}: a forgotten password is chosen anew, ends other sessions and signs in nobody`, async ({
    page,
    context,
    server,
    another,
  }) => {
    const elsewhere = await another();
    const person = await register(server, elsewhere.context, words.locale);
    const there = new Browsing(elsewhere.page, words);
    elsewhere.watch.expectStatus(401);
    await there.open("/dashboard");

    const me = new Browsing(page, words);
    await me.open("/sign-in");
    await page.getByRole("link", { name: words.t("accounts.sign_in.forgot") }).click();
    await me.arriveAt("/forgot-password");
    await me.fill("accounts.email", person.email);
    await me.press("accounts.forgot.submit");
    await me.seesHeading("accounts.forgot.sent_title");
    const link = await server.mailedLink(person.email, "reset-password");
    await me.follow(link);
    await me.fill("accounts.new_password", `${PASSWORD} again`);
    await me.press("accounts.reset.submit");
    await me.seesHeading("accounts.reset.done_title");
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("portico_session");

    await expect(there.page.getByText(words.t("errors.unauthenticated")).first()).toBeVisible();

    await typePassword(me, person, `${PASSWORD} again`);
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");
  });

  test(`${words.locale}: wrong answers are told beside their fields and nothing typed is lost`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    watch.expectStatus(401, 422);
    const me = new Browsing(page, words);
    const person = await register(server, context, words.locale);
    await me.open("/dashboard");
    await me.signOut();

    await me.open("/register");
    await me.fill("accounts.email", "hoa at example");
    await me.press("accounts.register.submit");
    await me.isTold("email", words.t("accounts.errors.email_odd"));
    await expect(me.field("accounts.email")).toHaveValue("hoa at example");

    await me.open("/sign-in");
    await me.fill("accounts.email", person.email);
    await me.fill("accounts.password", "not the password");
    await me.press("accounts.sign_in.submit");
    await expect(page.getByRole("main").getByRole("alert")).toContainText(words.t("accounts.errors.no_match"));
    await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    await expect(me.field("accounts.email")).toHaveValue(person.email);

    await typePassword(me, person);
    await me.fill("accounts.code", person.app.wrongCode());
    await me.press("accounts.second_factor.submit");
    await me.isTold("code", words.t("accounts.errors.code_wrong"));
    await typeCode(me, person.app);
    await me.arriveAt("/dashboard");

    await me.open("/cases/link");
    await me.fill("cases.receipt_number", "IOE12");
    await me.press("cases.link_now");
    await me.isTold("receipt_number", words.t("cases.errors.receipt_length", { typed: 5 }));
    await expect(me.field("cases.receipt_number")).toHaveValue("IOE12");
  });
}

test("the sign-in page offers passkeys by autofill, and takes the offer back when it is left", async ({ page }) => {
  await page.addInitScript(() => {
    const asked: object[] = [];
    Object.assign(window, { asked });
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(true);
    navigator.credentials.get = (options) => {
      const ask = { mediation: options?.mediation, challenged: Boolean(options?.publicKey?.challenge), aborted: false };
      asked.push(ask);
      return new Promise((_, refuse) => {
        options?.signal?.addEventListener("abort", () => {
          ask.aborted = true;
          refuse(new DOMException("aborted", "AbortError"));
        });
      });
    };
  });
  const asked = () => page.evaluate(() => (window as unknown as { asked: object[] }).asked);
  const me = new Browsing(page, english);
  await me.open("/sign-in");
  await expect(me.field("accounts.email")).toHaveAttribute("autocomplete", /webauthn/);
  await expect.poll(asked).toEqual([{ mediation: "conditional", challenged: true, aborted: false }]);
  await page.getByRole("link", { name: english.t("accounts.sign_in.forgot") }).click();
  await arrive(page, "**/en/forgot-password");
  await expect.poll(asked).toEqual([{ mediation: "conditional", challenged: true, aborted: true }]);
});

test("a passkey that the browser offers by itself signs in", async ({ page, context, server }) => {
  const me = new Browsing(page, english);
  const device = await PasskeyDevice.attach(page);
  await register(server, context);
  await me.open("/account/security");
  await me.press("passkeys.add");
  await expect.poll(() => device.count()).toBe(1);
  await me.signOut();
  await page.goto("/en/sign-in?next=/en/account/profile");
  await me.arriveAt("/account/profile");
});

test("a passkey whose owner is not recognised signs in nobody and says what to do", async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectStatus(401);
  const me = new Browsing(page, english);
  const device = await PasskeyDevice.attach(page);
  await register(server, context);
  await me.open("/account/security");
  await me.press("passkeys.add");
  await expect.poll(() => device.count()).toBe(1);
  await me.open("/dashboard");
  await me.signOut();
  await device.refuseOwner();
  await withoutOffers(page);
  await me.open("/sign-in");
  await me.press("passkeys.sign_in");
  await expect(page.getByRole("main").getByText(english.t("passkeys.cancelled"))).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/en/sign-in");
});

test("the entry pages keep the names that people and tools find them by", async ({ page }) => {
  await page.goto("/en/sign-in");
  await expect(page.getByLabel("Email address", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toBeVisible();
  await expect(page.getByRole("main").getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeVisible();
  await page.goto("/en/register");
  await expect(page.getByRole("button", { name: "Create account" })).toBeVisible();
});
