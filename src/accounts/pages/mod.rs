//! Pages of accounts. They are one download: who opens one goes on to the next.

use crate::lazy_page;
use leptos::prelude::*;

fn soon() -> AnyView {
    ().into_any()
}

lazy_page!(RegisterPage, register_chunk, preload_register, entry, soon);
lazy_page!(VerifyEmailPage, verify_email_chunk, preload_verify_email, entry, soon);
lazy_page!(SignInPage, sign_in_chunk, preload_sign_in, entry, soon);
lazy_page!(SecondFactorPage, second_factor_chunk, preload_second_factor, entry, soon);
lazy_page!(SignOutPage, sign_out_chunk, preload_sign_out, entry, soon);
lazy_page!(ForgotPasswordPage, forgot_password_chunk, preload_forgot_password, entry, soon);
lazy_page!(ResetPasswordPage, reset_password_chunk, preload_reset_password, entry, soon);
lazy_page!(AccountPage, account_chunk, preload_account, account, soon);
lazy_page!(SecurityPage, security_chunk, preload_security, account, soon);
lazy_page!(ProfilePage, profile_chunk, preload_profile, account, soon);
