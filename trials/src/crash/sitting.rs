//! What one candidate writes next, and what of it goes into the next request. It sends nothing itself.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::ledger::{Ack, Act, Interview, Sent};
use crate::company::Invited;
use crate::random::Random;

/// The most commands that are made unsent at once; the rest of a request is repetition.
const LARGEST_BATCH: u64 = 4;

/// One of the candidate's phones or tabs, with what it has not been acknowledged.
#[derive(Debug)]
struct Device {
    client: String,
    next_seq: u64,
    /// Places in the ledger.
    outbox: VecDeque<usize>,
}

/// An interview under way.
#[derive(Debug)]
pub struct Sitting {
    /// What is known about it.
    pub ledger: Interview,
    random: Random,
    devices: Vec<Device>,
    script: Value,
    revisions: BTreeMap<String, u32>,
}

/// Commands of one device for one request.
#[derive(Debug)]
pub struct Batch {
    /// The device.
    pub client: String,
    /// Places in the ledger, in the order they are sent.
    pub places: Vec<usize>,
}

impl Sitting {
    /// Before the first question.
    pub fn new(invited: Invited, random: Random) -> Self {
        let mut sitting = Self {
            ledger: Interview::new(invited),
            random,
            devices: Vec::new(),
            script: Value::Null,
            revisions: BTreeMap::new(),
        };
        sitting.take_device();
        sitting
    }

    /// Takes what the server tells after a reconnect.
    pub fn take_view(&mut self, view: &Value) {
        self.script = view["script"].clone();
        for (slot, answer) in view["answers"].as_object().into_iter().flatten() {
            let revision = answer["revision"].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
            let known = self.revisions.entry(slot.clone()).or_default();
            *known = revision.max(*known);
        }
        self.ledger.take_state(&view["state"]);
    }

    /// Whether everything was acknowledged.
    pub fn is_flushed(&self) -> bool {
        self.devices.iter().all(|it| it.outbox.is_empty())
    }

    /// Whether the server has said that the interview is over.
    pub fn is_finished(&self) -> bool {
        self.ledger.state["phase"] == "finished"
    }

    /// Makes the next commands from the state the server told last, once the device in hand has sent its own.
    pub fn plan(&mut self) {
        if self.random.chance(2) {
            self.take_device();
        }
        if self.is_finished() || self.devices.last().is_some_and(|it| !it.outbox.is_empty()) {
            return;
        }
        let client = self.devices.last().map(|it| it.client.clone());
        if self.ledger.state["lease_client"].as_str() != client.as_deref() {
            self.push(Act::Other("open"));
        }
        match self.ledger.state["phase"].as_str() {
            Some("consent") => {
                self.push(Act::Other("consent"));
                self.push(Act::Other("start"));
            }
            Some("ready") => self.push(Act::Other("start")),
            Some("left") if self.random.chance(30) => self.push(Act::Other("restart")),
            Some("left") => self.push(Act::Other("resume")),
            Some("running") => self.plan_slot(),
            _ => {}
        }
    }

    fn plan_slot(&mut self) {
        match self.random.below(100) {
            0 => return self.push(Act::Other("finish")),
            1..=4 => return self.push(Act::Other("leave")),
            _ => {}
        }
        let current = self.ledger.state["current"].clone();
        let (Some(slot), Some(step)) = (current["slot"].as_str(), current["step"].as_str()) else { return };
        if self.is_message(step) {
            return self.push(Act::Pass { step: step.to_owned() });
        }
        if slot.ends_with("/f") && self.random.chance(30) {
            return self.push(Act::Skip { slot: slot.to_owned() });
        }
        for _ in 0..self.random.below(6) {
            self.write(slot, false);
        }
        if self.random.chance(80) {
            self.write(slot, true);
        }
    }

    fn is_message(&self, step: &str) -> bool {
        let steps = self.script["steps"].as_array();
        steps.into_iter().flatten().any(|it| it["id"] == step && it["kind"] == "message")
    }

    fn write(&mut self, slot: &str, is_answer: bool) {
        let revision = self.revisions.entry(slot.to_owned()).or_default();
        *revision += 1;
        let revision = *revision;
        let mark = format!("{}·{}", self.ledger.invited.session, self.ledger.sent.len());
        let text = text(&mark, &mut self.random);
        self.push(Act::Write { slot: slot.to_owned(), revision, text, is_answer });
    }

    fn push(&mut self, act: Act) {
        let place = self.ledger.sent.len();
        let Some(device) = self.devices.last_mut() else { return };
        let seq = device.next_seq;
        device.next_seq += 1;
        device.outbox.push_back(place);
        self.ledger.sent.push(Sent { client: device.client.clone(), seq, act, ack: None, times: 0 });
    }

