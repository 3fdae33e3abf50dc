// What a page can show beside its ordinary self: a form that is refused, one that has done something, a link that still
// opens something and one that no longer does. A table tells how each is reached and what must then be read; how it is
// looked at is the specs' own. The same with scripts and without.

import type { BrowserContext } from "@playwright/test";
import { AuthenticatorApp } from "./authenticators";
import type { Browsing } from "./browsing";
import type { AgencyCase } from "./cases";
import { ownNetwork } from "./network";
import { fillPerson, typePassword } from "./entry";
import { BORN, PASSWORD, type Person, newAddress } from "./person";
import type { Server } from "./server";
import { expect, test } from "./test";

export interface State {
  name: string;
  reach: () => Promise<unknown>;
  /** What is wrong with the fields, in the order of the form. */
  refused?: string[];
  /** What is wrong with the form as a whole. */
  told?: string;
  /** A sentence of the page. */
  sees?: string;
  /** Keys of labels, and what was typed there and is still there. */
  keeps?: Record<string, string>;
}

/** Statuses of refused forms and of links that are over. */
export const EXPECTED = [401, 404, 409, 422, 429];

/** Goes through the states and looks at each. */
export async function walk(me: Browsing, states: State[], look: (name: string) => Promise<void>): Promise<void> {
  for (const { name, reach, refused, told, sees, keeps = {} } of states) {
    await test.step(name, async () => {
      await reach();
      if (refused) await me.isRefused(refused);
      if (told !== undefined) await me.isToldOfAll(told);
      if (sees !== undefined) await me.reads(sees);
      for (const [label, typed] of Object.entries(keeps)) await expect(me.field(label)).toHaveValue(typed);
      await look(name);
    });
  }
}

/** From a network whose tries and mails nobody else uses up. */
export function fromElsewhere(context: BrowserContext): Promise<void> {
  return context.setExtraHTTPHeaders(ownNetwork());
}

/** Fills fields, given by the keys of their labels. */
async function fill(me: Browsing, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await me.fill(label, text);
}

async function fillBirth(me: Browsing, { year, month, day } = BORN): Promise<void> {
  await me.field("form.month").selectOption(month);
  await fill(me, { "form.day": day, "form.year": year });
}

