-- The words of a consent as the company writes them; version 1 of each purpose is supplied with the program. A row without
-- a version is the draft, at most one per purpose; a published row is never changed.
CREATE TABLE consent_text (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    version BIGINT,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    published_at BIGINT
);
CREATE UNIQUE INDEX consent_text_version ON consent_text (purpose, version);
CREATE UNIQUE INDEX consent_text_draft ON consent_text (purpose) WHERE version IS NULL;

-- A phone number or e-mail address a candidate wants to be reached at, until the code that was sent there is typed. The code
-- itself lies with the other codes.
CREATE TABLE contact_change (
    id TEXT PRIMARY KEY,
    candidate_id TEXT NOT NULL REFERENCES candidate (id),
    field TEXT NOT NULL,
    value_sealed {blob} NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX contact_change_candidate ON contact_change (candidate_id);

-- What somebody said about themselves of their own free will. No query joins it: one person's row is opened for that
-- person alone, all rows together are only counted.
CREATE TABLE demographic (
    candidate_id TEXT PRIMARY KEY REFERENCES candidate (id),
    said_sealed {blob} NOT NULL,
    updated_at BIGINT NOT NULL
);
