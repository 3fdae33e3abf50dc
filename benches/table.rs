//! The one table that is printed.

use std::fmt;

/// One figure and what it should be.
pub struct Row {
    name: String,
    figure: String,
    aim: String,
    met: Met,
}

enum Met {
    Yes,
    No,
    /// The figure explains another; nothing is aimed at.
    Told,
}

impl Row {
    /// A figure that should be large.
    pub fn at_least(name: &str, figure: f64, aim: f64, unit: Unit) -> Self {
        Self::new(name, unit.show(figure), format!("≥ {}", unit.show(aim)), figure >= aim)
    }

    /// A figure that should be small.
    pub fn at_most(name: &str, figure: f64, aim: f64, unit: Unit) -> Self {
        Self::new(name, unit.show(figure), format!("≤ {}", unit.show(aim)), figure <= aim)
    }

    /// A figure that explains another.
    pub fn told(name: &str, figure: f64, unit: Unit) -> Self {
        Self { name: name.to_owned(), figure: unit.show(figure), aim: String::new(), met: Met::Told }
    }

    fn new(name: &str, figure: String, aim: String, met: bool) -> Self {
        Self { name: name.to_owned(), figure, aim, met: if met { Met::Yes } else { Met::No } }
    }
}

/// What a figure counts.
#[derive(Clone, Copy)]
pub enum Unit {
    Kilobytes,
    Megabytes,
    Kibibytes,
    Milliseconds,
    Seconds,
    PerSecond,
    Ratio,
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Kilobytes => format!("{figure:.1} kB"),
            Self::Megabytes => format!("{figure:.1} MB"),
            Self::Kibibytes => format!("{figure:.1} KiB"),
            Self::Milliseconds => format!("{figure:.1} ms"),
            Self::Seconds => format!("{figure:.2} s"),
            Self::PerSecond => format!("{figure:.0} /s"),
            Self::Ratio => format!("{figure:.2}"),
        }
    }
}

/// The rows, as Markdown: the same table can stand in `docs/performance.md`.
pub struct Table(pub Vec<Row>);

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: fn(&Row) -> &str| self.0.iter().map(|row| column(row).chars().count()).max().unwrap_or(0);
        let (name, figure, aim) = (width(|row| &row.name), width(|row| &row.figure), width(|row| &row.aim));
        writeln!(f, "| {:name$} | {:>figure$} | {:>aim$} | {:5} |", "", "figure", "aim", "")?;
        let rule = |width: usize| "-".repeat(width + 1);
        writeln!(f, "|{}-|{}:|{}:|-------|", rule(name), rule(figure), rule(aim))?;
        for row in &self.0 {
            let met = match row.met {
                Met::Yes => "met",
                Met::No => "short",
                Met::Told => "",
            };
            writeln!(f, "| {:name$} | {:>figure$} | {:>aim$} | {met:5} |", row.name, row.figure, row.aim)?;
        }
        Ok(())
    }
}
