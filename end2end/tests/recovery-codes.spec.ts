// Recovery codes made anew: kept as a file, on paper or by copying, and the ones of before worth nothing.

import { readFile } from "node:fs/promises";
import { Browsing } from "./support/browsing";
import { typePassword, typeRecoveryCode } from "./support/entry";
import { register } from "./support/person";
import { expect, test } from "./support/test";
import { inEveryWay, look } from "./support/ways";

inEveryWay((words, scripts) => {
  const t = words.t.bind(words);

  test(`${words.locale}: new recovery codes are kept as a file and on paper, and older ones no longer work`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(240_000);
    await page.addInitScript(() => {
      Object.assign(window, { printed: 0, print: () => Object.assign(window, { printed: 1 }) });
    });
    const person = await register(server, context, words.locale);
    const me = new Browsing(page, words, scripts);
    await me.open("/account/security");
    await me.press("accounts.codes.renew");
    await me.seesHeading("accounts.codes.fresh_title");
    const shown = page.locator(".codes li");
    await expect(shown).toHaveCount(10);
    const codes = await shown.allInnerTexts();
    expect(codes.filter((code) => person.codes.includes(code))).toEqual([]);
    await server.mail(person.email, (mail) => mail.subject === t("mail.recovery_codes_made.subject"));
    await look(me);

    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: t("accounts.codes.download") }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("portico-recovery-codes.txt");
    const file = await readFile(await download.path(), "utf8");
    expect(file.split("\r\n").filter((line) => codes.includes(line))).toEqual(codes);
    expect(file).toContain(t("factors.codes.file"));

    await page.emulateMedia({ media: "print" });
    await expect(shown.last()).toBeVisible();
    await expect(page.locator(".print-date")).toBeVisible();
    // Nothing else is on the sheet that somebody puts into a drawer.
    await expect(page.locator("#password-title")).toBeHidden();
    await page.emulateMedia({ media: null });
    if (scripts) {
      await me.press("accounts.codes.print");
      expect(await page.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(1);
    } else {
      await expect(me.button("accounts.codes.print")).toBeHidden();
    }

    await me.press("accounts.codes.kept");
    await expect(shown).toHaveCount(0);
    await expect(page.getByRole("main")).toContainText(words.plural("accounts.codes.left", 10));
    watch.expectStatus(401, 404, 422);
    expect((await context.request.get("/account/recovery-codes.txt")).status()).toBe(404);
    await me.signOut();
    await typePassword(me, person);
    await typeRecoveryCode(me, person.codes[0] ?? "");
    await me.isTold("recovery_code", t("accounts.errors.recovery_wrong"));
    await typeRecoveryCode(me, codes[0] ?? "");
    await me.arriveAt("/dashboard");
    await me.open("/account/security");
    await expect(page.getByRole("main")).toContainText(words.plural("accounts.codes.left", 9));
  });
});
