// The states of plain forms with scripts turned off: the page says what was done or what is wrong, what was typed is there
// again, and no secret is.

import type { Page, Response } from "@playwright/test";
import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { accessible, narrow, outline, validHtml } from "./support/checks";
import { applicant, register } from "./support/person";
import { EXPECTED, type State, account, fromElsewhere, strangers, walk, wayIn } from "./support/states";
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

/** Lends the page scripts while something is done: axe needs them. What the page was refused when it was made stays so. */
async function lender(page: Page): Promise<(use: () => Promise<void>) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const forbid = (value: boolean) => session.send("Emulation.setScriptExecutionDisabled", { value });
  await forbid(true);
  return async (use) => {
    await forbid(false);
    await use();
    await forbid(true);
  };
}

async function walkPlainly(me: Browsing, states: State[]): Promise<void> {
  const { page, words } = me;
  const [served, lend] = [documents(page), await lender(page)];
  await walk(me, states, async (name) => {
    await outline(page, words.locale);
    // Their colours by night are the same with scripts and are looked at there.
    await lend(() => accessible(page, ["light"]));
    await narrow(page);
    const secrets = page.locator("main input:is([type=password], [name*=code])");
    for (const secret of await secrets.all()) await expect(secret, "a secret comes back").toHaveValue("");
    await validHtml(await served(), `${page.url()}: ${name}`);
  });
}

for (const words of languages) {
  test(`${words.locale}: without JavaScript every form of the way in says what it did or what is wrong`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(180_000);
    watch.expectStatus(...EXPECTED);
    await fromElsewhere(context);
    const me = new Browsing(page, words, false);
    await walkPlainly(me, wayIn(me, server));
  });

  test(`${words.locale}: without JavaScript every form of a stranger says what it did or what is wrong`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(180_000);
    watch.expectStatus(...EXPECTED);
    await fromElsewhere(context);
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);
    const person = await register(server, context, words.locale);
    await context.clearCookies();
    const me = new Browsing(page, words, false);
    await walkPlainly(me, strangers(me, server, person, known));
  });

  test(`${words.locale}: without JavaScript every form of an account says what it did or what is wrong`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(180_000);
    watch.expectStatus(...EXPECTED);
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40)]);
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, false);
    const ended: State = {
      name: "a form after the session has ended",
      reach: async () => {
        await me.open("/account/profile");
        await context.clearCookies({ name: "portico_session" });
        await me.press("accounts.profile.submit");
        await me.arriveAt("/sign-in");
      },
      sees: words.t("said.ended"),
    };
    await walkPlainly(me, [...account(me, person, known), ended]);
  });
}
