// The open page when the connection, the session or the server goes away.

import type { Route } from "@playwright/test";
import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { applicant, link, register } from "./support/person";
import { keptPage } from "./support/witness";
import { expect, test } from "./support/test";
import { english } from "./support/words";

test("an open page outlives a restart of the server and catches up by itself", async ({ page, context, server, watch }) => {
  watch.expectUnreachable();
  await register(server, context);
  const known = new AgencyCase("I-130", applicant());
  await server.import([known.opened(10)]);
  await link(server, context, known);
  const me = new Browsing(page, english);
  await me.open("/dashboard");
  const kept = await keptPage(page);
  const state = page.locator(".live-state");
  await expect(state).toHaveAttribute("data-state", "live");

  await server.restart({
    meanwhile: async () => {
      await expect(state).toHaveAttribute("data-state", "reconnecting");
      await server.import([known.status(0, "Said while the server was away")]);
    },
  });
  await expect(page.getByText("Said while the server was away").first()).toBeVisible({ timeout: 20_000 });
  await expect(state).toHaveAttribute("data-state", "live");
  expect(await kept(), "the page was not loaded again").toBe(true);
});

test("a lost network is told, and its return brings what was missed", async ({ page, context, server, watch }) => {
  watch.expectUnreachable();
  await register(server, context);
  const known = new AgencyCase("I-130", applicant());
  await server.import([known.opened(10)]);
  await link(server, context, known);
  const me = new Browsing(page, english);
  await me.open(`/cases/${known.receipt}`);
  await context.setOffline(true);
  await expect(page.locator(".live-state")).toHaveAttribute("data-state", "offline");
  await server.import([known.status(0, "Said while nobody listened")]);
  await context.setOffline(false);
  await expect(page.getByText("Said while nobody listened").first()).toBeVisible();
  await expect(page.locator(".live-state")).toHaveAttribute("data-state", "live");
});

for (const [how, block] of [
  ["drops", (route: Route) => route.abort()],
  ["refuses", (route: Route) => route.fulfill({ status: 503 })],
] as const) {
  test(`where the network ${how} the stream, the page finds changes by looking every half minute`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    watch.expectUnreachable();
    watch.expectStatus(503);
    await register(server, context);
    const known = new AgencyCase("I-130", applicant());
    await server.import([known.opened(10)]);
    await link(server, context, known);
    const me = new Browsing(page, english);
    await page.clock.install();
    await context.route("**/events?*", block);
    await me.open("/dashboard");
    const kept = await keptPage(page);
    const state = page.locator(".live-state");
    await expect(state).toHaveText(english.t("live.reconnecting"));

    for (const news of ["Said without a stream", "Said half a minute later"]) {
      await server.import([known.status(0, news)]);
      await page.clock.fastForward(30_000);
      await expect(page.getByText(news).first()).toBeVisible();
      // What was just looked at is not said to be live: the next change comes late.
      await expect(state).toHaveText(english.t("live.reconnecting"));
    }
    await context.unroute("**/events?*");
    await page.clock.fastForward(30_000);
    await expect(state).toHaveAttribute("data-state", "live");
    expect(await kept(), "the page was not loaded again").toBe(true);
  });
}
