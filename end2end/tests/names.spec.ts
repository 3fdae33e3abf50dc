// Names and words of any script and length are shown as they are, and change nothing around them.

import { Browsing } from "./support/browsing";
import { AgencyCase } from "./support/cases";
import { sound } from "./support/looks";
import { applicant, link, register } from "./support/person";
import { expect, test } from "./support/test";
import { english } from "./support/words";

const MARKUP = "</textarea></title><script>document.title='broken'</script>";
const ARABIC = "\u202eتم استلام قضيتك\u2067";
const LONG = "ệ".repeat(10_000);

const people = [
  { given_name: "عبد\u202eالرحمن", family_name: "بن عبد الله" },
  { given_name: "x".repeat(200), family_name: MARKUP },
];

for (const [number, names] of people.entries()) {
  test(`what is long, mirrored or markup is text on the dashboard and the pages of a case (${number + 1})`, async ({
    page,
    context,
    server,
    watch,
  }) => {
    test.setTimeout(240_000);
    page.on("dialog", () => watch.fail("a dialogue opened"));
    await register(server, context, "en", names);
    const known = new AgencyCase("I-485", applicant());
    await server.import([
      known.opened(50),
      known.event(20, { kind: "notice_issued", notice: { kind: MARKUP.slice(0, 60), number: "N".repeat(64) } }),
      known.event(10, {
        kind: "appointment_scheduled",
        appointment: { kind: ARABIC, starts_at: new Date(Date.now() + 9e8).toISOString(), place: "x".repeat(1_000) },
      }),
      known.event(5, { kind: "status_changed", title: { ar: ARABIC }, office: MARKUP }),
      known.event(4, { kind: "other", title: MARKUP, text: LONG }),
      known.event(3, { kind: "other", title: LONG }),
    ]);
    await link(server, context, known);
    await server.import([known.event(1, { kind: "status_changed", title: LONG, text: { ar: ARABIC } })]);
    const me = new Browsing(page, english);
    const holds = async (...texts: string[]) => {
      const text = (await page.getByRole("main").textContent()) ?? "";
      for (const part of texts) expect(text.includes(part), `${part.slice(0, 60)} is on ${page.url()}`).toBe(true);
    };
    await me.open("/dashboard");
    await holds(names.given_name, LONG, ARABIC);
    await sound(me);
    await me.open("/cases");
    await holds(LONG);
    await sound(me);
    await me.open(`/cases/${known.receipt}`);
    await holds(names.given_name, names.family_name, LONG, ARABIC, MARKUP);
    await sound(me);
    await me.open(`/cases/${known.receipt}/history`);
    await holds(LONG, ARABIC, MARKUP);
    await sound(me);
    await me.open("/account/profile");
    await holds(names.given_name, names.family_name);
    await sound(me);
    await expect(page).toHaveTitle(/ · Portico$/);
  });
}
