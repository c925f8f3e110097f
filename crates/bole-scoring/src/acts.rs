//! Who does what in an answer: each action word with its actor and its mood.
//!
//! "我们做了" and "we did" are not one's own deed; "我会" and "I would" are not yet a deed. Chinese leaves the subject
//! out where it stays the same, so an actor holds on until another one is named.

use std::ops::Range;

use bole_domain::locale::Locale;

use crate::lexicon::{Cue, CueHit};
use crate::reading::{Clause, Reading};

#[cfg(test)]
mod tests;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The speaker.
    Own,
    /// A group with the speaker in it.
    Group,
    /// Somebody else.
    Other,
}

/// Whether it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It was done.
    Done,
    /// It is done in general.
    General,
    /// It would be done.
    Imagined,
}

/// Something done, or said to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The folded characters of the action word.
    pub range: Range<usize>,
    /// The index of its clause.
    pub clause: usize,
    /// Who acts.
    pub actor: Actor,
    /// Whether it was done.
    pub mood: Mood,
}

/// What carries over from clause to clause.
struct Thread {
    sentence: usize,
    actor: Option<Actor>,
    is_imagined: bool,
}

/// The acts of what is heard of an answer, by position.
#[must_use]
pub fn acts(reading: &Reading<'_>) -> Vec<Act> {
    let mut acts = Vec::new();
    let mut thread = Thread { sentence: usize::MAX, actor: None, is_imagined: false };
    for (index, clause) in reading.heard() {
        if clause.sentence != thread.sentence {
            thread.begin(clause.sentence, reading.locale);
        }
        walk(reading, index, clause, &mut thread, &mut acts);
    }
    acts
}

impl Thread {
    fn begin(&mut self, sentence: usize, locale: Locale) {
        self.sentence = sentence;
        self.is_imagined = false;
        self.actor = match (locale, self.actor) {
            // English names its subject anew in each sentence; in Chinese somebody else is only spoken of in passing.
            (Locale::Zh, Some(actor @ (Actor::Own | Actor::Group))) => Some(actor),
            _ => None,
        };
    }
}

fn walk(reading: &Reading<'_>, index: usize, clause: &Clause, thread: &mut Thread, acts: &mut Vec<Act>) {
    let sentence = reading.cues_in(reading.sentences[clause.sentence].clone());
    let is_habitual = sentence.iter().any(|it| matches!(it.cue, Cue::Habitual | Cue::Claim));
    let cues = reading.cues_in(clause.range.clone());
    // "处理投诉的话" sets a case; nothing is done in it.
    let is_case = reading.locale == Locale::Zh && reading.folded.part(clause.range.clone()).ends_with("的话");
    let mut is_named = false;
    let mut end = 0;
    for (at, hit) in cues.iter().enumerate() {
        match hit.cue {
            Cue::Myself | Cue::We | Cue::Other => {
                if let Some(actor) = subject(reading, clause, &cues[..at], hit, cues) {
                    // A new subject starts a new statement; what was imagined before it does not carry over.
                    thread.is_imagined &= thread.actor == Some(actor);
                    thread.actor = Some(actor);
                    is_named = true;
                }
            }
            Cue::Hypothetical => thread.is_imagined = true,
            Cue::Action if hit.range.start >= end && !is_noun(reading, hit, cues) => {
                end = hit.range.end;
                let actor = thread.actor.or_else(|| unnamed(reading, clause, &cues[..at], hit, is_named));
                let mood = mood(reading, hit, thread.is_imagined || is_case, is_habitual);
                acts.push(Act { range: hit.range.clone(), clause: index, actor: actor.unwrap_or(Actor::Other), mood });
            }
            _ => {}
        }
    }
}

