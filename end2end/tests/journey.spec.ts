// The main path, as one person walks it: from no account to watching a case change.

import { Browsing } from "./support/browsing";
import { PasskeyDevice, withoutOffers } from "./support/authenticators";
import { AgencyCase } from "./support/cases";
import { applicant, newAddress } from "./support/person";
import { fillPerson, proveMailbox } from "./support/entry";
import { Announcements, keptPage } from "./support/witness";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

// Two seconds are promised from the agency's act on; the rest is for a busy machine. The measured time is in the report.
const CHANGE_MS = 5_000;

for (const words of languages) {
  test(`${words.locale}: an applicant registers, links a case and watches it change in two tabs`, async ({
    page,
    context,
    server,
    watch,
  }, info) => {
    // The other tab's session ends.
    watch.expectStatus(401);
    const me = new Browsing(page, words);
    await withoutOffers(page);
    const device = await PasskeyDevice.attach(page);
    const email = newAddress();
    const known = new AgencyCase("I-485", applicant());
    await server.import([known.opened(143), known.status(22, "Case Is Being Actively Reviewed By USCIS")]);

    await test.step("registers and confirms the address", async () => {
      await me.open("/");
      await page.getByRole("main").getByRole("link", { name: words.t("home.create") }).click();
      await me.arriveAt("/register");
      await proveMailbox(me, server, email);
      await fillPerson(me);
      await me.press("accounts.verify.submit");
      await me.arriveAt("/account/security");
    });

    await test.step("makes a passkey and keeps the recovery codes", async () => {
      await me.press("passkeys.add");
      const codes = page.getByRole("main").getByRole("listitem").filter({ hasText: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/ });
      await expect(codes).toHaveCount(10);
      expect(await device.count()).toBe(1);
      await me.press("accounts.codes.kept");
      await expect(codes).toHaveCount(0);
    });

    await test.step("links the case", async () => {
      await me.open("/dashboard");
      await page.getByRole("main").getByRole("link", { name: words.t("cases.link_title") }).first().click();
      await me.arriveAt("/cases/link");
      await me.fill("cases.receipt_number", known.receipt.toLowerCase());
      await me.fill("cases.access_code", known.accessCode);
      await me.press("cases.link_now");
      await me.arriveAt(`/cases/${known.receipt}`);
    });

    await test.step("sees both open pages change", async () => {
      await me.open("/dashboard");
      const second = new Browsing(await context.newPage(), words);
      await second.open(`/cases/${known.receipt}`);
      const pages = [page, second.page];
      const kept = await Promise.all(pages.map((open) => keptPage(open)));
      const said = await Promise.all(pages.map((open) => Announcements.of(open)));

      const title = words.locale === "es" ? "Una noticia de la agencia" : "News from the agency";
      await server.import([known.status(0, "", { title: { en: "News from the agency", es: "Una noticia de la agencia" } })]);
      const imported = Date.now();
      await Promise.all(pages.map((open) => expect(open.getByText(title).first()).toBeVisible({ timeout: CHANGE_MS })));
      const after = Date.now() - imported;
      info.annotations.push({ type: "live", description: `both tabs changed ${after} ms after the import had ended` });

      for (const announcements of said) {
        await expect.poll(() => announcements.heard()).toEqual([words.t("live.changed")]);
      }
      for (const still of kept) expect(await still(), "the page was not loaded again").toBe(true);
      await second.page.close();
    });

    await test.step("signs out in one tab, which closes the other, and comes back by passkey", async () => {
      const second = new Browsing(await context.newPage(), words);
      await second.open("/dashboard");
      await me.open("/dashboard");
      await me.signOut();
      await expect(second.page.getByText(words.t("errors.unauthenticated")).first()).toBeVisible();
      await second.page.close();

      await me.open("/sign-in");
      await me.press("passkeys.sign_in");
      await me.arriveAt("/dashboard");
      await expect(page.getByText(known.receipt).first()).toBeVisible();
    });
  });
}
