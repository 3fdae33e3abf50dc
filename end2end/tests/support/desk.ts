// Those who work at the desk, and somebody who has lost everything and asks them.

import type { BrowserContextOptions } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { PasskeyDevice } from "./authenticators";
import { Browsing } from "./browsing";
import type { AgencyCase } from "./cases";
import { BORN, NAMES, newAddress } from "./person";
import type { Server } from "./server";
import type { Visitor } from "./test";
import type { Watch } from "./watch";
import type { Words } from "./words";

export type Agent = Browsing & { watch: Watch };
export type Role = "support" | "supervisor";

export interface Request {
  email: string;
  reference: string;
}

/** Somebody of the staff, enrolled by the operator's link and signed in. Scripts are needed so far, and not from there on. */
export async function atDesk(
  server: Server,
  another: (options?: BrowserContextOptions) => Promise<Visitor>,
  words: Words,
  scripts = true,
  role: Role = "support",
): Promise<Agent> {
  const { page, context, watch } = await another();
  const agent = new Browsing(page, words);
  await PasskeyDevice.attach(page);
  await agent.open(await server.addStaff(`${randomUUID()}@desk.example.test`, "Robin Ames", role));
  await agent.press("desk.enrol.submit");
  await agent.arriveAt("/desk/sign-in");
  await agent.press("passkeys.sign_in");
  await agent.arriveAt("/desk");
  if (scripts) return Object.assign(agent, { watch });
  const plain = await another({ javaScriptEnabled: false, storageState: await context.storageState() });
  return Object.assign(new Browsing(plain.page, words, false), { watch: plain.watch });
}

/** Asks the desk for the account that linked a case, and proves the new address. */
export async function askDesk(me: Browsing, server: Server, known: AgencyCase, born = BORN): Promise<Request> {
  const email = newAddress();
  await me.open("/recover/support");
  await me.fill("accounts.given_name", NAMES.given_name);
  await me.fill("accounts.family_name", NAMES.family_name);
  await me.field("form.month").selectOption(born.month);
  await me.fill("form.day", born.day);
  await me.fill("form.year", born.year);
  await me.fill("cases.receipt_number", known.receipt);
  await me.fill("recovery.support.email", email);
  await me.press("recovery.support.submit");
  await me.sees("recovery.support.sent_title");
  const reference = await me.page.getByRole("main").locator("strong").innerText();
  await me.follow(await server.mailedLink(email, "recover/confirm"));
  await me.press("recovery.confirm.submit");
  await me.sees("recovery.confirm.done_title");
  await me.page.getByRole("main").getByText(reference).waitFor();
  return { email, reference };
}

/** Finds a request in the list and opens it. */
export async function openRequest(agent: Browsing, { reference }: Request): Promise<void> {
  await agent.open("/desk/support");
  await agent.page.getByRole("main").getByRole("link", { name: reference }).click();
  await agent.sees("desk.request.checklist");
}

export async function approve(agent: Browsing, request: Request): Promise<void> {
  await openRequest(agent, request);
  await agent.press("desk.request.approve_submit");
  await agent.arriveAt("/desk/support");
}
