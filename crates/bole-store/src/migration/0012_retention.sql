-- The lines of the erasure ledger once more, so that a file that was cut off is noticed and mended. Each backup carries them.
CREATE TABLE erasure_ledger (
    seq BIGINT PRIMARY KEY,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL,
    hash {blob} NOT NULL,
    signature {blob} NOT NULL
);
