// A person at a page, who goes by the words on it. The same in every language, and with scripts or without.

import { type Locator, type Page, expect } from "@playwright/test";
import { live } from "./test";
import type { Words } from "./words";

export class Browsing {
  constructor(
    readonly page: Page,
    readonly words: Words,
    readonly scripts = true,
  ) {}

  /** Opens a page, given without its language, by a full load. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.words.path(path));
    await this.ready();
  }

  /** Opens an address from a mail, which has its language. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link);
    await this.ready();
  }

  /** Waits until the page at `path` is there and can be used. */
  async arriveAt(path: string): Promise<void> {
    await this.page.waitForURL((url) => url.pathname === this.words.path(path));
    await this.ready();
  }

  field(key: string): Locator {
    const [label, optional] = [this.words.t(key), this.words.t("form.optional")].map(escaped);
    const labelled = this.page.getByRole("main").getByLabel(new RegExp(`^${label}( ${optional})?$`));
    // A section may bear the same name.
    return labelled.and(this.page.locator("input, select, textarea"));
  }

  async fill(key: string, text: string): Promise<void> {
    await this.field(key).fill(text);
  }

  button(key: string): Locator {
    return this.page.getByRole("main").getByRole("button", { name: this.words.t(key), exact: true });
  }

  async press(key: string): Promise<void> {
    await this.button(key).click();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole("banner").getByRole("button", { name: this.words.t("shell.sign_out") }).click();
    await this.arriveAt("/sign-out");
  }

  async seesHeading(key: string): Promise<void> {
    await expect(this.page.getByRole("heading", { name: this.words.t(key) }).first()).toBeVisible();
    await this.ready();
  }

  async sees(key: string): Promise<void> {
    await this.reads(this.words.t(key));
  }

  /** A sentence that stands in the page. */
  async reads(sentence: string): Promise<void> {
    await expect(this.page.getByRole("main").getByText(sentence).filter({ visible: true }).first()).toBeVisible();
    await this.ready();
  }

  /** The summary has the focus and says all that is wrong, each thing stands beside its field, and the first leads there. */
  async isRefused(sentences: string[]): Promise<void> {
    const main = this.page.getByRole("main");
    const summary = main.getByRole("alert");
    await expect(summary).toBeFocused();
    await expect(summary.getByRole("listitem")).toHaveText(sentences);
    await this.ready();
    const field = main.locator('.field[data-invalid="true"]');
    for (const sentence of sentences) await expect(field.filter({ hasText: sentence })).toBeVisible();
    await summary.getByRole("link").first().click();
    await expect(field.and(this.page.locator(":focus-within"))).toContainText(sentences[0] ?? "");
  }

  /** The summary has the focus and says what is wrong with the form as a whole. */
  async isToldOfAll(sentence: string): Promise<void> {
    const summary = this.page.getByRole("main").getByRole("alert");
    await expect(summary).toBeFocused();
    await expect(summary).toContainText(sentence);
    await this.ready();
  }

  /** The summary has the focus and leads to the field; the field says what is wrong with it. */
  async isTold(field: string, sentence: string): Promise<void> {
    const summary = this.page.getByRole("main").getByRole("alert");
    await expect(summary).toBeFocused();
    await summary.getByRole("link", { name: sentence }).click();
    const input = this.page.locator(`[name="${field}"]`);
    await expect(input).toBeFocused();
    await expect(input).toHaveAttribute("aria-invalid", "true");
    await expect(input).toHaveAccessibleDescription(new RegExp(escaped(sentence)));
  }

  private async ready(): Promise<void> {
    if (this.scripts) await live(this.page);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
