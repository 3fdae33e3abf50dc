// Security questions, where an operator has turned them on: set by their owner, answered at the support desk.

import { Browsing } from "./support/browsing";
import { register } from "./support/person";
import { Server } from "./support/server";
import { test as base, expect } from "./support/test";
import { look } from "./support/ways";
import { languages } from "./support/words";

const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start({ PORTICO_SECURITY_QUESTIONS: "support" });
      await use(server);
      await server.stop();
    },
    // What is overridden stays automatic, which its type does not know.
    { scope: "worker", auto: true, timeout: 90_000 } as { scope: "worker" },
  ],
});

for (const words of languages) {
  for (const scripts of [true, false]) {
    test.describe(scripts ? "with scripts" : "without JavaScript", () => {
      test.use({ javaScriptEnabled: scripts });

      test(`${words.locale}: questions are answered, never shown again, offered by the desk's form, and removed`, async ({
        page,
        context,
        server,
        watch,
      }) => {
        await register(server, context, words.locale);
        const me = new Browsing(page, words, scripts);
        const field = (key: string, number: string) => page.getByLabel(words.t(key, { number }));
        await me.open("/account/security/questions");
        await look(me);
        if (scripts) watch.expectStatus(422);
        await field("questions.question_number", "1").selectOption("first_pet");
        await me.press("questions.submit");
        await expect(page.getByText(words.t("questions.errors.answer_missing")).first()).toBeVisible();
        await expect(field("questions.question_number", "1")).toHaveValue("first_pet");
        await look(me);

        await field("questions.answer_number", "1").fill("Bó Đỏ 7");
        await me.press("questions.submit");
        await me.sees("questions.saved");
        await expect(page.getByRole("listitem").filter({ hasText: words.t("questions.of.first_pet") })).toHaveCount(1);
        expect(await page.content()).not.toContain("Bó Đỏ 7");
        await look(me);

        await me.open("/recover/support");
        await expect(page.getByLabel(words.t("recovery.support.question"))).toBeVisible();
        await look(me);

        await me.open("/account/security/questions");
        await me.press("questions.remove");
        await me.sees("questions.removed");
      });
    });
  }
}
