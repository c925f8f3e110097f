//! A simulated candidate: holds one interview after the other, notices that the server is gone, comes back, sends again.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::Mutant;
use super::check;
use super::ledger::{Act, Interview, Resume};
use super::outage::Outage;
use super::sitting::{Batch, Sitting};
use crate::company::Invited;
use crate::http::{Caller, Connection};
use crate::random::Random;

/// A candidate who cannot come back for so long gives up, and the trial with them.
const PATIENCE: Duration = Duration::from_secs(30);
/// In so many percent of all requests with drafts only, the mutant does its work.
const MUTATION_PERCENT: u64 = 20;
/// Numbers under which the mutant writes a second time.
const FORGED_SEQ: u64 = 1_000_000;

/// What a candidate has to tell in the end.
#[derive(Debug, Default)]
pub struct Held {
    /// The interviews that were begun.
    pub interviews: Vec<Interview>,
    /// Each time the candidate had to come back.
    pub resumes: Vec<Resume>,
}

/// Why a stretch of writing ended.
enum Stretch {
    Broken,
    Done,
}

/// A simulated candidate.
pub struct Candidate {
    port: u16,
    random: Random,
    outage: watch::Receiver<Outage>,
    mutant: Option<Mutant>,
    round: u32,
    resumes: Vec<Resume>,
}

impl Candidate {
    /// Somebody who writes to this port.
    pub const fn new(port: u16, random: Random, outage: watch::Receiver<Outage>, mutant: Option<Mutant>) -> Self {
        Self { port, random, outage, mutant, round: 0, resumes: Vec::new() }
    }

    /// Holds one interview after the other until there are no more kills.
    pub async fn hold(mut self, waiting: Vec<Invited>) -> anyhow::Result<Held> {
        let mut interviews = Vec::new();
        for (n, invited) in waiting.into_iter().enumerate() {
            if self.outage.borrow().is_over {
                break;
            }
            let random = self.random.fork(n as u64);
            interviews.push(self.interview(Sitting::new(invited, random)).await?);
        }
        Ok(Held { interviews, resumes: self.resumes })
    }

    async fn interview(&mut self, mut sitting: Sitting) -> anyhow::Result<Interview> {
        let caller = Caller::candidate(self.port, &sitting.ledger.invited.token);
        loop {
            let mut connection = self.come_back(&caller, &mut sitting).await?;
            match self.write_on(&mut connection, &caller, &mut sitting).await? {
                Stretch::Broken => {}
                Stretch::Done => return Ok(sitting.ledger),
            }
        }
    }

    /// Tries until the interview is on the screen again.
    async fn come_back(&mut self, caller: &Caller, sitting: &mut Sitting) -> anyhow::Result<Connection> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match look(self.port, caller).await {
                Ok((connection, view)) => {
                    self.note_resume();
                    let found = check::view(&sitting.ledger, &view);
                    sitting.ledger.complaints.extend(found.into_iter().map(|it| format!("after coming back, {it}")));
                    sitting.take_view(&view);
                    return Ok(connection);
                }
                Err(_) => tokio::time::sleep(self.random.between_ms(5, 25)).await,
            }
        }
        let (_, error) = (began, look(self.port, caller).await.err());
        bail!("a candidate could not come back within {} s: {error:?}", PATIENCE.as_secs())
    }

    fn note_resume(&mut self) {
        let outage = *self.outage.borrow();
        if let Some(killed_at) = outage.killed_at.filter(|_| outage.round > self.round) {
            let since_back = outage.back_at.map_or(Duration::ZERO, |it| it.elapsed());
            self.resumes.push(Resume { since_back, since_kill: killed_at.elapsed() });
        }
        self.round = outage.round;
    }

    async fn write_on(
        &mut self,
        connection: &mut Connection,
        caller: &Caller,
        sitting: &mut Sitting,
    ) -> anyhow::Result<Stretch> {
        loop {
            let is_over = self.outage.borrow().is_over;
            if sitting.is_flushed() && (sitting.is_finished() || is_over) {
                return Ok(Stretch::Done);
            }
            if !is_over {
                sitting.plan();
            }
            if let Some(batch) = sitting.batch() {
                match self.send(connection, caller, sitting, &batch).await {
                    Ok(answer) => sitting.take_answer(&batch, &answer),
                    Err(_) => return Ok(Stretch::Broken),
                }
            }
            if self.random.chance(3) {
                let body = json!({ "client_id": "trial-heartbeat", "backlog": 0 }).to_string();
                if connection.post(caller, "/api/interview/heartbeat", body.as_bytes()).await.is_err() {
                    return Ok(Stretch::Broken);
                }
            }
            if self.think().await {
                return Ok(Stretch::Broken);
            }
        }
    }

    /// A pause; says whether the server was killed meanwhile.
    async fn think(&mut self) -> bool {
        if self.outage.borrow().is_over {
            return false;
        }
        let pause = self.random.between_ms(0, 120);
        let round = self.round;
        let killed = self.outage.wait_for(|it| it.round != round || it.is_over);
        tokio::time::timeout(pause, killed).await.is_ok_and(|it| it.is_ok_and(|it| it.round != round))
    }

    async fn send(
        &mut self,
        connection: &mut Connection,
        caller: &Caller,
        sitting: &Sitting,
        batch: &Batch,
    ) -> anyhow::Result<Value> {
        let sent = || batch.places.iter().filter_map(|it| sitting.ledger.sent.get(*it));
        let are_drafts = sent().all(|it| matches!(it.act, Act::Write { is_answer: false, .. }));
        if self.mutant == Some(Mutant::AckBeforeCommit) && are_drafts && self.random.chance(MUTATION_PERCENT) {
            let acks: Vec<Value> = sent().map(|it| json!({ "client_seq": it.seq, "result": "applied" })).collect();
            return Ok(json!({ "acks": acks, "state": sitting.ledger.state }));
        }
        let commands: Vec<Value> = sent().map(|it| it.body()).collect();
        let answer = post(connection, caller, &batch.client, &commands).await?;
        if self.mutant == Some(Mutant::WriteTwice) && are_drafts && self.random.chance(MUTATION_PERCENT) {
            let mut again = commands;
            again
                .iter_mut()
                .for_each(|it| it["client_seq"] = json!(FORGED_SEQ + it["client_seq"].as_u64().unwrap_or(0)));
            post(connection, caller, &batch.client, &again).await?;
        }
        Ok(answer)
    }
}

async fn post(connection: &mut Connection, caller: &Caller, client: &str, commands: &[Value]) -> anyhow::Result<Value> {
    let body = json!({ "client_id": client, "commands": commands }).to_string();
    connection.post(caller, "/api/interview/commands", body.as_bytes()).await?.demand_ok()?.json()
}

async fn look(port: u16, caller: &Caller) -> anyhow::Result<(Connection, Value)> {
    let mut connection = Connection::open(port).await?;
    let view = connection.get(caller, "/api/interview").await?.demand_ok()?.json().context("Reading the interview")?;
    Ok((connection, view))
}