/** Somebody registers, signs in by password, and forgets it. */
export function wayIn(me: Browsing, server: Server): State[] {
  const { page, words, scripts } = me;
  const t = words.t.bind(words);
  const email = newAddress();
  let app = new AuthenticatorApp("");
  let codes: string[] = [];
  let [verifying, resetting] = ["", ""];
  const send = async (path: string, typed: string, button: string) => {
    await me.open(path);
    await me.fill("accounts.email", typed);
    await me.press(button);
  };
  const confirm = async (code: string) => {
    await me.fill("accounts.code", code);
    await me.press("accounts.authenticator.confirm");
  };
  return [
    {
      name: "registering, an address that is none",
      reach: () => send("/register", "hoa at example", "accounts.register.submit"),
      refused: [t("accounts.errors.email_odd")],
      keeps: { "accounts.email": "hoa at example" },
    },
    {
      name: "registering, the mail is sent",
      reach: () => send("/register", email, "accounts.register.submit"),
      sees: t("accounts.register.sent"),
    },
    {
      name: "behind the mailed link",
      reach: async () => me.follow((verifying = await server.mailedLink(email, "verify-email"))),
      sees: t("accounts.verify.lead"),
    },
    {
      name: "the person, nothing typed",
      reach: () => me.press("accounts.verify.submit"),
      refused: [
        t("accounts.errors.name_missing"),
        t("accounts.errors.birth_missing"),
        t("accounts.errors.country_missing"),
      ],
    },
    {
      name: "the person, born on a day that is none",
      reach: async () => {
        await fillPerson(me);
        await me.fill("form.day", "31");
        await me.press("accounts.verify.submit");
      },
      refused: [t("accounts.errors.birth_unreal")],
      keeps: { "accounts.given_name": "Hoa", "form.day": "31", "accounts.country_of_birth": "VN" },
    },
    {
      name: "an account that is begun",
      reach: async () => {
        await me.fill("form.day", BORN.day);
        await me.press("accounts.verify.submit");
        await me.arriveAt("/account/security");
      },
      sees: t("said.gone.accounts_verify_email"),
    },
    { name: "a mailed link that was used", reach: () => me.follow(verifying), sees: t("accounts.link_over.lead") },
    { name: "signing in to an account that is begun", reach: () => me.open("/sign-in"), sees: t("accounts.sign_in.setting_up") },
    {
      name: "going on with an account that is begun",
      reach: async () => {
        await send("/register", email, "accounts.register.submit");
        await me.follow(await server.mailedLink(email, "verify-email", verifying));
      },
      sees: t("accounts.verify.continue_lead"),
    },
    {
      name: "a password that is short",
      reach: async () => {
        await me.open("/account/security");
        await me.fill("accounts.new_password", "short");
        await me.press("accounts.security.set_password");
      },
      refused: [t("accounts.errors.password_short")],
    },
    {
      name: "a password is saved",
      reach: async () => {
        await me.fill("accounts.new_password", PASSWORD);
        await me.press("accounts.security.set_password");
      },
      sees: t("accounts.security.password_saved"),
    },
    {
      name: "the picture and the key for an app",
      reach: async () => {
        await me.open("/account/security/apps");
        await me.press("accounts.authenticator.start");
        await expect(page.getByRole("img", { name: t("accounts.authenticator.qr") })).toBeVisible();
      },
      sees: t("accounts.authenticator.manual_key"),
    },
    {
      name: "the set-up of an app is stopped",
      reach: () => me.press("accounts.authenticator.cancel"),
      sees: t(scripts ? "accounts.authenticator.start" : "said.done.accounts_stop_authenticator"),
    },
    {
      name: "a code that an app does not show",
      reach: async () => {
        await me.press("accounts.authenticator.start");
        app = new AuthenticatorApp(await page.locator(".secret-key").innerText());
        await confirm(app.wrongCode());
      },
      refused: [t("accounts.errors.code_wrong")],
    },
    {
      name: "an account that is ready, and its recovery codes",
      reach: async () => {
        await confirm(await app.code());
        await me.seesHeading("accounts.codes.fresh_title");
        codes = await page.locator(".codes li").allInnerTexts();
        expect(codes).toHaveLength(10);
      },
      sees: t("said.gone.accounts_confirm_authenticator"),
    },
    {
      name: "recovery codes that are kept",
      reach: () => me.press("accounts.codes.kept"),
      sees: words.plural("accounts.codes.left", 10),
    },
    { name: "signed out", reach: () => me.signOut(), sees: t("accounts.sign_out.done") },
    {
      name: "signing in, nothing typed",
      reach: async () => {
        await me.open("/sign-in");
        await me.press("accounts.sign_in.submit");
      },
      refused: [t("accounts.errors.email_odd"), t("accounts.errors.password_missing")],
    },
    {
      name: "signing in, a wrong password",
      reach: async () => {
        await fill(me, { "accounts.email": email, "accounts.password": "not the password" });
        await me.press("accounts.sign_in.submit");
      },
      told: t("accounts.errors.no_match"),
      keeps: { "accounts.email": email },
    },
    {
      name: "the second step",
      reach: () => typePassword(me, { email, app, codes }),
      sees: t("accounts.second_factor.lead"),
    },
    {
      name: "the second step, a wrong code",
      reach: async () => {
        await me.fill("accounts.code", app.wrongCode());
        await me.press("accounts.second_factor.submit");
      },
      refused: [t("accounts.errors.code_wrong")],
    },
    {
      name: "the second step, a wrong recovery code",
      reach: async () => {
        await me.open("/sign-in/second-factor");
        await me.fill("accounts.recovery_code", "AAAA-BBBB-CCCC");
        await me.press("accounts.second_factor.recovery_submit");
      },
      refused: [t("accounts.errors.recovery_wrong")],
    },
    {
      name: "signed in with a recovery code",
      reach: async () => {
        await me.fill("accounts.recovery_code", codes[0] ?? "");
        await me.press("accounts.second_factor.recovery_submit");
        await me.arriveAt("/dashboard");
      },
      sees: t("said.gone.accounts_sign_in_with_recovery_code"),
    },
    {
      name: "a forgotten password, an address that is none",
      reach: async () => {
        await me.signOut();
        await send("/forgot-password", "hoa at example", "accounts.forgot.submit");
      },
      refused: [t("accounts.errors.email_odd")],
      keeps: { "accounts.email": "hoa at example" },
    },
    {
      name: "a forgotten password, the mail is sent",
      reach: () => send("/forgot-password", email, "accounts.forgot.submit"),
      sees: t("accounts.forgot.sent"),
    },
    {
      name: "choosing a new password",
      reach: async () => me.follow((resetting = await server.mailedLink(email, "reset-password"))),
      sees: t("accounts.reset.lead"),
    },
    {
      name: "a new password that everybody uses",
      reach: async () => {
        await me.fill("accounts.new_password", "password1234");
        await me.press("accounts.reset.submit");
      },
      refused: [t("accounts.errors.password_common")],
    },
    {
      name: "a new password is saved",
      reach: async () => {
        await me.fill("accounts.new_password", `${PASSWORD} again`);
        await me.press("accounts.reset.submit");
      },
      sees: t("accounts.reset.done"),
    },
    { name: "a link to a new password that was used", reach: () => me.follow(resetting), sees: t("accounts.link_over.lead") },
  ];
}

