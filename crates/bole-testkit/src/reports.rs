//! A report writer without fonts: the report's data as text behind a PDF's first bytes.

use bole_app::report::{ReportView, ReportWriter};

/// Writes what a report says, unlaid.
#[derive(Debug, Default)]
pub struct PlainReports;

impl ReportWriter for PlainReports {
    fn write(&self, report: &ReportView, watermark: Option<&str>) -> anyhow::Result<Vec<u8>> {
        let mark = watermark.unwrap_or_default();
        Ok(format!("%PDF-1.7\n{mark}\n{}", serde_json::to_string(report)?).into_bytes())
    }
}
