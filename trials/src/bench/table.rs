//! The table of figures: each beside its limit or its reference, and whether the goal is met.

use std::fmt;

/// One figure.
#[derive(Debug)]
struct Line {
    what: String,
    measured: String,
    beside: String,
    is_met: Option<bool>,
}

/// All figures, in the order they were measured.
#[derive(Debug, Default)]
pub struct Table(Vec<Line>);

impl Table {
    /// A figure without a goal: what others are held against.
    pub fn note(&mut self, what: impl Into<String>, measured: impl Into<String>) {
        self.push(what.into(), measured.into(), String::new(), None);
    }

    /// A figure beside what it was held against, and whether that is enough.
    pub fn judge(
        &mut self,
        what: impl Into<String>,
        measured: impl Into<String>,
        goal: impl Into<String>,
        is_met: bool,
    ) {
        self.push(what.into(), measured.into(), goal.into(), Some(is_met));
    }

    /// A number that must not exceed a limit.
    pub fn at_most(&mut self, what: impl Into<String>, measured: f64, limit: f64, unit: &str) {
        let share = measured / limit;
        self.judge(what, format!("{measured:.2} {unit}"), format!("≤ {limit} {unit} ({share:.2} of it)"), share <= 1.0);
    }

    fn push(&mut self, what: String, measured: String, beside: String, is_met: Option<bool>) {
        let line = Line { what, measured, beside, is_met };
        eprintln!("  {line}");
        self.0.push(line);
    }

    /// Whether every goal is met.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.0.iter().all(|it| it.is_met != Some(false))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.is_met {
            None => "    ",
            Some(true) => "ok  ",
            Some(false) => "MISS",
        };
        let Self { what, measured, beside, .. } = self;
        write!(out, "{state}  {what:<52}  {measured:>30}  {beside}")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|it| writeln!(out, "{}", format!("{it}").trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn one_missed_goal_is_a_missed_table_and_notes_do_not_count() {
        let mut table = Table::default();
        table.note("disk", "900 per second");
        table.at_most("idle", 40.0, 60.0, "MB");
        assert!(table.is_met());
        table.at_most("socket", 5.0, 4.0, "kB");
        assert!(!table.is_met());
        assert!(table.to_string().contains("MISS  socket"));
    }
}
