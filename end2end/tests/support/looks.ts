// A page as it stands now, whatever was done on it, looked at in every way in which people look at pages.

import { type Page, expect } from "@playwright/test";
import { accessible, narrow, outline } from "./checks";
import type { Browsing } from "./browsing";

/** Sound for whoever sees, hears, enlarges, mirrors or prints it. */
export async function sound(me: Browsing): Promise<void> {
  await outline(me.page, me.words.locale);
  await accessible(me.page);
  await narrow(me.page);
  await enlarged(me.page);
  await mirrored(me.page);
  await outlined(me.page);
  await printed(me.page);
}

/** At 200 % of a window 1280 pixels wide. What is 320 pixels wide, as at 400 %, is `narrow`'s. */
async function enlarged(page: Page): Promise<void> {
  await atWidth(page, 640, async () => expect(await sideways(page), `${page.url()} at 200 %`).toEqual([]));
}

/** As a language that is written from right to left would have it: nothing sticks out and nothing covers another. */
async function mirrored(page: Page): Promise<void> {
  const root = page.locator("html");
  const before = (await root.getAttribute("dir")) ?? "ltr";
  await root.evaluate((html) => html.setAttribute("dir", "rtl"));
  for (const width of [320, 1280]) {
    await atWidth(page, width, async () => {
      expect(await sideways(page), `${page.url()} from right to left at ${width} px`).toEqual([]);
      expect(await covered(page), `${page.url()} from right to left at ${width} px`).toEqual([]);
    });
  }
  await root.evaluate((html, dir) => html.setAttribute("dir", dir), before);
}

async function atWidth(page: Page, width: number, look: () => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 720 });
  await look();
  if (before) await page.setViewportSize(before);
}

/** What sticks out of the page, to either side. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > width + 0.5 || left < -0.5;
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });
}

/** Pairs of things to read or to press of which one lies on the other. */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const things = "h1, h2, h3, a, button, summary, input:not([type=hidden]), select, textarea, label, legend, .tag";
    const seen = [...document.querySelectorAll<HTMLElement>(things)].filter(
      (thing) => thing.checkVisibility({ visibilityProperty: true }) && !thing.closest(".visually-hidden, .skip-link"),
    );
    const found: string[] = [];
    seen.forEach((one, place) => {
      for (const other of seen.slice(place + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1) found.push(`${one.outerHTML.slice(0, 80)} / ${other.outerHTML.slice(0, 80)}`);
      }
    });
    return found;
  });
}

/** With the colours of the system alone: what is told by a background is told by a border too. */
async function outlined(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: "active" });
  const bare = await page.evaluate(() => {
    const boxes = ".button, .input, .alert, .error-summary, .card, .case-card, .task, .tag, .banner, .empty";
    const seen = [...document.querySelectorAll<HTMLElement>(boxes)].filter((box) => box.checkVisibility());
    const bordered = (box: HTMLElement) => {
      const style = getComputedStyle(box);
      return Number.parseFloat(style.borderBlockEndWidth) > 0 && style.borderBlockEndStyle !== "none";
    };
    return seen.filter((box) => !bordered(box)).map((box) => box.outerHTML.slice(0, 120));
  });
  expect(bare, `${page.url()} in forced colours`).toEqual([]);
  await page.emulateMedia({ forcedColors: null });
}

/** On paper: everything that was there to be read, in black on white, and nothing to press. */
async function printed(page: Page): Promise<void> {
  await page.evaluate(() => {
    const things = "h1, h2, h3, li, dt, dd, p, td, legend, figcaption, blockquote, code, time";
    // A question and its explanation are for the screen; rows and facts are not, even if a form stands around them.
    const screen = ".actions, .button, nav, .live-state, .visually-hidden, .needs-js, form:not(.printed)";
    // What is to be kept on paper stands there alone.
    const sheet = document.querySelector(".print-alone") ? ".print-alone > :is(h2, .codes)" : "main";
    for (const thing of document.querySelectorAll<HTMLElement>(`main :is(${things})`)) {
      const kept = thing.closest(screen) === null || thing.closest("form .rows, form .facts, form .history") !== null;
      const shown = thing.checkVisibility({ visibilityProperty: true }) && (thing.textContent ?? "").trim() !== "";
      const meant = thing.closest(sheet) !== null;
      if (kept && shown && meant && !thing.querySelector(".button")) thing.dataset.toPrint = "";
    }
  });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const paper = await page.evaluate(() => {
    const parts = [...document.querySelectorAll<HTMLElement>("[data-to-print]")];
    const lost = parts.filter((part) => !part.checkVisibility({ visibilityProperty: true }));
    const controls = document.querySelectorAll<HTMLElement>(".skip-link, .site-nav, .site-tools, .site-footer, .button, nav");
    const { color, backgroundColor } = getComputedStyle(document.body);
    for (const part of parts) delete part.dataset.toPrint;
    return {
      lost: lost.map((part) => part.outerHTML.slice(0, 120)),
      controls: [...controls].filter((part) => part.checkVisibility()).map((part) => part.outerHTML.slice(0, 120)),
      ink: [color, backgroundColor],
      sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    };
  });
  await page.emulateMedia({ media: null, colorScheme: null });
  const whole = { lost: [], controls: [], ink: ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], sideways: false };
  expect(paper, `${page.url()} on paper`).toEqual(whole);
}
