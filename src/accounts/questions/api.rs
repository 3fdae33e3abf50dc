//! Server functions of the security questions. Absent while they are off.

use super::model::QuestionsPage;
use crate::error::AppResult;
use leptos::prelude::*;

/// The page of the security questions.
#[server(prefix = "/api", endpoint = "accounts/questions")]
pub async fn read_questions() -> AppResult<QuestionsPage> {
    use super::service;
    use crate::server;
    service::page(&server::ctx(), &server::actor()?).await
}

/// Sets questions and answers, in place of those of before.
#[server(prefix = "/api", endpoint = "accounts/save-questions")]
pub async fn save_questions(
    #[server(default)] question_1: String,
    #[server(default)] secret_answer_1: String,
    #[server(default)] question_2: String,
    #[server(default)] secret_answer_2: String,
    #[server(default)] question_3: String,
    #[server(default)] secret_answer_3: String,
) -> AppResult<()> {
    use super::service;
    use crate::server;
    let typed = [(question_1, secret_answer_1), (question_2, secret_answer_2), (question_3, secret_answer_3)];
    service::save(&server::ctx(), &server::actor()?, &typed).await
}

/// Removes every question.
#[server(prefix = "/api", endpoint = "accounts/remove-questions")]
pub async fn remove_questions() -> AppResult<()> {
    use super::service;
    use crate::server;
    service::remove(&server::ctx(), &server::actor()?).await
}
