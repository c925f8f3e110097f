-- An autosave adds one row to one table and one entry to one index. That a client's write is taken once is decided on the
-- folded log; two deciders on the same state collide on (session_id, seq).
DROP INDEX session_event_client;

-- A remark without an author is the candidate's own word: why the application was withdrawn.
CREATE TABLE remark_with_candidates (
    id TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    staff_id TEXT REFERENCES staff (id),
    text_sealed {blob} NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO remark_with_candidates SELECT id, application_id, staff_id, text_sealed, created_at FROM remark;
DROP TABLE remark;
ALTER TABLE remark_with_candidates RENAME TO remark;
CREATE INDEX remark_application ON remark (application_id, created_at);
