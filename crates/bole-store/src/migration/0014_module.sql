-- Modules that somebody switched, with who and when. A module without a row is on.
CREATE TABLE module (
    module TEXT PRIMARY KEY,
    is_on BOOLEAN NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
