//! Kills the server at random moments and starts it again on the same data and the same port.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::CrashOptions;
use super::outage::Board;
use crate::random::Random;
use crate::server::{Server, Starting};

/// After so many percent of all kills the next server is killed while it starts.
const EARLY_PERCENT: u64 = 10;

/// What was done to the server.
#[derive(Debug, Default)]
pub struct Ended {
    /// Kills in all.
    pub kills: u32,
    /// Kills of a server that was starting.
    pub early: u32,
    /// How long each start took until the server said where it listens.
    pub starts: Vec<Duration>,
}

/// Who kills.
pub struct Chaos {
    program: PathBuf,
    data: PathBuf,
    port: u16,
    kills: u32,
    random: Random,
    board: Board,
}

impl Chaos {
    /// Ready to kill.
    pub fn new(options: &CrashOptions, data: &Path, port: u16, random: Random, board: Board) -> Self {
        Self { program: options.program.clone(), data: data.to_owned(), port, kills: options.kills, random, board }
    }

    /// Kills as often as told; gives the last server, which lives.
    pub async fn run(mut self, mut server: Server) -> anyhow::Result<(Server, Ended)> {
        let mut ended = Ended::default();
        while ended.kills < self.kills {
            tokio::time::sleep(self.random.between_ms(0, 600)).await;
            let at = Instant::now();
            server.kill().await?;
            self.board.killed(at);
            ended.kills += 1;
            while ended.kills < self.kills && self.random.chance(EARLY_PERCENT) {
                let starting = Starting::serve(&self.program, &self.data, self.port)?;
                tokio::time::sleep(self.random.between_ms(0, 25)).await;
                starting.kill().await?;
                ended.kills += 1;
                ended.early += 1;
            }
            server = Server::start(&self.program, &self.data, self.port).await?;
            self.board.back();
            ended.starts.push(server.started_in);
            if ended.kills.is_multiple_of(20) {
                eprintln!("  {} of {}", ended.kills, self.kills);
            }
        }
        self.board.over();
        Ok((server, ended))
    }
}
