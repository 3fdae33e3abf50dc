// Everything but passkeys and live changes, with scripts turned off.

import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { choosePassword, fillPerson, proveMailbox, typeCode, typePassword } from "./support/entry";
import { applicant, newAddress } from "./support/person";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

test.use({ javaScriptEnabled: false });

for (const words of languages) {
  test(`${words.locale}: a whole visit without JavaScript`, async ({ page, server }) => {
    const me = new Browsing(page, words, false);
    const email = newAddress();
    const known = new AgencyCase("I-765", applicant());
    await server.import([known.opened(40), known.status(3, "Case Is Being Actively Reviewed By USCIS")]);

    await me.open("/register");
    await me.fill("accounts.email", "hoa at example");
    await me.press("accounts.register.submit");
    await me.isTold("email", words.t("accounts.errors.email_odd"));
    await expect(me.field("accounts.email")).toHaveValue("hoa at example");
    await proveMailbox(me, server, email);

    await me.press("accounts.verify.submit");
    await me.isTold("given_name", words.t("accounts.errors.name_missing"));
    await fillPerson(me);
    await me.press("accounts.verify.submit");
    await me.arriveAt("/account/security");

    const app = await choosePassword(me);
    await me.press("accounts.codes.kept");

    await me.open("/cases/link");
    await me.fill("cases.receipt_number", known.receipt);
    await me.field("form.month").selectOption("4");
    await me.fill("form.day", "28");
    await me.fill("form.year", "1986");
    await me.fill("cases.given_name", "Hoa");
    await me.fill("cases.family_name", "Nguyễn");
    await me.press("cases.link_now");
    await me.arriveAt(`/cases/${known.receipt}`);

    await me.open("/dashboard");
    await expect(page.getByRole("main").getByText(known.receipt).first()).toBeVisible();
    await me.signOut();
    await page.goto(words.path("/dashboard"));
    await me.arriveAt("/sign-in");

    await typePassword(me, { email, app, codes: [] });
    await typeCode(me, app);
    await me.arriveAt("/dashboard");
    await me.signOut();

    await me.open("/");
    await me.fill("cases.receipt_number", known.receipt);
    await me.press("cases.look_up_now");
    await expect(page.getByRole("main").getByText(words.t("cases.step.review")).first()).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText("Nguyễn");
  });
}
