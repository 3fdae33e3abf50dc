// A person with an account, made through the program's own functions: for tests that are about something else.

import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { AuthenticatorApp } from "./authenticators";
import { AgencyCase, type Applicant } from "./cases";
import { ownNetwork } from "./network";
import type { Server } from "./server";

export const PASSWORD = "quiet lanterns over the 7 bridges";
export const BORN = { year: "1986", month: "4", day: "28" };

export interface Person {
  email: string;
  app: AuthenticatorApp;
  codes: string[];
}

export function newAddress(): string {
  return `person-${randomUUID().slice(0, 8)}@example.test`;
}

/** The facts that the agency has of the person whom `register` makes. */
export function applicant(more: Partial<Applicant> = {}): Applicant {
  return { family_name: "Nguyễn", given_name: "Hoa", date_of_birth: "1986-04-28", ...more };
}

/** How the person is called; by default as the agency knows them. */
export const NAMES = { given_name: "Hoa", family_name: "Nguyễn" };

/** Registers with a password and an authenticator app; the context is then signed in. */
export async function register(
  server: Server,
  context: BrowserContext,
  locale = "en",
  names: typeof NAMES = NAMES,
): Promise<Person> {
  const call = caller(server, context.request, locale);
  const email = newAddress();
  await call("accounts/register", { email });
  const link = await server.mailedLink(email, "verify-email");
  await call("accounts/verify-email", {
    token: link.split("/").at(-1) ?? "",
    ...names,
    birth_year: BORN.year,
    birth_month: BORN.month,
    birth_day: BORN.day,
    country_of_birth: "VN",
    time_zone: "Asia/Ho_Chi_Minh",
  });
  await call("accounts/set-password", { new_password: PASSWORD });
  await call("accounts/start-authenticator");
  const { waiting } = (await call("accounts/apps")) as { waiting: { key: string } };
  const app = new AuthenticatorApp(waiting.key);
  await call("accounts/confirm-authenticator", { code: await app.code() });
  const { fresh_codes: codes } = (await call("accounts/security")) as { fresh_codes: string[] };
  await call("accounts/keep-recovery-codes");
  return { email, app, codes };
}

/** Links a case to whoever is signed in. */
export async function link(server: Server, context: BrowserContext, known: AgencyCase, locale = "en"): Promise<void> {
  const call = caller(server, context.request, locale);
  await call("cases/link", { receipt_number: known.receipt, access_code: known.accessCode });
}

/** Registers somebody whose account has a case linked that knows them. */
export async function registerWithCase(
  server: Server,
  context: BrowserContext,
  locale = "en",
): Promise<[Person, AgencyCase]> {
  const person = await register(server, context, locale);
  const known = new AgencyCase("I-485", applicant());
  await server.import([known.opened(143)]);
  await link(server, context, known, locale);
  return [person, known];
}

function caller(server: Server, request: APIRequestContext, locale: string) {
  return async (name: string, form: Record<string, string> = {}): Promise<unknown> => {
    // A whole run is more people than one network may have mailed.
    const from = name === "accounts/register" ? ownNetwork() : {};
    const headers = { accept: "application/json", "accept-language": locale, ...from };
    const answer = await request.post(`${server.url}/api/${name}`, { form, headers });
    if (!answer.ok()) throw new Error(`${name} answered ${answer.status()}: ${await answer.text()}`);
    return answer.json();
  };
}
