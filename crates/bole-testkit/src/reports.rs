//! A report writer without fonts: the report's data as text behind a PDF's first bytes.

use bole_app::my_data::Statement;
use bole_app::report::{ReportView, ReportWriter};

/// Writes what a report says, unlaid.
#[derive(Debug, Default)]
pub struct PlainReports;

impl ReportWriter for PlainReports {
    fn write(&self, report: &ReportView, watermark: Option<&str>) -> anyhow::Result<Vec<u8>> {
        let mark = watermark.unwrap_or_default();
        Ok(format!("%PDF-1.7\n{mark}\n{}", serde_json::to_string(report)?).into_bytes())
    }

    fn write_statement(&self, statement: &Statement) -> anyhow::Result<Vec<u8>> {
        Ok(format!("%PDF-1.7\n{}", serde_json::to_string(statement)?).into_bytes())
    }
}
