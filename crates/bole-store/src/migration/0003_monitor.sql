-- The timer of the step a candidate is in: written with the events that move it, so that no crash loses it.
ALTER TABLE interview_session ADD COLUMN stay_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE interview_session ADD COLUMN stay_due_at BIGINT;
CREATE INDEX interview_session_stay ON interview_session (stay_due_at) WHERE stay_due_at IS NOT NULL;

CREATE TABLE stay_alert (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES interview_session (id),
    entered_seq BIGINT NOT NULL,
    slot TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    limit_ms BIGINT NOT NULL,
    raised_at BIGINT NOT NULL,
    acknowledged_by TEXT REFERENCES staff (id),
    acknowledged_at BIGINT,
    resolved_at BIGINT,
    UNIQUE (session_id, entered_seq)
);
CREATE INDEX stay_alert_raised ON stay_alert (raised_at, id);
CREATE INDEX stay_alert_open ON stay_alert (session_id) WHERE resolved_at IS NULL;
CREATE INDEX stay_alert_acknowledged ON stay_alert (acknowledged_by);

-- What is done from the monitor; the query of that list repeats the condition word for word.
CREATE INDEX audit_record_monitor ON audit_record (at, id)
    WHERE action IN ('session.extend', 'session.reopen', 'session.resync', 'alert.acknowledge');
