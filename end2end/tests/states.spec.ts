// Every page in the states that a plain visit does not meet, looked at with scripts: forms refused and answered, set-ups half
// done, links, lists that are empty or full, data that does not come. `routes.spec.ts` has the ordinary ones.

import type { Page } from "@playwright/test";
import { PasskeyDevice, withoutOffers } from "./support/authenticators";
import { Browsing } from "./support/browsing";
import { AgencyCase, day } from "./support/cases";
import { accessible, narrow, outline, validPage } from "./support/checks";
import { typeCode, typePassword } from "./support/entry";
import { applicant, link, register } from "./support/person";
import { EXPECTED, type State, account, fromElsewhere, strangers, walk, wayIn } from "./support/states";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

async function look(me: Browsing, name: string): Promise<void> {
  await outline(me.page, me.words.locale);
  await accessible(me.page);
  await narrow(me.page);
  await validPage(me.page, name);
}

function walkThrough(me: Browsing, states: State[]): Promise<void> {
  return walk(me, states, (name) => look(me, name));
}

/** Goes to a page by a link within the program, which reads the page's data in the browser. */
async function goTo(me: Browsing, path: string): Promise<void> {
  await me.page.locator("main").evaluate((main, href) => {
    const link = document.createElement("a");
    link.href = href;
    main.append(link);
    link.click();
    link.remove();
  }, me.words.path(path));
  await me.arriveAt(path);
}

/** Lets a page's functions answer as they do to whoever proved long ago who they are. */
async function growOld(page: Page): Promise<void> {
  await page.route("**/api/**", async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replace('"fresh":true', '"fresh":false');
    await route.fulfill({ response: answer, body: text });
  });
}

