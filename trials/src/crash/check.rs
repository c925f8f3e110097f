//! Compares what the candidates know with what is shown and what is stored. Pure; each finding is one sentence.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ledger::{Ack, Act, Interview, Sent};
use super::stored::{Entry, Stored};

/// What is wrong with an interview as its candidate's device shows it.
#[must_use]
pub fn view(known: &Interview, view: &Value) -> Vec<String> {
    let mut found = Vec::new();
    // A restart that nobody has confirmed may have emptied every slot; its acknowledgement decides.
    if known.may_have_restarted() {
        return found;
    }
    let era = known.sent.get(known.era..).unwrap_or_default();
    for sent in era.iter().filter(|it| it.ack == Some(Ack::Applied)) {
        let Act::Write { slot, revision, text, is_answer } = &sent.act else { continue };
        let shown = &view["answers"][slot];
        let has_later = shown["revision"].as_u64().is_some_and(|it| it >= u64::from(*revision));
        if !has_later {
            found.push(format!("revision {revision} of {slot} was saved and {} is shown", shown["revision"]));
        }
        if *is_answer && (shown["text"] != text.as_str() || shown["answered"] != true) {
            found.push(format!("the answer to {slot} was saved and is not shown: {}", short(text)));
        }
    }
    for (slot, shown) in view["answers"].as_object().into_iter().flatten() {
        let text = shown["text"].as_str().unwrap_or_default();
        let is_known =
            era.iter().any(|it| matches!(&it.act, Act::Write { slot: at, text: own, .. } if at == slot && own == text));
        if !is_known {
            found.push(format!("{slot} shows a text that nobody wrote there: {}", short(text)));
        }
    }
    found
}

/// What is wrong with an interview as it is stored, after everything was acknowledged.
#[must_use]
pub fn stored(known: &Interview, stored: &Stored, view: &Value) -> Vec<String> {
    let mut found = log(known, &stored.log);
    found.extend(standing(known, stored));
    for (slot, text) in &stored.said {
        if view["answers"][slot]["text"] != text.as_str() {
            found.push(format!("{slot} is shown otherwise than it is stored: {}", short(text)));
        }
    }
    found
}

/// Every acknowledged write is in the log, once, as it was written.
fn log(known: &Interview, log: &[Entry]) -> Vec<String> {
    let mut found = Vec::new();
    let is_run = log.iter().zip(1..).all(|(it, seq)| it.seq == seq);
    if !is_run {
        found.push("the log's numbers have gaps or repetitions".to_owned());
    }
    let mut stamps: BTreeMap<(&str, u64), Vec<&Entry>> = BTreeMap::new();
    let mut texts: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in log {
        if let Some((client, seq)) = &entry.client {
            stamps.entry((client, *seq)).or_default().push(entry);
        }
        if let Some(text) = entry.text.as_deref().filter(|_| is_text(entry)) {
            *texts.entry(text).or_default() += 1;
        }
    }
    for sent in &known.sent {
        let entries = stamps.remove(&(sent.client.as_str(), sent.seq)).unwrap_or_default();
        found.extend(write(sent, &entries));
    }
    let invented = stamps.keys().filter(|(client, _)| client.starts_with("trial-"));
    found.extend(invented.map(|(client, seq)| format!("nobody sent number {seq} of {client}")));
    let repeated = texts.iter().filter(|(_, times)| **times > 1);
    found.extend(repeated.map(|(text, times)| format!("stored {times} times: {}", short(text))));
    found
}

fn write(sent: &Sent, entries: &[&Entry]) -> Option<String> {
    let what = || format!("number {} of {} ({})", sent.seq, sent.client, name(&sent.act));
    if entries.len() > 1 {
        return Some(format!("{} is in the log {} times", what(), entries.len()));
    }
    let Some(entry) = entries.first() else {
        let is_lost = sent.act.is_write() && sent.is_kept();
        return is_lost.then(|| format!("{} was acknowledged and is lost", what()));
    };
    if sent.ack.is_none() && sent.times == 0 {
        return Some(format!("{} was never sent and is in the log", what()));
    }
    let (kind, slot, revision, text) = match &sent.act {
        Act::Other(_) => return None,
        Act::Write { slot, revision, text, is_answer } => {
            (if *is_answer { "answered" } else { "draft_saved" }, slot, u64::from(*revision), Some(text.as_str()))
        }
        Act::Skip { slot } | Act::Pass { step: slot } => ("answered", slot, 0, None),
    };
    let is_same = entry.kind == kind
        && entry.slot.as_ref() == Some(slot)
        && entry.revision == Some(revision)
        && entry.text.as_deref() == text;
    if !is_same {
        return Some(format!("{} is stored as something else: {} {:?}", what(), entry.kind, entry.slot));
    }
    let is_as_told = match sent.ack {
        Some(Ack::Applied) => !entry.is_history,
        Some(Ack::KeptAsHistory) => entry.is_history,
        Some(Ack::Rejected(_)) => false,
        Some(Ack::Duplicate) | None => true,
    };
    (!is_as_told).then(|| format!("{} was told as {:?} and is stored otherwise", what(), sent.ack))
}

/// Row, log and application say the same, and what the candidate was told last.
fn standing(known: &Interview, stored: &Stored) -> Vec<String> {
    let mut found = Vec::new();
    if stored.row != stored.folded {
        found.push(format!("the row differs from the log: {:?} instead of {:?}", stored.row, stored.folded));
    }
    let status = stored.folded.status.as_str();
    if !stored.is_newest || stored.application_status.as_deref() != Some(status) {
        found.push(format!("the application shows {:?} and the interview is {status}", stored.application_status));
    }
    if known.status() != status {
        found.push(format!("the candidate was told {} and the log says {status}", known.status()));
    }
    let is_complete = status == "pending_review" || status == "reviewed";
    if stored.is_at_end != is_complete && status != "incomplete" {
        found.push(format!("every question answered is {} and the status is {status}", stored.is_at_end));
    }
    found
}

fn is_text(entry: &Entry) -> bool {
    matches!(entry.kind.as_str(), "draft_saved" | "answered")
}

const fn name(act: &Act) -> &'static str {
    match act {
        Act::Write { is_answer: true, .. } => "answer",
        Act::Write { .. } => "save_draft",
        Act::Skip { .. } => "skip_follow_up",
        Act::Pass { .. } => "pass_message",
        Act::Other(kind) => kind,
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests;
