// Where somebody comes from, as far as the program counts by it.

import { randomInt } from "node:crypto";

/** Headers of a network that nobody else comes from: from each only so much is taken. */
export function ownNetwork(): Record<string, string> {
  return { "x-forwarded-for": `198.18.${randomInt(256)}.${randomInt(256)}` };
}
