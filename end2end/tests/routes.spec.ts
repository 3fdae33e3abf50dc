// Every page by a full load and by a link within the program: nothing may differ, nothing may complain.

import type { Page } from "@playwright/test";
import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { accessible, narrow, outline, validHtml } from "./support/checks";
import { REFUSALS, everyone, signedIn, staff } from "./support/pages";
import { applicant, link, register } from "./support/person";
import { keptPage } from "./support/witness";
import { expect, test } from "./support/test";
import { type Words, languages } from "./support/words";

test("the demonstration's own pages are sound", async ({ page }) => {
  for (const path of ["/demo/mailbox", "/demo/authenticator"]) {
    const response = await page.goto(path);
    await accessible(page);
    await validHtml((await response?.text()) ?? "", path);
  }
});

test("the checks find what is put into a page for them to find", async ({ page }) => {
  await page.goto("/demo/mailbox");
  await accessible(page);
  await page.locator("main").evaluate((main) => {
    main.append(document.createElement("img"));
    const pale = main.appendChild(document.createElement("p"));
    pale.textContent = "Hardly to be read";
    pale.style.color = "gray";
    pale.style.backgroundColor = "silver";
  });
  await expect(accessible(page, ["light"])).rejects.toThrow(/color-contrast[^]*image-alt/);
  await expect(accessible(page, ["dark"])).rejects.toThrow(/color-contrast/);
});

for (const words of languages) {
  test.describe(words.locale, () => {
    test("every page for strangers, loaded in full, is sound", async ({ page, watch }) => {
      test.setTimeout(300_000);
      watch.expectStatus(...REFUSALS);
      for (const path of everyone) await sound(page, words, path);
    });

    test("every page of an account, loaded in full, is sound", async ({ page, context, server, watch }) => {
      test.setTimeout(300_000);
      watch.expectStatus(...REFUSALS);
      await register(server, context, words.locale);
      const known = new AgencyCase("I-485", applicant());
      const empty = ["/dashboard", "/cases"];
      for (const path of empty) await sound(page, words, path);
      await server.import(known.full());
      await link(server, context, known, words.locale);
      for (const path of signedIn(known.receipt)) await sound(page, words, path);
    });

    test("every page for strangers, loaded in full by somebody signed in, is sound", async ({
      page,
      context,
      server,
      watch,
    }) => {
      test.setTimeout(300_000);
      watch.expectStatus(...REFUSALS);
      await register(server, context, words.locale);
      for (const path of everyone) await sound(page, words, path);
    });

    test("every page is reached by a link without a new load", async ({ page, context, server, watch }) => {
      test.setTimeout(180_000);
      watch.expectStatus(...REFUSALS);
      const me = new Browsing(page, words);
      await me.open("/statuses");
      const strange = await keptPage(page);
      for (const path of everyone) await click(page, words, path);
      expect(await strange()).toBe(true);

      await register(server, context, words.locale);
      const known = new AgencyCase("I-485", applicant());
      await server.import(known.full());
      await link(server, context, known, words.locale);
      await me.open("/");
      const kept = await keptPage(page);
      for (const path of signedIn(known.receipt)) await click(page, words, path);
      expect(await kept()).toBe(true);
    });

    test("a stranger is sent to sign in and back again to the page that was asked for", async ({ page }) => {
      for (const path of signedIn("IOE0912345678")) {
        await page.goto(words.path(path));
        await expect(page).toHaveURL(new RegExp(`/${words.locale}/sign-in\\?next=`));
      }
    });

    test("whoever is no agent of the desk is sent to its entrance", async ({ page, context, server }) => {
      const entrance = new RegExp(`/${words.locale}/desk/sign-in$`);
      const sent = async () => {
        for (const path of staff) {
          await page.goto(words.path(path));
          await expect(page).toHaveURL(entrance);
        }
      };
      await sent();
      await register(server, context, words.locale);
      await sent();
    });
  });
}

async function sound(page: Page, words: Words, path: string): Promise<void> {
  await test.step(path, async () => {
    const response = await page.goto(words.path(path));
    const served = (await response?.text()) ?? "";
    await page.locator('html[data-hydrated="true"]').waitFor();
    await outline(page, words.locale);
    await accessible(page);
    await narrow(page);
    await validHtml(served, words.path(path));
  });
}

/** Follows a link that the test puts into the page: not every page has a link to every other. */
async function click(page: Page, words: Words, path: string): Promise<void> {
  await test.step(path, async () => {
    await page.locator("main").evaluate((main, href) => {
      const link = document.createElement("a");
      link.href = href;
      link.id = "test-link";
      link.textContent = href;
      main.before(link);
    }, words.path(path));
    await page.locator("#test-link").click();
    await page.locator("#test-link").evaluate((link) => link.remove());
    await page.waitForURL((url) => url.pathname + url.search === words.path(path));
    await expect(page.locator("h1")).toHaveCount(1);
    await expect(page.locator("h1")).toBeFocused();
  });
}
