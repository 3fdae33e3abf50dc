// What every page must satisfy in every state.

import { type Page, expect } from "@playwright/test";
import axe, { type RunOptions } from "axe-core";
import { HtmlValidate } from "html-validate";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules of `AA` that look at colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];
const config = JSON.parse(readFileSync(join(import.meta.dirname, "../../.htmlvalidate.json"), "utf8")) as object;
const validator = new HtmlValidate(config);

/** WCAG 2.2 AA as far as a machine can tell, contrast included, by day and by night. */
export async function accessible(page: Page, schemes: readonly ("light" | "dark")[] = ["light", "dark"]): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    const asked: RunOptions["runOnly"] =
      colorScheme === "light" ? { type: "tag", values: AA } : { type: "rule", values: COLOURS };
    expect(await violations(page, asked), `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Axe is brought into the page once, and of what it finds only the faults are brought out. */
async function violations(page: Page, runOnly: RunOptions["runOnly"]): Promise<object[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run: typeof import("axe-core").run } };
    const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
  }, runOnly);
}

/** The document as it was served. */
export async function validHtml(html: string, what: string): Promise<void> {
  const report = await validator.validateString(withoutLeptosMarks(html), what);
  const told = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column, selector }) => `${ruleId}: ${message} (${line}:${column} ${selector})`),
  );
  expect(told, `HTML of ${what}`).toEqual([]);
}

/** The document as the program has made it by now. */
export async function validPage(page: Page, what: string): Promise<void> {
  await validHtml(await page.content(), `${page.url()}: ${what}`);
}

/**
 * What Leptos 0.8 writes that browsers understand and the validator does not: an empty comment between texts, `<!>` when it
 * is served, and the nonce as `crossorigin` of a page's chunks, which any browser reads as `anonymous`.
 */
function withoutLeptosMarks(html: string): string {
  return html.replace(/<!(----)?>/g, "").replace(/ crossorigin="[\w-]{43}"/g, ' crossorigin="anonymous"');
}

/** Nothing to scroll sideways on the narrowest screen. */
export async function narrow(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const tooWide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => element.outerHTML.slice(0, 120));
  });
  expect(tooWide, `${page.url()} at 320 px`).toEqual([]);
  if (before) await page.setViewportSize(before);
}

/** One h1, the language and direction, and the landmarks that people jump to. */
export async function outline(page: Page, locale: string): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", locale);
  await expect(page.locator("html")).toHaveAttribute("dir", /^(ltr|rtl)$/);
  // What is hidden, as the page behind an ended session, has its own.
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page).toHaveTitle(/\S · Portico$/);
}
