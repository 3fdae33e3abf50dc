// The program's own catalogues, so that a journey is told once and walked in every language.

import { readFileSync } from "node:fs";
import { join } from "node:path";

type Tree = { [key: string]: string | Tree };
type Values = Record<string, string | number>;

export class Words {
  private readonly catalogue: Tree;

  constructor(readonly locale: string) {
    const file = join(import.meta.dirname, "../../../locales", `${locale}.json`);
    this.catalogue = JSON.parse(readFileSync(file, "utf8")) as Tree;
  }

  /** The text of a key. A key that is not in the catalogue is a mistake of the test. */
  t(key: string, values: Values = {}): string {
    const text = key.split(".").reduce<string | Tree | undefined>((at, part) => (at as Tree)?.[part], this.catalogue);
    if (typeof text !== "string") throw new Error(`${this.locale}.json has no text ${key}`);
    return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
  }

  plural(key: string, count: number, values: Values = {}): string {
    const category = new Intl.PluralRules(this.locale).select(count);
    return this.t(`${key}.${category}`, { count, ...values });
  }

  /** `/dashboard` in this language. */
  path(page: string): string {
    return `/${this.locale}${page}`;
  }
}

export const languages = [new Words("en"), new Words("es")];
export const english = languages[0]!;
