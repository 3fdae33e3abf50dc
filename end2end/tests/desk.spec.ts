// The desk: staff come in by a passkey, see which facts were right and never the facts, and decide by two.

import { randomUUID } from "node:crypto";
import { PasskeyDevice, withoutOffers } from "./support/authenticators";
import { Browsing } from "./support/browsing";
import { validHtml } from "./support/checks";
import { approve, askDesk, atDesk, openRequest } from "./support/desk";
import { ownNetwork } from "./support/network";
import { BORN, NAMES, register, registerWithCase } from "./support/person";
import { expect, live, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";
import { languages } from "./support/words";

/** The page as it stands, and the document as it is served. */
async function whole(me: Browsing): Promise<void> {
  const served = await me.page.reload();
  await validHtml((await served?.text()) ?? "", me.page.url());
  if (me.scripts) await live(me.page);
  await look(me);
}

for (const words of languages) {
  const t = words.t.bind(words);

  test(`${words.locale}: staff make a passkey by the operator's link, once, and come in by it alone`, async ({
    page,
    server,
    watch,
  }) => {
    test.setTimeout(180_000);
    await PasskeyDevice.attach(page);
    const agent = new Browsing(page, words);
    const email = `${randomUUID()}@desk.example.test`;
    const enrol = await server.addStaff(email, "Robin Ames", "supervisor");
    const main = page.getByRole("main");
    await agent.open(enrol);
    await expect(main).toContainText(email);
    await whole(agent);
    await agent.press("desk.enrol.submit");
    await agent.arriveAt("/desk/sign-in");
    await whole(agent);
    await agent.press("passkeys.sign_in");
    await agent.arriveAt("/desk");
    await expect(main).toContainText("Robin Ames");
    await expect(main).toContainText(t("desk.roles.supervisor"));
    await whole(agent);

    await agent.press("desk.sign_out");
    await agent.arriveAt("/desk/sign-in");
    await agent.sees("said.gone.desk_sign_out");
    await page.goto(words.path("/desk/support"));
    await agent.arriveAt("/desk/sign-in");
    watch.expectStatus(404);
    await agent.open(enrol);
    await agent.sees("desk.enrol.over");
  });

  test(`${words.locale}: a person's passkey opens nothing at the desk, which says so`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    const me = new Browsing(page, words);
    await withoutOffers(page);
    const device = await PasskeyDevice.attach(page);
    await register(server, context, words.locale);
    await me.open("/account/security");
    await me.press("passkeys.add");
    await expect.poll(() => device.count()).toBe(1);
    await me.open("/desk/sign-in");
    watch.expectStatus(422);
    await me.press("passkeys.sign_in");
    await me.sees("passkeys.errors.refused");
    await look(me);
    expect(new URL(page.url()).pathname).toBe(words.path("/desk/sign-in"));
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("portico_staff");
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  for (const words of languages) {
    test(`${words.locale}: the desk's entrance says that passkeys need scripts`, async ({ page, server }) => {
      const agent = new Browsing(page, words, false);
      const enrol = await server.addStaff(`${randomUUID()}@desk.example.test`, "Robin Ames", "support");
      for (const [path, key] of [
        [enrol, "desk.enrol.submit"],
        ["/desk/sign-in", "passkeys.sign_in"],
      ] as const) {
        await agent.open(path);
        await agent.sees("desk.needs_js");
        await expect(agent.button(key)).toBeHidden();
        await whole(agent);
      }
    });
  }
});

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: two of the staff approve what no fact of is shown to them, and a supervisor stops it`, async ({
    page,
    context,
    server,
    another,
  }) => {
    test.setTimeout(300_000);
    const home = await another();
    const [person, known] = await registerWithCase(server, home.context, words.locale);
    await context.setExtraHTTPHeaders(ownNetwork());
    const request = await askDesk(new Browsing(page, words, scripts), server, known);

    const first = await atDesk(server, another, words, scripts);
    await first.open("/desk/support");
    const row = (agent: Browsing) => agent.page.getByRole("listitem").filter({ hasText: request.reference });
    await expect(row(first)).toContainText(t("desk.stages.open"));
    await expect(row(first)).toContainText(t("desk.support.facts", { right: 6, of: 6 }));
    await whole(first);
    await openRequest(first, request);
    const checklist = first.page.getByRole("region", { name: t("desk.request.checklist") });
    for (const item of ["receipt", "case_birth", "case_name", "account_birth", "account_name", "address"]) {
      const line = checklist.getByRole("listitem").filter({ hasText: t(`desk.evidence.${item}`) });
      await expect(line).toContainText(t("desk.request.yes"));
    }
    await whole(first);
    const sent = await first.page.content();
    for (const fact of [known.receipt, person.email, request.email, NAMES.family_name]) expect(sent).not.toContain(fact);
    // Too short not to be found by chance among what no eye sees.
    for (const fact of [NAMES.given_name, BORN.year]) {
      await expect(first.page.getByRole("main")).not.toContainText(fact);
    }

    const stale = new Browsing(await first.page.context().newPage(), words, scripts);
    await stale.follow(first.page.url());
    await first.press("desk.request.approve_submit");
    await first.arriveAt("/desk/support");
    await expect(row(first)).toContainText(t("desk.stages.once_mine"));
    await openRequest(first, request);
    await first.sees("desk.request.mine");
    await expect(first.button("desk.request.approve_submit")).toHaveCount(0);
    await whole(first);
    if (scripts) first.watch.expectStatus(409);
    await stale.press("desk.request.approve_submit");
    // Without scripts the page is made anew, and has no button any more that could be refused.
    await stale.sees(scripts ? "recovery.errors.approved_already" : "desk.request.mine");
    await look(stale);

    const supervisor = await atDesk(server, another, words, scripts, "supervisor");
    await openRequest(supervisor, request);
    await supervisor.sees("desk.stages.once");
    await supervisor.press("desk.request.approve_submit");
    await supervisor.arriveAt("/desk/support");
    const waits = t("desk.stages.waiting").split("{date}")[0] ?? "";
    await expect(row(supervisor)).toContainText(waits);
    await server.mail(person.email, (mail) => mail.subject === t("mail.support_waiting.subject"));
    const me = new Browsing(home.page, words);
    for (const [kind, act] of [
      ["security", "support_approved"],
      ["view", "support_read"],
    ] as const) {
      await me.open(`/account/activity?kind=${kind}`);
      await me.sees(`audit.acts.${act}`);
    }
    await me.sees("recovery.banner.title");

    await openRequest(first, request);
    await expect(first.page.getByRole("main")).toContainText(waits);
    for (const act of ["approve_submit", "decline", "stop"]) {
      await expect(first.button(`desk.request.${act}`)).toHaveCount(0);
    }
    await openRequest(supervisor, request);
    await whole(supervisor);
    if (scripts) supervisor.watch.expectStatus(422);
    await supervisor.press("desk.request.stop");
    await supervisor.isTold("reason", t("recovery.errors.reason"));
    await look(supervisor);
    await supervisor.field("desk.request.reason").selectOption("suspicious");
    await supervisor.press("desk.request.stop");
    await supervisor.arriveAt("/desk/support");
    await expect(row(supervisor)).toHaveCount(0);
    await server.mail(person.email, (mail) => mail.subject === t("mail.support_stopped.subject"));
    await server.mail(request.email, (mail) => mail.subject === t("mail.support_closed.subject"));
    await expect(home.page.getByText(t("recovery.banner.title"))).toHaveCount(0);
  });

  test(`${words.locale}: a request with too few facts can only be declined, and whoever asked is not told why`, async ({
    page,
    context,
    server,
    another,
  }) => {
    test.setTimeout(180_000);
    const [, known] = await registerWithCase(server, (await another()).context, words.locale);
    await context.setExtraHTTPHeaders(ownNetwork());
    const asker = new Browsing(page, words, scripts);
    const request = await askDesk(asker, server, known, { ...BORN, day: "27" });

    const agent = await atDesk(server, another, words, scripts);
    await openRequest(agent, request);
    const main = agent.page.getByRole("main");
    for (const [item, answer] of [
      ["account_name", "yes"],
      ["case_birth", "no"],
      ["account_birth", "no"],
    ] as const) {
      const line = main.getByRole("listitem").filter({ hasText: t(`desk.evidence.${item}`) });
      await expect(line).toContainText(t(`desk.request.${answer}`));
    }
    await agent.sees("desk.request.not_enough");
    await expect(agent.button("desk.request.approve_submit")).toHaveCount(0);
    await whole(agent);
    if (scripts) agent.watch.expectStatus(422);
    await agent.press("desk.request.decline");
    await agent.isTold("reason", t("recovery.errors.reason"));
    await look(agent);

    const late = new Browsing(await agent.page.context().newPage(), words, scripts);
    await late.follow(agent.page.url());
    await agent.field("desk.request.reason").selectOption("facts");
    await agent.press("desk.request.decline");
    await agent.arriveAt("/desk/support");
    await expect(main.getByText(request.reference)).toHaveCount(0);
    const { text } = await server.mail(request.email, (mail) => mail.subject === t("mail.support_closed.subject"));
    expect(text).not.toContain(t("desk.reasons.facts"));

    agent.watch.expectStatus(404);
    if (scripts) agent.watch.expectStatus(409);
    await late.field("desk.request.reason").selectOption("withdrawn");
    await late.press("desk.request.decline");
    if (scripts) await expect(late.page.getByRole("main").getByRole("alert")).toBeFocused();
    else await late.sees("desk.request.gone");
    await late.page.reload();
    await late.sees("desk.request.gone");
    await whole(late);
  });

  test(`${words.locale}: whoever decides is told what was recorded`, async ({ page, context, server, another }) => {
    test.setTimeout(180_000);
    const [, known] = await registerWithCase(server, (await another()).context, words.locale);
    await context.setExtraHTTPHeaders(ownNetwork());
    const request = await askDesk(new Browsing(page, words, scripts), server, known);
    const agent = await atDesk(server, another, words, scripts);
    await approve(agent, request);
    await agent.sees("said.gone.desk_approve");
    await openRequest(agent, request);
    await agent.field("desk.request.reason").selectOption("duplicate");
    await agent.press("desk.request.decline");
    await agent.arriveAt("/desk/support");
    await agent.sees("said.gone.desk_decline");
  });
});
