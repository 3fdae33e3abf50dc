// The two ways in which people use the pages, so that a journey is told once and walked with scripts and without.

import type { Browsing } from "./browsing";
import { narrow, outline, validPage } from "./checks";
import { sound } from "./looks";
import { test } from "./test";
import { type Words, languages } from "./words";

/** Tells the same journeys in every language, with scripts and without. */
export function inEveryWay(tell: (words: Words, scripts: boolean) => void): void {
  for (const scripts of [true, false]) {
    test.describe(scripts ? "with scripts" : "without JavaScript", () => {
      test.use({ javaScriptEnabled: scripts });
      for (const words of languages) tell(words, scripts);
    });
  }
}

/** The page as it stands now. Its colours, widths and paper are the same without scripts and are looked at with them. */
export async function look(me: Browsing): Promise<void> {
  if (me.scripts) {
    await sound(me);
  } else {
    await outline(me.page, me.words.locale);
    await narrow(me.page);
  }
  await validPage(me.page, "as it stands");
}
