// What a form answers when scripts are turned off: the page says what was done or what is wrong, what was typed is there
// again, and no secret is.

import type { Page, Response } from "@playwright/test";
import { AuthenticatorApp } from "./support/authenticators";
import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { narrow, outline, validHtml } from "./support/checks";
import { fillPerson, typePassword } from "./support/entry";
import { PASSWORD, applicant, link, newAddress, register } from "./support/person";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

test.use({ javaScriptEnabled: false });

/** The document that the page was last made of. */
function documents(page: Page): () => Promise<string> {
  let last: Response | null = null;
  page.on("response", (response) => {
    const moves = response.status() >= 300 && response.status() < 400;
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame() && !moves) last = response;
  });
  return async () => (await last?.text()) ?? "";
}

function walker(me: Browsing) {
  const served = documents(me.page);
  return (name: string, reach: () => Promise<void>) =>
    test.step(name, async () => {
      await reach();
      await outline(me.page, me.words.locale);
      await narrow(me.page);
      await validHtml(await served(), `${me.page.url()}: ${name}`);
    });
}

for (const words of languages) {
  const t = words.t.bind(words);

  test(`${words.locale}: without JavaScript every form of the way in says what it did or what is wrong`, async ({
    page,
    server,
  }) => {
    test.setTimeout(180_000);
    const me = new Browsing(page, words, false);
    const state = walker(me);
    const email = newAddress();
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);

    await state("registering, nothing typed", async () => {
      await me.open("/register");
      await me.press("accounts.register.submit");
      await me.isTold("email", t("accounts.errors.email_odd"));
    });
    await state("registering, the mail is sent", async () => {
      await me.fill("accounts.email", email);
      await me.press("accounts.register.submit");
      await me.seesHeading("accounts.register.sent_title");
    });
    await me.follow(await server.mailedLink(email, "verify-email"));
    await state("details that are not whole", async () => {
      await fillPerson(me);
      await me.fill("accounts.given_name", "");
      await me.fill("accounts.family_name", "");
      await me.fill("form.day", "31");
      await me.press("accounts.verify.submit");
      await me.isTold("given_name", t("accounts.errors.name_missing"));
      await expect(me.field("form.day")).toHaveValue("31");
      await expect(me.field("accounts.country_of_birth")).toHaveValue("VN");
    });
    await state("the address is confirmed", async () => {
      await fillPerson(me);
      await me.press("accounts.verify.submit");
      await me.arriveAt("/account/security");
      await me.sees("said.gone.accounts_verify_email");
    });
    await state("a short password", async () => {
      await me.fill("accounts.new_password", "short");
      await me.press("accounts.security.set_password");
      await me.isTold("new_password", t("accounts.errors.password_short"));
      await expect(me.field("accounts.new_password")).toHaveValue("");
    });
    await me.fill("accounts.new_password", PASSWORD);
    await me.press("accounts.security.set_password");
    await me.sees("accounts.security.password_saved");
    for (const [button, sentence] of [
      ["accounts.authenticator.start", "said.done.accounts_start_authenticator"],
      ["accounts.authenticator.cancel", "said.done.accounts_stop_authenticator"],
      ["accounts.authenticator.start", "said.done.accounts_start_authenticator"],
    ] as const) {
      await state(button, async () => {
        await me.press(button);
        await me.sees(sentence);
      });
    }
    const app = new AuthenticatorApp(await page.locator(".secret-key").innerText());
    await state("a wrong code", async () => {
      await me.fill("accounts.code", app.wrongCode());
      await me.press("accounts.authenticator.confirm");
      await me.isTold("code", t("accounts.errors.code_wrong"));
      await expect(me.field("accounts.code")).toHaveValue("");
    });
    await state("the account is ready", async () => {
      await me.fill("accounts.code", await app.code());
      await me.press("accounts.authenticator.confirm");
      await me.sees("said.gone.accounts_confirm_authenticator");
      await expect(page.locator(".codes li")).toHaveCount(10);
    });
    const codes = await page.locator(".codes li").allInnerTexts();
    await state("the codes are kept", async () => {
      await me.press("accounts.codes.kept");
      await me.sees("said.done.accounts_keep_recovery_codes");
    });
    await state("signed out", async () => {
      await me.signOut();
      await me.seesHeading("accounts.sign_out.done_title");
    });
    await state("a wrong password", async () => {
      await me.open("/sign-in");
      await me.fill("accounts.email", email);
      await me.fill("accounts.password", "not the password");
      await me.press("accounts.sign_in.submit");
      await expect(page.getByRole("main").getByRole("alert")).toContainText(t("accounts.errors.no_match"));
      await expect(me.field("accounts.email")).toHaveValue(email);
      await expect(me.field("accounts.password")).toHaveValue("");
    });
    await typePassword(me, { email, app, codes });
    await state("a wrong recovery code", async () => {
      await me.fill("accounts.recovery_code", "AAAA-BBBB-CCCC");
      await me.press("accounts.second_factor.recovery_submit");
      await me.isTold("recovery_code", t("accounts.errors.recovery_wrong"));
      await expect(me.field("accounts.recovery_code")).toHaveValue("");
    });
    await state("a right one", async () => {
      await me.fill("accounts.recovery_code", codes[0] ?? "");
      await me.press("accounts.second_factor.recovery_submit");
      await me.arriveAt("/dashboard");
      await me.sees("said.gone.accounts_sign_in_with_recovery_code");
    });
    await me.signOut();
    await me.open("/forgot-password");
    await me.fill("accounts.email", email);
    await me.press("accounts.forgot.submit");
    await me.seesHeading("accounts.forgot.sent_title");
    await me.follow(await server.mailedLink(email, "reset-password"));
    await state("a new password that is too easy", async () => {
      await me.fill("accounts.new_password", "password1234");
      await me.press("accounts.reset.submit");
      await me.isTold("new_password", t("accounts.errors.password_common"));
    });
    await state("a new password", async () => {
      await me.fill("accounts.new_password", `${PASSWORD} again`);
      await me.press("accounts.reset.submit");
      await me.seesHeading("accounts.reset.done_title");
    });
    for (const [typed, sentence] of [
      ["IOE12", t("cases.errors.receipt_length", { typed: 5 })],
      ["IOE9999999999", t("cases.look_up_nothing")],
      [known.receipt, t("cases.step.received")],
    ] as const) {
      await state(`a look-up of ${typed}`, async () => {
        await me.open("/look-up");
        await me.fill("cases.receipt_number", typed);
        await me.press("cases.look_up_now");
        await expect(page.getByRole("main").getByText(sentence).first()).toBeVisible();
      });
    }
  });

  test(`${words.locale}: without JavaScript every form of an account says what it did or what is wrong`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(180_000);
    watch.expectStatus(413);
    const me = new Browsing(page, words, false);
    const state = walker(me);
    const person = await register(server, context, words.locale);
    const [known, other] = [new AgencyCase("I-765", applicant()), new AgencyCase("I-130", applicant())];
    await server.import([known.opened(40), other.opened(40)]);

    await me.open("/cases/link");
    await state("linking, a wrong code", async () => {
      await me.fill("cases.receipt_number", known.receipt);
      await me.fill("cases.access_code", "WRONG-CODE");
      await me.fill("cases.given_name", "Hoa");
      await me.press("cases.link_now");
      await expect(page.getByRole("main").getByRole("alert")).toContainText(t("cases.errors.no_match"));
      await expect(me.field("cases.receipt_number")).toHaveValue(known.receipt);
      await expect(me.field("cases.given_name")).toHaveValue("Hoa");
      await expect(me.field("cases.access_code")).toHaveValue("");
    });
    await state("linked", async () => {
      await me.fill("cases.access_code", known.accessCode);
      await me.press("cases.link_now");
      await me.arriveAt(`/cases/${known.receipt}`);
      await me.sees("said.gone.cases_link");
    });
    await state("details that are refused", async () => {
      await me.open("/account/profile");
      await me.fill("accounts.profile.address", "1 Main St\n</textarea>Springfield");
      await me.fill("accounts.profile.phone", "call me");
      await me.press("accounts.profile.submit");
      await me.isTold("phone", t("accounts.errors.phone_odd"));
      await expect(me.field("accounts.profile.address")).toHaveValue("1 Main St\n</textarea>Springfield");
      await expect(me.field("accounts.profile.phone")).toHaveValue("call me");
    });
    await state("details that are saved", async () => {
      await me.fill("accounts.profile.phone", "+1 212 555 0100");
      await me.press("accounts.profile.submit");
      await me.sees("accounts.profile.saved");
      await expect(me.field("accounts.profile.phone")).toHaveValue("+1 212 555 0100");
    });
    await state("proving again, a wrong password", async () => {
      await me.open("/account/prove?next=%2Fen%2Faccount%2Fprofile");
      await me.fill("accounts.password", "not the password");
      await me.fill("accounts.code", person.app.wrongCode());
      await me.press("accounts.prove.submit");
      await me.isTold("password", t("accounts.errors.password_wrong"));
      await expect(me.field("accounts.password")).toHaveValue("");
      await expect(me.field("accounts.code")).toHaveValue("");
    });
    await state("proved again", async () => {
      await me.fill("accounts.password", PASSWORD);
      await me.fill("accounts.code", await person.app.code());
      await me.press("accounts.prove.submit");
      await me.arriveAt("/account/profile");
      await me.sees("said.gone.accounts_prove_with_password");
    });
    await state("new recovery codes", async () => {
      await me.open("/account/security");
      await me.press("accounts.codes.renew");
      await me.sees("said.done.accounts_new_recovery_codes");
    });
    await state("what is too large", async () => {
      await me.open("/account/profile");
      await me.fill("accounts.profile.address", "x".repeat(300_000));
      await me.press("accounts.profile.submit");
      await expect(page.getByRole("main")).toContainText(t("errors.too_large"));
    });
    await state("a form after the session has ended", async () => {
      await me.open("/account/profile");
      await context.clearCookies({ name: "portico_session" });
      await me.press("accounts.profile.submit");
      await me.arriveAt("/sign-in");
      await me.sees("said.ended");
    });
    await state("signed in again, nothing of it is told", async () => {
      await typePassword(me, person);
      await me.fill("accounts.code", await person.app.code());
      await me.press("accounts.second_factor.submit");
      await me.arriveAt("/account/profile");
      await expect(page.getByText(t("said.ended"))).toHaveCount(0);
    });
    await link(server, context, other, words.locale);
  });
}
