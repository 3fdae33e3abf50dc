// The pages of those who are refused before any page is asked: they run no program and must be as sound as the others.

import { Browsing } from "./support/browsing";
import { validHtml } from "./support/checks";
import { sound } from "./support/looks";
import { Server } from "./support/server";
import { expect, test } from "./support/test";
import { languages } from "./support/words";

for (const words of languages) {
  test(`${words.locale}: somebody refused is told why on a sound page`, async ({ page, context, server, watch }) => {
    test.setTimeout(180_000);
    watch.expectStatus(403, 413, 429);
    const me = new Browsing(page, words, false);
    await context.setExtraHTTPHeaders({ "accept-language": words.locale });

    await test.step("a form of another site", async () => {
      const form = `<form method="post" action="${server.url}/api/accounts/register"><button name="email" value="a">go</button></form>`;
      await page.goto(`data:text/html,${encodeURIComponent(form)}`);
      const [answer] = await Promise.all([page.waitForResponse(/api/), page.getByRole("button").click()]);
      expect(answer.status()).toBe(403);
      await expect(page.getByRole("main")).toContainText(words.t("errors.forbidden"));
      await sound(me);
      await validHtml(await answer.text(), "a form of another site");
    });
    await test.step("a form that is too large", async () => {
      await page.goto(words.path("/look-up"));
      await page.locator("main form").evaluate((form: HTMLFormElement, text) => {
        form.querySelector("input:not([type=hidden])")?.setAttribute("value", text);
        form.submit();
      }, "x".repeat(300_000));
      await expect(page.getByRole("main")).toContainText(words.t("errors.too_large"));
      await sound(me);
    });
    await test.step("too many pages", async () => {
      const small = await Server.start({ PORTICO_STRANGER_REQUESTS: "100" });
      try {
        const ask = () => context.request.get(`${small.url}${words.path("/statuses")}`);
        await expect.poll(async () => (await ask()).status(), { intervals: [0] }).toBe(429);
        await page.goto(`${small.url}${words.path("/statuses")}`);
        await expect(page.getByRole("main")).toContainText(words.plural("errors.too_many_pages", 5));
        await sound(me);
      } finally {
        await small.stop();
      }
    });
  });
}
