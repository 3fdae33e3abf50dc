//! What was done with the account and what somebody tried, as JSON and as a table, views included.

use super::super::build::{Halt, Sink};
use super::{List, Subject};
use crate::audit::{self, activity::oldest};

/// Rows read at once.
const PAGE: i64 = 500;

pub(super) async fn write(subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let (ctx, person, i) = (subject.ctx, subject.person, &subject.i);
    sink.file("activity.json").await?;
    let mut list = List::begin(sink).await?;
    let mut after = 0;
    loop {
        let rows = oldest(ctx, person, &subject.zone, after, PAGE).await?;
        let Some(newest) = rows.last() else { break };
        after = newest.number;
        for row in &rows {
            list.row(sink, &audit::json_row(i, row)).await?;
        }
    }
    list.end(sink).await?;

    sink.file("activity.csv").await?;
    sink.text(&audit::csv_head(i)).await?;
    // No further than the list above, which takes so long that more may have been done meanwhile.
    let end = after;
    after = 0;
    while after < end {
        let rows = oldest(ctx, person, &subject.zone, after, PAGE).await?;
        let Some(newest) = rows.last() else { break };
        after = newest.number;
        for row in rows.iter().filter(|row| row.number <= end) {
            sink.text(&audit::csv_row(i, row)).await?;
        }
    }
    Ok(())
}
