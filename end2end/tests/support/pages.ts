// Every page, by who may open it.

export const everyone = [
  "/",
  "/register",
  "/sign-in",
  "/sign-out",
  "/forgot-password",
  "/forgot-email",
  "/recover",
  "/recover/support",
  "/desk/sign-in",
  "/look-up",
  "/statuses",
  "/verify",
  // What an address shows that leads nowhere any more.
  "/verify-email/no-such-token",
  "/reset-password/no-such-token",
  "/undo-merge/no-such-token",
  "/confirm-address/no-such-token",
  "/undo-address/no-such-token",
  "/recover/start/no-such-token",
  "/recover/go-on/no-such-token",
  "/recover/stop/no-such-token",
  "/recover/confirm/no-such-token",
  "/desk/enrol/no-such-token",
  "/not-me/no-such-token",
  "/stop-mail/no-such-token",
  "/not-me/done",
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
  "/account/security/apps",
  "/account/security/phone",
  "/account/sessions",
  "/account/activity",
  "/account/prove",
  "/account/profile",
  "/account/data",
  "/account/merge",
  "/account/emails",
  "/account/address",
  "/account/close",
  "/account/notifications",
];

/** Pages of the desk, which no account opens. */
export const staff = ["/desk", "/desk/support", "/desk/support/no-such-request"];

/** Statuses that the server itself gives to pages that show why there is nothing to show. */
export const REFUSALS = [401, 404, 409];
