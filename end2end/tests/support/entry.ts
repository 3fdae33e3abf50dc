// The steps of registering and signing in, as a person does them on the pages.

import { AuthenticatorApp } from "./authenticators";
import type { Browsing } from "./browsing";
import { BORN, PASSWORD, type Person } from "./person";
import type { Server } from "./server";

/** Asks for an account and opens the mailed link. */
export async function proveMailbox(me: Browsing, server: Server, email: string): Promise<void> {
  await me.fill("accounts.email", email);
  await me.press("accounts.register.submit");
  await me.seesHeading("accounts.register.sent_title");
  await me.follow(await server.mailedLink(email, "verify-email"));
}

/** The page behind the mailed link. */
export async function fillPerson(me: Browsing): Promise<void> {
  await me.fill("accounts.given_name", "Hoa");
  await me.fill("accounts.family_name", "Nguyễn");
  await me.field("form.month").selectOption(BORN.month);
  await me.fill("form.day", BORN.day);
  await me.fill("form.year", BORN.year);
  await me.field("accounts.country_of_birth").selectOption("VN");
}

/** Fills the first page of signing in and arrives at the second. */
export async function typePassword(me: Browsing, person: Person, password = PASSWORD): Promise<void> {
  await me.open("/sign-in");
  await me.fill("accounts.email", person.email);
  await me.fill("accounts.password", password);
  await me.press("accounts.sign_in.submit");
  await me.arriveAt("/sign-in/second-factor");
}

export async function typeCode(me: Browsing, app: AuthenticatorApp): Promise<void> {
  await me.fill("accounts.code", await app.code());
  await me.press("accounts.second_factor.submit");
}

export async function typeRecoveryCode(me: Browsing, code: string): Promise<void> {
  await me.page.getByText(me.words.t("accounts.second_factor.use_recovery")).click();
  await me.fill("accounts.recovery_code", code);
  await me.press("accounts.second_factor.recovery_submit");
}

/** Sets up a password, and an app by its typed key on the page of apps; sees the recovery codes. */
export async function choosePassword(me: Browsing): Promise<AuthenticatorApp> {
  await me.fill("accounts.new_password", PASSWORD);
  await me.press("accounts.security.set_password");
  await me.sees("accounts.security.password_set");
  const start = me.words.t("accounts.authenticator.start");
  await me.page.getByRole("main").getByRole("link", { name: start, exact: true }).click();
  await me.arriveAt("/account/security/apps");
  await me.press("accounts.authenticator.start");
  await me.sees("accounts.authenticator.manual_key");
  const app = new AuthenticatorApp(await me.page.locator(".secret-key").innerText());
  await me.fill("accounts.code", await app.code());
  await me.press("accounts.authenticator.confirm");
  await me.seesHeading("accounts.codes.fresh_title");
  return app;
}
