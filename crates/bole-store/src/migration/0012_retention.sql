-- The lines of the erasure ledger once more, so that a file that was cut off is noticed and mended. Each backup carries them.
CREATE TABLE erasure_ledger (
    seq BIGINT PRIMARY KEY,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL,
    hash {blob} NOT NULL,
    signature {blob} NOT NULL
);

-- How long a class of data is kept where somebody has set it, and what went on which day.
CREATE TABLE retention_rule (
    class TEXT PRIMARY KEY,
    days BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE retention_run (
    class TEXT NOT NULL,
    day BIGINT NOT NULL,
    days BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    PRIMARY KEY (class, day)
);
CREATE INDEX retention_run_day ON retention_run (day);
