// Every page, by who may open it.

export const everyone = [
  "/",
  "/register",
  "/sign-in",
  "/sign-out",
  "/forgot-password",
  "/look-up",
  "/statuses",
  // What an address shows that leads nowhere any more.
  "/verify-email/no-such-token",
  "/reset-password/no-such-token",
  "/sign-in/second-factor",
  "/no-such-page",
];

export const signedIn = (receipt: string) => [
  "/dashboard",
  "/cases",
  "/cases/link",
  `/cases/${receipt}`,
  `/cases/${receipt}/history`,
  "/cases/IOE0000000000",
  "/account",
  "/account/security",
  "/account/sessions",
  "/account/activity",
  "/account/prove",
  "/account/profile",
];

/** Statuses that the server itself gives to pages that show why there is nothing to show. */
export const REFUSALS = [401, 404, 409];
