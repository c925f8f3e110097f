-- Backups, copies elsewhere and drills that were begun, and how each ended. A restored database must hold the row of the
-- backup it came from.
CREATE TABLE backup_run (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    file TEXT,
    bytes BIGINT,
    error TEXT,
    rpo_ms BIGINT,
    rto_ms BIGINT
);
CREATE INDEX backup_run_kind ON backup_run (kind, started_at);