    /// The candidate goes on with another phone; what the last one holds is still sent, by that one.
    fn take_device(&mut self) {
        self.ledger.devices += 1;
        let client = format!("trial-{:016x}-{}", self.random.draw(), self.ledger.devices);
        self.devices.push(Device { client, next_seq: 1, outbox: VecDeque::new() });
    }

    /// What the next request holds; `None` when everything was acknowledged. Sometimes repeated, sometimes out of order.
    pub fn batch(&mut self) -> Option<Batch> {
        let busy: Vec<usize> = (0..self.devices.len())
            .filter(|it| self.devices.get(*it).is_some_and(|it| !it.outbox.is_empty()))
            .collect();
        // A phone that was put away wakes up now and then, which may be long after.
        let place = if self.random.chance(95) { busy.last() } else { self.random.one_of(&busy) };
        let device = self.devices.get(*place?)?;
        let count = usize::try_from(1 + self.random.below(LARGEST_BATCH)).unwrap_or(1);
        let client = device.client.clone();
        let mut places: Vec<usize> = device.outbox.iter().copied().take(count).collect();
        let sent = &self.ledger.sent;
        let are_texts = places.iter().all(|it| matches!(sent.get(*it).map(|it| &it.act), Some(Act::Write { .. })));
        if are_texts && self.random.chance(10) {
            places.reverse();
        }
        if self.random.chance(15) {
            let kept: Vec<usize> =
                sent.iter().enumerate().filter(|(_, it)| it.client == client && it.is_kept()).map(|it| it.0).collect();
            let again = self.random.one_of(&kept).copied();
            places.extend(again);
            let first = self.random.one_of(&kept).copied();
            places.splice(0..0, first);
        }
        for place in &places {
            if let Some(it) = self.ledger.sent.get_mut(*place) {
                it.times += 1;
            }
        }
        Some(Batch { client, places })
    }

    /// Takes the server's answer to a batch.
    pub fn take_answer(&mut self, batch: &Batch, answer: &Value) {
        for ack in answer["acks"].as_array().into_iter().flatten() {
            let seq = ack["client_seq"].as_u64();
            let place = batch.places.iter().find(|it| self.ledger.sent.get(**it).map(|it| it.seq) == seq);
            match (place.copied(), Ack::of(ack)) {
                (Some(place), Some(ack)) => self.take_ack(place, ack),
                _ => self.ledger.complaints.push(format!("an acknowledgement that nobody asked for: {ack}")),
            }
        }
        let device = self.devices.iter_mut().find(|it| it.client == batch.client);
        let sent = &self.ledger.sent;
        if let Some(device) = device {
            device.outbox.retain(|it| sent.get(*it).is_some_and(|it| it.ack.is_none()));
        }
        self.ledger.take_state(&answer["state"]);
    }

    fn take_ack(&mut self, place: usize, ack: Ack) {
        let Some(sent) = self.ledger.sent.get_mut(place) else { return };
        let what = |sent: &Sent| format!("number {} of {}", sent.seq, sent.client);
        match (&sent.ack, &ack) {
            (None, Ack::Rejected(code)) if matches!(sent.act, Act::Write { .. }) => {
                let text = format!("a text was refused with {code}: {}", what(sent));
                self.ledger.complaints.push(text);
            }
            (Some(_), again) if sent.act.is_write() && *again != Ack::Duplicate => {
                let text = format!("a repeated write came back as {again:?}: {}", what(sent));
                self.ledger.complaints.push(text);
            }
            _ => {}
        }
        if sent.ack.is_none() {
            let is_restart = sent.act == Act::Other("restart") && !matches!(ack, Ack::Rejected(_));
            sent.ack = Some(ack);
            if is_restart {
                self.ledger.start_over(place);
            }
        }
    }
}

/// A text that nobody else writes: short, long or very long, with characters that break what counts bytes.
fn text(mark: &str, random: &mut Random) -> String {
    const PIECES: [&str; 6] =
        ["我先安抚顾客的情绪，", "再查订单和物流。", "𠮷野家的单子也是我跟的", "😀", "He said “no”.\n", "满意度98%"];
    let pieces = match random.below(100) {
        0 => 900,
        1..=30 => 1,
        _ => random.below(40),
    };
    let mut text = mark.to_owned();
    for _ in 0..pieces {
        text.push_str(random.one_of(&PIECES).copied().unwrap_or_default());
    }
    text
}
