// The pictures of the README. `npx playwright test screenshots --update-snapshots` writes them anew; any other run only
// attaches them to its report.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { applicant, link, register } from "./support/person";
import { test } from "./support/test";
import { english } from "./support/words";

const folder = join(import.meta.dirname, "../../docs/screenshots");

test("the dashboard and the case page, on a phone and on a desk, by day and by night", async ({ page, context, server }, info) => {
  const write = ["all", "changed"].includes(info.config.updateSnapshots);
  if (write) await mkdir(folder, { recursive: true });
  await register(server, context);
  const known = new AgencyCase("I-485", applicant(), "IOE0912345678");
  const work = new AgencyCase("I-765", applicant(), "IOE0912345679");
  await server.import([...known.usual(), work.opened(90)]);
  for (const each of [known, work]) await link(server, context, each);
  await server.import([work.approved()]);
  const me = new Browsing(page, english);
  for (const [name, path] of [["dashboard", "/dashboard"], ["case", `/cases/${known.receipt}`]] as const) {
    for (const width of [360, 1280]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height: width === 360 ? 1100 : 900 });
        await page.emulateMedia({ colorScheme });
        await me.open(path);
        const file = `${name}-${width}-${colorScheme}.png`;
        const picture = write ? { path: join(folder, file) } : {};
        await info.attach(file, { body: await page.screenshot(picture), contentType: "image/png" });
      }
    }
  }
});