/** Forms for people who have no account, or cannot get into theirs. */
export function strangers(me: Browsing, server: Server, person: Person, known: AgencyCase): State[] {
  const { words } = me;
  const t = words.t.bind(words);
  const next = newAddress();
  const names = { "accounts.given_name": "Hoa", "accounts.family_name": "Nguyễn" };
  const lookUp = async (path: string, receipt: string) => {
    await me.open(path);
    await me.fill("cases.receipt_number", receipt);
    await me.press("cases.look_up_now");
  };
  const ask = async (email: string) => {
    await me.open("/recover");
    await me.fill("accounts.email", email);
    await me.press("recovery.start.submit");
  };
  const follow = async (email: string, step: string) => me.follow(await server.mailedLink(email, `recover/${step}`));
  return [
    {
      name: "a look-up of what is no number",
      reach: () => lookUp("/look-up", "IOE12"),
      refused: [t("cases.errors.receipt_length", { typed: 5 })],
      keeps: { "cases.receipt_number": "IOE12" },
    },
    { name: "a look-up that finds nothing", reach: () => lookUp("/look-up", "IOE9999999999"), sees: t("cases.look_up_nothing") },
    { name: "a look-up on the front page", reach: () => lookUp("/", known.receipt), sees: t("cases.step.received") },
    {
      name: "a forgotten address, nothing typed",
      reach: async () => {
        await me.open("/forgot-email");
        await me.fill("accounts.forgot_email.number", "12");
        await me.press("accounts.forgot_email.submit");
      },
      refused: [
        t("accounts.errors.name_missing"),
        t("accounts.errors.birth_missing"),
        t("accounts.forgot_email.number_shape"),
      ],
      keeps: { "accounts.forgot_email.number": "12" },
    },
    {
      name: "a forgotten address, the mail is sent",
      reach: async () => {
        await fill(me, { ...names, "accounts.forgot_email.number": "" });
        await fillBirth(me);
        await me.press("accounts.forgot_email.submit");
      },
      sees: t("accounts.forgot_email.sent"),
    },
    {
      name: "asking the support desk, nothing typed",
      reach: async () => {
        await me.open("/recover/support");
        await me.press("recovery.support.submit");
      },
      refused: [
        t("cases.errors.receipt_empty"),
        t("cases.errors.birth_date"),
        t("accounts.errors.name_missing"),
        t("accounts.errors.email_odd"),
      ],
    },
    {
      name: "asking the support desk, the mail is sent",
      reach: async () => {
        await fill(me, { ...names, "cases.receipt_number": known.receipt, "recovery.support.email": next });
        await fillBirth(me);
        await me.press("recovery.support.submit");
      },
      sees: t("recovery.support.sent"),
    },
    {
      name: "behind the link of a request to the support desk",
      reach: () => follow(next, "confirm"),
      sees: t("recovery.confirm.lead"),
    },
    {
      name: "a request that the support desk has",
      reach: () => me.press("recovery.confirm.submit"),
      sees: t("recovery.confirm.done"),
    },
    {
      name: "recovering, an address that is none",
      reach: () => ask("hoa at example"),
      refused: [t("accounts.errors.email_odd")],
      keeps: { "accounts.email": "hoa at example" },
    },
    { name: "recovering, the mail is sent", reach: () => ask(person.email), sees: t("recovery.start.sent") },
    { name: "behind the link of a recovery", reach: () => follow(person.email, "start"), sees: t("recovery.open.facts") },
    {
      name: "a recovery that has begun",
      reach: () => me.press("recovery.start.submit"),
      sees: t("recovery.open.started"),
    },
    {
      name: "the facts of a recovery, nothing typed",
      reach: async () => {
        await server.endWaiting();
        await follow(person.email, "go-on");
        await me.press("recovery.go_on.submit");
      },
      refused: [t("cases.errors.birth_date"), t("accounts.errors.country_missing")],
    },
    {
      name: "the facts of a recovery, a wrong one",
      reach: async () => {
        await fillBirth(me);
        await me.field("accounts.country_of_birth").selectOption("MX");
        await me.press("recovery.go_on.submit");
      },
      told: t("recovery.errors.facts"),
      keeps: { "form.day": BORN.day, "accounts.country_of_birth": "MX" },
    },
    {
      name: "a recovery that is done",
      reach: async () => {
        await me.field("accounts.country_of_birth").selectOption("VN");
        await me.press("recovery.go_on.submit");
        await me.arriveAt("/account/security");
      },
      sees: t("said.gone.recovery_prove"),
    },
  ];
}

