// What happened in a page while nobody looked.

import type { Page } from "@playwright/test";

/** Every sentence that the page's live region said from now on. */
export class Announcements {
  private constructor(private readonly page: Page) {}

  static async of(page: Page): Promise<Announcements> {
    await page.locator("#announcer").evaluate((region) => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      new MutationObserver(() => heard.push(region.textContent ?? "")).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    return new Announcements(page);
  }

  heard(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  }
}

/** Answers later whether the page is still the one it was, not loaded again. */
export async function keptPage(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { kept: true }));
  return () => page.evaluate(() => "kept" in window);
}

/** Every text that stood at a place in the page from now on, however shortly. */
export async function textsAt(page: Page, place: string): Promise<() => Promise<string[]>> {
  await page.evaluate((place) => {
    const texts: string[] = [];
    Object.assign(window, { texts });
    new MutationObserver(() => {
      const text = document.querySelector(place)?.textContent;
      if (text && text !== texts.at(-1)) texts.push(text);
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  }, place);
  return () => page.evaluate(() => (window as unknown as { texts: string[] }).texts);
}
