//! The file that says what the others are, in the person's language.

use super::super::rules::Part;
use super::Subject;
use std::fmt::Write as _;

pub(in crate::accounts::export) fn readme(subject: &Subject<'_>) -> String {
    let i = &subject.i;
    let at = i.date_time(&subject.zone.wall(subject.ctx.now()));
    let mut text = format!("{}\n\n{}\n\n", i.t("exports.readme.title"), i.with("exports.readme.made", &[("at", &at)]));
    for part in Part::ALL {
        let files = part.files().join(", ");
        let _ = writeln!(text, "{files}\n    {}\n", i.t(&format!("exports.readme.files.{}", part.as_str())));
    }
    let _ = writeln!(text, "manifest.json\n    {}\n", i.t("exports.readme.manifest"));
    let _ = writeln!(text, "{}\n\n{}", i.t("exports.readme.left_out"), i.t("exports.readme.keep"));
    text
}