for (const words of languages) {
  const t = words.t.bind(words);

  test(`${words.locale}: every state of the way in is sound`, async ({ page, context, server, watch }) => {
    test.setTimeout(240_000);
    watch.expectStatus(...EXPECTED);
    await fromElsewhere(context);
    await withoutOffers(page);
    const me = new Browsing(page, words);
    await walkThrough(me, wayIn(me, server));
  });

  test(`${words.locale}: every state of a stranger's forms is sound`, async ({ page, context, server, watch }) => {
    test.setTimeout(240_000);
    watch.expectStatus(...EXPECTED);
    await fromElsewhere(context);
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);
    const person = await register(server, context, words.locale);
    await context.clearCookies();
    const me = new Browsing(page, words);
    await walkThrough(me, strangers(me, server, person, known));
  });

  test(`${words.locale}: every state of an account's forms is sound`, async ({ page, context, server, watch }) => {
    test.setTimeout(240_000);
    watch.expectStatus(...EXPECTED, 413);
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words);
    const save = () => me.press("accounts.profile.submit");
    await walkThrough(me, [
      ...account(me, person, known),
      {
        name: "details that are too large",
        reach: async () => {
          await me.open("/account/profile");
          await me.fill("accounts.profile.phone", "+1 212 555 0199");
          // In a field that nobody sees: a browser takes a minute to lay out so long a text.
          await page.locator('form[action$="/save-profile"]').evaluate((form) => {
            const long = document.createElement("input");
            Object.assign(long, { type: "hidden", name: "long", value: "x".repeat(300_000) });
            form.append(long);
          });
          await save();
        },
        told: t("errors.too_large"),
        keeps: { "accounts.profile.phone": "+1 212 555 0199" },
      },
      {
        name: "a form after the session has ended",
        reach: async () => {
          await me.open("/account/profile");
          await me.fill("accounts.profile.phone", "+1 212 555 0199");
          await context.clearCookies({ name: "portico_session" });
          await save();
        },
        told: t("errors.unauthenticated"),
        keeps: { "accounts.profile.phone": "+1 212 555 0199" },
      },
    ]);
  });

  test(`${words.locale}: every state of passkeys and of several browsers is sound`, async ({
    page,
    context,
    server,
    watch,
    another,
  }) => {
    test.setTimeout(240_000);
    watch.expectStatus(...EXPECTED);
    await withoutOffers(page);
    const device = await PasskeyDevice.attach(page);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words);
    const openUp = (key: string) => page.getByRole("main").locator("summary", { hasText: t(key) }).first().click();
    const elsewhere = await another();
    const there = new Browsing(elsewhere.page, words);
    elsewhere.watch.expectStatus(401);
    await walkThrough(me, [
      {
        name: "a passkey is added",
        reach: async () => {
          await me.open("/account/security");
          await me.press("passkeys.add");
        },
        sees: t("passkeys.added"),
      },
      {
        name: "a passkey without a name",
        reach: async () => {
          await openUp("passkeys.rename");
          await page.getByRole("main").locator("details[open]").getByLabel(t("passkeys.name")).fill("");
          await me.press("passkeys.save_name");
        },
        refused: [t("form.required")],
      },
      {
        name: "a passkey with another name",
        reach: async () => {
          await page.getByRole("main").locator("details[open]").getByLabel(t("passkeys.name")).fill("Blue key");
          await me.press("passkeys.save_name");
        },
        sees: t("passkeys.renamed"),
      },
      { name: "proving again with a passkey too", reach: () => me.open("/account/prove"), sees: t("passkeys.step_up") },
      {
        name: "a passkey whose owner is not recognised",
        reach: async () => {
          await device.refuseOwner();
          await me.press("passkeys.step_up");
        },
        sees: t("passkeys.cancelled"),
      },
      {
        name: "the second step, with a passkey too",
        reach: async () => {
          await typePassword(there, person);
          await look(there, "the second step, with a passkey too");
          await typeCode(there, person.app);
          await there.arriveAt("/dashboard");
          await me.open("/account/sessions");
        },
        sees: t("accounts.sessions.end_others"),
      },
      {
        name: "another browser is signed out",
        reach: () => page.getByRole("main").locator("button[name=id]").click(),
        sees: t("accounts.sessions.ended"),
      },
      {
        name: "the page of a browser that was signed out",
        reach: async () => {
          await expect(there.page.getByText(t("errors.unauthenticated")).first()).toBeVisible();
          await look(there, "the page of a browser that was signed out");
        },
      },
      {
        name: "a passkey is removed",
        reach: async () => {
          await me.open("/account/security");
          await openUp("passkeys.remove");
          await me.press("passkeys.remove_now");
        },
        sees: t("passkeys.removed"),
      },
    ]);
  });

  test(`${words.locale}: every page is sound whose data does not come, or comes to somebody who proved long ago`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(240_000);
    watch.expectStatus(403, 404, 500, 503);
    watch.expectUnreachable();
    await register(server, context, words.locale);
    const me = new Browsing(page, words);
    const failing = (path: string, error: object | string, status: number, sentence: string): State => ({
      name: `${path}, ${status}`,
      reach: async () => {
        await me.open("/verify");
        await page.route("**/api/**", (route) =>
          status === 0 ? route.abort("connectionreset") : route.fulfill({ status, json: error }),
        );
        await goTo(me, path);
        await me.reads(sentence);
        await page.unrouteAll();
      },
    });
    const stale = (path: string, sentence: string): State => ({
      name: `${path}, long after the proof`,
      reach: async () => {
        await me.open("/verify");
        await growOld(page);
        await goTo(me, path);
        await me.reads(sentence);
        await page.unrouteAll({ behavior: "wait" });
      },
    });
    const busy = { Unavailable: { seconds: 2 } };
    const broken = { Internal: { reference: "1a2b-3" } };
    await walkThrough(me, [
      failing("/cases/IOE0000000000", "", 0, t("errors.offline")),
      failing("/statuses", busy, 503, t("errors.unavailable")),
      failing("/cases", "", 0, t("errors.offline")),
      failing("/account/profile", busy, 503, t("errors.unavailable")),
      failing("/dashboard", broken, 500, t("errors.internal", { reference: "1a2b-3" })),
      failing("/account/security", broken, 500, t("errors.internal", { reference: "1a2b-3" })),
      {
        name: "a row of the activity that there is not",
        reach: () => me.open("/account/not-me?row=0"),
        sees: t("devices.back"),
      },
      ...["security", "security/apps", "security/phone", "profile", "address", "data", "emails", "close", "merge"].map((path) =>
        stale(`/account/${path}`, t("accounts.security.prove")),
      ),
      stale("/account/notifications", t("notices.phrase_stale")),
      stale("/account/activity", t("errors.stale_download")),
      {
        name: "a form that wants a new proof",
        reach: async () => {
          await me.open("/account/profile");
          await me.fill("accounts.profile.phone", "+1 212 555 0100");
          await page.route("**/api/accounts/save-profile", (route) => route.fulfill({ status: 403, json: "StepUp" }));
          await me.press("accounts.profile.submit");
        },
        told: t("errors.step_up"),
        keeps: { "accounts.profile.phone": "+1 212 555 0100" },
      },
    ]);
  });

  test(`${words.locale}: every state of a case is sound`, async ({ page, context, server }) => {
    test.setTimeout(240_000);
    const me = new Browsing(page, words);
    await register(server, context, words.locale);
    const of = (form: string) => new AgencyCase(form, applicant());
    const [quiet, busy, denied] = [of("I-765"), of("I-485"), of("I-130")];
    const title = { en: "Case Was Denied" };
    const decision = denied.event(3, { kind: "decision_made", outcome: "denied", title, due_on: day(20) });
    const note = (number: number) => busy.event(130 - number / 2, { kind: "other", title: `Note ${number}` });
    const many = Array.from({ length: 210 }, (_, number) => note(number));
    await server.import([quiet.opened(10), ...busy.full(), ...many, denied.opened(200), decision]);
    await link(server, context, quiet, words.locale);
    await walkThrough(me, [
      { name: "a dashboard with nothing to do", reach: () => me.open("/dashboard"), sees: t("cases.todo_none") },
      { name: "a case with little to tell", reach: () => me.open(`/cases/${quiet.receipt}`), sees: t("cases.notices_none") },
      {
        name: "a case that was denied",
        reach: async () => {
          for (const known of [busy, denied]) await link(server, context, known, words.locale);
          await me.open(`/cases/${denied.receipt}`);
        },
        sees: t("cases.after_decision"),
      },
      {
        name: "a dashboard with things to do and changes",
        reach: async () => {
          await server.import([busy.status(0, "News"), denied.event(1, { kind: "case_closed" })]);
          await me.open("/dashboard");
          await expect(page.locator(".task").first()).toBeVisible();
        },
        sees: "News",
      },
      { name: "open and closed cases", reach: () => me.open("/cases"), sees: t("cases.closed") },
      {
        name: "the older part of a history",
        reach: async () => {
          await me.open(`/cases/${busy.receipt}/history`);
          await page.getByRole("main").getByRole("link", { name: t("cases.older") }).click();
          await page.waitForURL(/older=/);
        },
        sees: "Note 0",
      },
    ]);
  });
}
