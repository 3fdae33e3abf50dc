// The steps of registering and signing in, as a person does them on the pages.

import type { AuthenticatorApp } from "./authenticators";
import type { Browsing } from "./browsing";
import { BORN, PASSWORD, type Person } from "./person";

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
