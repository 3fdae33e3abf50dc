import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

// Debian's Chromium: a download of Playwright's own browsers is not needed, and Firefox and WebKit are not tested.
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: "tests",
  // A program of its own each, for a file at a time. Nothing is measured here, so two may share two cores.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["html", { open: "never" }]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: chromium, args: root ? ["--no-sandbox"] : [] },
    // Neither the agency's zone nor the machine's.
    timezoneId: "Asia/Ho_Chi_Minh",
    locale: "en-US",
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: "only-on-failure",
    // Recording every step slows every test by a twentieth.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
  },
});
