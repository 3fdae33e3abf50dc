// What a person carries: an authenticator app, and a device that makes passkeys.

import type { CDPSession, Page } from "@playwright/test";
import { createHmac } from "node:crypto";

const STEP_MS = 30_000;

/** An authenticator app (RFC 6238, SHA-1, six digits). It gives no code twice: the server would refuse the second. */
export class AuthenticatorApp {
  private last = 0;

  constructor(private readonly key: string) {}

  /** The code of now, or of the next step, which the server takes as well; waits when both were given. */
  async code(): Promise<string> {
    const now = () => Math.floor(Date.now() / STEP_MS);
    const step = Math.max(now(), this.last + 1);
    while (step > now() + 1) await new Promise((done) => setTimeout(done, 200));
    this.last = step;
    return totp(this.key, step);
  }

  /** Six digits that are none of the codes that would be taken now. */
  wrongCode(): string {
    const now = Math.floor(Date.now() / STEP_MS);
    const right = [-2, -1, 0, 1, 2].map((away) => totp(this.key, now + away));
    return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !right.includes(code)) ?? "";
  }
}

function totp(key: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", base32(key)).update(counter).digest();
  const offset = hash[hash.length - 1]! & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function base32(text: string): Buffer {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const kept = [...text.toUpperCase()].filter((letter) => letters.includes(letter));
  const bits = kept.map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** A browser that does not offer passkeys in the e-mail field, where the device would take up the offer at once. */
export async function withoutOffers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}

/** A device with passkeys, for one page: another page of the same browser needs its own. */
export class PasskeyDevice {
  private constructor(
    private readonly session: CDPSession,
    private readonly id: string,
  ) {}

  static async attach(page: Page): Promise<PasskeyDevice> {
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        defaultBackupEligibility: true,
        defaultBackupState: true,
      },
    });
    return new PasskeyDevice(session, authenticatorId);
  }

  /** The device no longer knows its owner's finger. */
  async refuseOwner(): Promise<void> {
    await this.session.send("WebAuthn.setUserVerified", { authenticatorId: this.id, isUserVerified: false });
  }

  async count(): Promise<number> {
    const { credentials } = await this.session.send("WebAuthn.getCredentials", { authenticatorId: this.id });
    return credentials.length;
  }
}