/** The forms of somebody who is signed in. */
export function account(me: Browsing, person: Person, known: AgencyCase): State[] {
  const { page, words, scripts } = me;
  const t = words.t.bind(words);
  const next = newAddress();
  const linking = async (code: string) => {
    await fill(me, { "cases.receipt_number": known.receipt, "cases.access_code": code });
    await me.press("cases.link_now");
  };
  const openUp = (key: string) => page.getByRole("main").locator("summary", { hasText: t(key) }).first().click();
  const changeAddress = async (email: string) => {
    await me.open("/account/emails");
    await me.fill("accounts.addresses.new", email);
    await me.press("accounts.addresses.change_submit");
  };
  const renameApp = async (name: string) => {
    await me.open("/account/security/apps");
    await openUp("passkeys.rename");
    await me.fill("factors.apps.name", name);
    await me.press("passkeys.save_name");
  };
  const unnamed: State = {
    name: "an app without a name",
    reach: () => renameApp(""),
    refused: [t("form.required")],
  };
  const last: State = {
    name: "an app without which nobody could sign in",
    reach: async () => {
      await openUp("passkeys.remove");
      await me.press("accounts.authenticator.remove");
    },
    told: t("accounts.errors.last_way"),
  };
  const prove = async (password: string, code: string) => {
    await fill(me, { "accounts.password": password, "accounts.code": code });
    await me.press("accounts.prove.submit");
  };
  return [
    { name: "no activity of a kind", reach: () => me.open("/account/activity?kind=case"), sees: t("audit.empty") },
    {
      name: "what a row of the activity takes back",
      reach: async () => {
        await me.open("/account/activity");
        await page.getByRole("main").getByRole("link", { name: t("devices.title") }).first().click();
        await me.arriveAt("/account/not-me");
      },
      sees: t("devices.row_note"),
    },
    {
      name: "a row without which nobody could sign in",
      reach: () => me.press("devices.submit"),
      told: t("devices.errors.last_way"),
    },
    {
      name: "linking, nothing typed",
      reach: async () => {
        await me.open("/cases/link");
        await me.press("cases.link_now");
      },
      refused: [t("cases.errors.receipt_empty"), t("cases.errors.proof_empty")],
    },
    {
      name: "linking, a wrong code",
      reach: () => linking("WRONG-CODE"),
      refused: [t("cases.errors.no_match")],
      keeps: { "cases.receipt_number": known.receipt },
    },
    {
      name: "a case is linked",
      reach: async () => {
        await linking(known.accessCode);
        await me.arriveAt(`/cases/${known.receipt}`);
      },
      sees: t(scripts ? "cases.people" : "said.gone.cases_link"),
    },
    {
      name: "linking, too many tries",
      reach: async () => {
        // One is counted already, and the sixth is refused.
        const form = { receipt_number: known.receipt, access_code: "WRONG-CODE" };
        for (let tries = 1; tries < 5; tries += 1) await page.request.post("/api/cases/link", { form });
        await me.open("/cases/link");
        await linking("WRONG-CODE");
      },
      told: words.plural("errors.too_many_hours", 24),
      keeps: { "cases.receipt_number": known.receipt },
    },
    {
      name: "details that are refused",
      reach: async () => {
        await me.open("/account/profile");
        await fill(me, { "accounts.profile.address": "1 Main St\n</textarea>Springfield", "accounts.profile.phone": "call me" });
        await me.press("accounts.profile.submit");
      },
      refused: [t("accounts.errors.phone_odd")],
      keeps: { "accounts.profile.address": "1 Main St\n</textarea>Springfield", "accounts.profile.phone": "call me" },
    },
    {
      name: "details that are saved",
      reach: async () => {
        await me.fill("accounts.profile.phone", "+1 212 555 0100");
        await me.press("accounts.profile.submit");
      },
      sees: t("accounts.profile.saved"),
      keeps: { "accounts.profile.phone": "+1 212 555 0100" },
    },
    {
      name: "a name that is none",
      reach: async () => {
        await me.open("/account/profile");
        await openUp("accounts.profile.name_change");
        await fill(me, { "accounts.given_name": "", "accounts.family_name": "" });
        await me.press("accounts.profile.name_submit");
      },
      refused: [t("accounts.errors.name_missing")],
    },
    {
      name: "a name that is corrected",
      reach: async () => {
        await fill(me, { "accounts.given_name": "Hoa", "accounts.family_name": "Nguyên" });
        await me.press("accounts.profile.name_submit");
      },
      sees: t("accounts.profile.name_saved"),
    },
    {
      name: "a postal address that is too long",
      reach: async () => {
        await me.open("/account/address");
        await me.fill("accounts.profile.address", "Main St ".repeat(100));
        await me.press("accounts.postal.submit");
      },
      refused: [t("form.too_long", { max: 500 })],
      keeps: { "accounts.profile.address": "Main St ".repeat(100) },
    },
    {
      name: "a postal address that is saved",
      reach: async () => {
        await me.fill("accounts.profile.address", "1 Main St\nSpringfield");
        await me.press("accounts.postal.submit");
      },
      sees: t("accounts.postal.saved"),
    },
    {
      name: "another primary address that is the person's own",
      reach: () => changeAddress(person.email),
      refused: [t("accounts.addresses.errors.own")],
      keeps: { "accounts.addresses.new": person.email },
    },
    {
      name: "another address that is none",
      reach: async () => {
        await me.open("/account/emails");
        await me.fill("accounts.addresses.additional", "hoa at example");
        await me.press("accounts.addresses.add_submit");
      },
      refused: [t("accounts.errors.email_odd")],
      keeps: { "accounts.addresses.additional": "hoa at example" },
    },
    {
      name: "links to an address, sent again",
      reach: async () => {
        await changeAddress(next);
        await me.reads(t("accounts.addresses.change_sent"));
        await me.press("accounts.addresses.send_again");
      },
      sees: t("accounts.addresses.sent_again"),
    },
    {
      name: "a change of the address is stopped",
      reach: () => me.press("accounts.addresses.stop_change"),
      sees: t("accounts.addresses.stopped"),
    },
    unnamed,
    {
      name: "an app with another name",
      reach: () => renameApp("Old phone"),
      sees: scripts ? "Old phone" : t("said.done.accounts_rename_authenticator"),
    },
    last,
    {
      name: "proving again, nothing typed",
      reach: async () => {
        await me.open(`/account/prove?next=${encodeURIComponent(words.path("/account/profile"))}`);
        await me.press("accounts.prove.submit");
      },
      refused: [t("accounts.errors.password_missing"), t("accounts.errors.code_missing")],
    },
    {
      name: "proving again, a wrong password",
      reach: () => prove("not the password", person.app.wrongCode()),
      refused: [t("accounts.errors.password_wrong")],
    },
    {
      name: "proved again",
      reach: async () => {
        await prove(PASSWORD, await person.app.code());
        await me.arriveAt("/account/profile");
      },
      sees: t("said.gone.accounts_prove_with_password"),
    },
  ];
}
