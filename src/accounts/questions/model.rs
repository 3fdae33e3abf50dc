//! The questions there are, and what of them crosses the wire.

use crate::types::{WallTime, words};
use serde::{Deserialize, Serialize};

/// Questions that one person answers.
pub const MOST: usize = 3;

/// Names of the form's fields: a question and its answer. What is secret says so in its name, or it would be kept with a
/// form that comes back.
pub const FIELDS: [(&str, &str); MOST] =
    [("question_1", "secret_answer_1"), ("question_2", "secret_answer_2"), ("question_3", "secret_answer_3")];

words! {
    /// What one can be asked: memories that stand in no register, no file of a case and on no form. The words are stored:
    /// one may be added, none changed.
    Question {
        ChildhoodFriend = "childhood_friend",
        RememberedTeacher = "remembered_teacher",
        FirstPet = "first_pet",
        LovedToy = "loved_toy",
        LovedDish = "loved_dish",
        LovedBook = "loved_book",
        FirstFilm = "first_film",
        ChildhoodSong = "childhood_song",
        ChildhoodWish = "childhood_wish",
        HidingPlace = "hiding_place",
    }
}

/// The page of the security questions. No answer is ever on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionsPage {
    /// Whether the last proof of identity still allows changes.
    pub fresh: bool,
    pub set: Option<QuestionsSet>,
}

/// Which questions are answered, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionsSet {
    /// Words of [`Question`].
    pub questions: Vec<String>,
    pub since: WallTime,
}
