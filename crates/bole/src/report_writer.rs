//! Reports as PDF: maps what a use case gives onto what the report crate draws.

use std::sync::Arc;

use anyhow::Context as _;
use bole_app::my_data::Statement;
use bole_app::report::{Edition, ReportDimension, ReportView, ReportWriter};
use bole_domain::assessment::{NotAssessable, Outcome};
use bole_domain::locale::Locale;
use bole_domain::time::{MINUTE_MS, Millis};
use bole_report::{
    AdjustmentInput, AdviceInput, Basis, DimensionInput, EvidenceInput, Fonts, Percentile, ReportInput, ReviewInput,
    StatementInput,
};

/// Draws reports with the fonts of this machine, read at the first report.
pub struct PdfReports {
    fonts: Arc<Fonts>,
}

impl Default for PdfReports {
    fn default() -> Self {
        Self { fonts: Arc::new(Fonts::new(Vec::new())) }
    }
}

impl ReportWriter for PdfReports {
    fn write(&self, report: &ReportView, watermark: Option<&str>) -> anyhow::Result<Vec<u8>> {
        let input = input(report, watermark);
        bole_report::render(&self.fonts, &input).context("Drawing a report")
    }

    fn write_statement(&self, statement: &Statement) -> anyhow::Result<Vec<u8>> {
        bole_report::render_statement(&self.fonts, &copy_of(statement)).context("Drawing a copy of somebody's data")
    }
}

fn copy_of(statement: &Statement) -> StatementInput {
    let entry = |it: &bole_app::my_data::StatementEntry| bole_report::StatementEntry {
        label: it.label.clone(),
        text: it.text.clone(),
    };
    let section = |it: &bole_app::my_data::StatementSection| bole_report::StatementSection {
        title: it.title.clone(),
        entries: it.entries.iter().map(entry).collect(),
    };
    StatementInput {
        locale: statement.locale,
        title: statement.title.clone(),
        lead: statement.lead.clone(),
        company: statement.company.clone(),
        made_at: statement.made_at,
        sections: statement.sections.iter().map(section).collect(),
    }
}

fn input(report: &ReportView, watermark: Option<&str>) -> ReportInput {
    let is_hr = report.edition == Edition::Hr;
    ReportInput {
        locale: report.locale,
        edition: if is_hr { bole_report::Edition::Hr } else { bole_report::Edition::Candidate },
        company: report.company.clone(),
        job_title: report.job_title.clone(),
        candidate_name: Some(report.candidate_name.to_string()).filter(|it| !it.is_empty()),
        application_no: number(&report.application_id.to_string()),
        interviewed_at: report.interviewed_at.unwrap_or(Millis(0)),
        finished_at: report.finished_at.unwrap_or(Millis(0)),
        time_zone: jiff::tz::TimeZone::system(),
        duration_minutes: u32::try_from((report.duration_ms + MINUTE_MS - 1) / MINUTE_MS).unwrap_or(0),
        total: report.total,
        outcome: report.outcome.as_deref().and_then(outcome),
        percentile: report.percentile.map(|it| Percentile { share: it.share, n: u32::try_from(it.n).unwrap_or(0) }),
        dimensions: report.dimensions.iter().map(|it| dimension(it, report.locale)).collect(),
        strengths: report.strengths.clone(),
        weaknesses: report.weaknesses.clone(),
        advice: report
            .advice
            .iter()
            .map(|it| AdviceInput { dimension: it.dimension.clone(), text: it.text.clone() })
            .collect(),
        probes: report.probes.clone(),
        review: report.review.as_ref().map(|it| ReviewInput {
            reviewer: it.by.clone().unwrap_or_default(),
            remarks: it.note.as_ref().map(ToString::to_string),
            released_at: it.at,
        }),
        basis: Basis {
            scorer: report.basis.scorer.clone(),
            flow_version: report.basis.flow_number.to_string(),
            receipt_sha256: Some(report.basis.receipt_sha256.clone()),
            calibration: report.basis.calibration,
        },
        review_contact: None,
        retention_months: None,
        watermark: watermark.map(str::to_owned),
    }
}

/// An application's number as people quote it: the end of its identifier, which differs from others.
fn number(id: &str) -> String {
    let end: String = id.chars().rev().take(8).collect();
    end.chars().rev().collect::<String>().to_uppercase()
}

fn dimension(it: &ReportDimension, locale: Locale) -> DimensionInput {
    DimensionInput {
        name: it.name.clone(),
        definition: it.definition.clone(),
        weight: f64::from(it.weight),
        score: it.adjustment.as_ref().map_or(it.score, |change| change.from),
        level: it.level,
        anchor_text: it.anchor.clone(),
        next_anchor_text: it.next_anchor.clone(),
        confidence: it.confidence,
        not_assessable: it.not_assessable.map(|reason| why(reason, locale).to_owned()),
        evidence: it
            .evidence
            .iter()
            .map(|it| EvidenceInput {
                question_title: it.question_title.clone(),
                quote: it.text.to_string(),
                effect: it.effect,
            })
            .collect(),
        adjustment: it
            .adjustment
            .as_ref()
            .map(|change| AdjustmentInput { score: change.to, reason: change.reason.to_string() }),
    }
}

fn outcome(code: &str) -> Option<Outcome> {
    bole_app::assess::outcome_of(code)
}

/// Why something could not be assessed, as a sentence.
const fn why(reason: NotAssessable, locale: Locale) -> &'static str {
    let (zh, en) = match reason {
        NotAssessable::Empty => ("没有作答。", "Nothing was answered."),
        NotAssessable::TooShort => ("回答太短，无法判断。", "The answer is too short to tell."),
        NotAssessable::DoesNotKnow => ("候选人表示不了解或没有相关经历。", "The candidate said that they do not know."),
        NotAssessable::CopiedQuestion => ("回答重复了题目。", "The answer repeats the question."),
        NotAssessable::OffTopic => ("回答与题目无关。", "The answer is about something else."),
        NotAssessable::KeywordSalad => ("回答只是关键词的堆砌。", "The answer only lines up keywords."),
        NotAssessable::Gibberish => ("回答无法读懂。", "The answer cannot be read."),
        NotAssessable::OtherLanguage => ("回答使用了另一种语言。", "The answer is in another language."),
        NotAssessable::NoAnswer => ("相关题目都没有作答。", "No question about this was answered."),
    };
    match locale {
        Locale::Zh => zh,
        Locale::En => en,
    }
}