/// The actor a cue names as a subject; `None` when it is an object, an owner, or part of a longer word.
fn subject(reading: &Reading<'_>, clause: &Clause, before: &[CueHit], hit: &CueHit, cues: &[CueHit]) -> Option<Actor> {
    let is_part = cues.iter().any(|it| {
        matches!(it.cue, Cue::Myself | Cue::We | Cue::Other | Cue::Owned)
            && it.range.start <= hit.range.start
            && hit.range.end <= it.range.end
            && it.range.len() > hit.range.len()
    });
    let chars = reading.folded.chars();
    let previous = hit.range.start.checked_sub(1).filter(|it| *it >= clause.range.start).map(|it| chars[it]);
    let is_pronoun = match reading.locale {
        Locale::Zh => matches!(chars[hit.range.start], '我' | '咱' | '本' | '大' | '由'),
        Locale::En => hit.cue != Cue::Other,
    };
    let is_object = reading.locale == Locale::Zh && previous.is_some_and(|it| "给跟向对把被帮为和与替".contains(it));
    let is_free = is_pronoun || opens(reading, clause, before, hit);
    if is_part || is_object || !is_free {
        return None;
    }
    Some(match hit.cue {
        Cue::Myself => Actor::Own,
        Cue::We => Actor::Group,
        _ => Actor::Other,
    })
}

/// Whether only words that join stand between the start of a clause, or a joining word inside it, and a cue.
fn opens(reading: &Reading<'_>, clause: &Clause, before: &[CueHit], hit: &CueHit) -> bool {
    let joins = |it: &&CueHit| {
        matches!(
            it.cue,
            Cue::Sequence | Cue::Contrast | Cue::Cause | Cue::Result | Cue::Situation | Cue::Filler | Cue::Example
        )
    };
    let mut start = clause.range.start;
    for cue in before.iter().filter(joins).filter(|it| it.range.end <= hit.range.start) {
        start = start.max(cue.range.end);
    }
    let between = reading.folded.part(start..hit.range.start);
    let left_over =
        between.chars().filter(|it| it.is_alphanumeric() && !"有个一位那这名的,有时当".contains(*it)).count();
    let ends_with_joint = [" that ", " and ", " when ", " which ", " where ", " if ", " before ", " after "]
        .iter()
        .any(|it| between.ends_with(it));
    left_over == 0 || ends_with_joint
}

/// Who acts where nobody is named: the speaker in Chinese; in English only where the clause opens with the verb.
fn unnamed(reading: &Reading<'_>, clause: &Clause, before: &[CueHit], hit: &CueHit, is_named: bool) -> Option<Actor> {
    match reading.locale {
        Locale::Zh => Some(Actor::Own),
        Locale::En => (!is_named && opens(reading, clause, before, hit)).then_some(Actor::Own),
    }
}

/// Whether an action word names a thing: "沟通能力", "客户的反馈", "the report".
fn is_noun(reading: &Reading<'_>, hit: &CueHit, cues: &[CueHit]) -> bool {
    let chars = reading.folded.chars();
    let before = hit.range.start.checked_sub(1).map(|it| chars[it]);
    match reading.locale {
        Locale::Zh => {
            before == Some('的') || cues.iter().any(|it| it.cue == Cue::Nominal && it.range.start == hit.range.end)
        }
        Locale::En => {
            let ahead = reading.folded.part(hit.range.start.saturating_sub(8)..hit.range.start);
            [
                "the ", " a ", " an ", " of ", " my ", " our ", "their ", " his ", " her ", " this ", " each ", " no ",
                " more ",
            ]
            .iter()
            .any(|it| ahead.ends_with(it))
        }
    }
}

fn mood(reading: &Reading<'_>, hit: &CueHit, is_imagined: bool, is_habitual: bool) -> Mood {
    let is_perfect = reading.locale == Locale::Zh
        && (reading.folded.part(hit.range.clone()).ends_with('了')
            || reading.folded.chars().get(hit.range.end).is_some_and(|it| matches!(it, '了' | '过')));
    match (is_perfect, is_imagined, is_habitual) {
        (true, _, _) | (false, false, false) => Mood::Done,
        (false, true, _) => Mood::Imagined,
        (false, false, true) => Mood::General,
    }
}
