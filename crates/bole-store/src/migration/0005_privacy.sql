-- A deed that two people answer for: one asks, another decides. The reason is sealed under the person's key, if there is one.
CREATE TABLE second_approval (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    candidate_id TEXT REFERENCES candidate (id),
    reason_sealed {blob} NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT
);
CREATE INDEX second_approval_subject ON second_approval (kind, subject);
CREATE INDEX second_approval_candidate ON second_approval (candidate_id);
CREATE INDEX second_approval_requested ON second_approval (requested_at, id);

CREATE TABLE privacy_request (
    id TEXT PRIMARY KEY,
    candidate_id TEXT NOT NULL REFERENCES candidate (id),
    application_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    words_sealed {blob} NOT NULL,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    answer_sealed {blob} NOT NULL,
    answered_by TEXT,
    answered_at BIGINT
);
CREATE INDEX privacy_request_candidate ON privacy_request (candidate_id);
CREATE INDEX privacy_request_due ON privacy_request (state, due_at);

CREATE TABLE legal_hold (
    id TEXT PRIMARY KEY,
    candidate_id TEXT NOT NULL REFERENCES candidate (id),
    reason_sealed {blob} NOT NULL,
    placed_by TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    confirmed_by TEXT,
    confirmed_at BIGINT,
    lifted_by TEXT,
    lifted_at BIGINT
);
CREATE INDEX legal_hold_candidate ON legal_hold (candidate_id);

-- Where a department works or a candidate is, as far as somebody has said; it chooses the rules for their data.
CREATE TABLE place (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    region TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);

-- What a person agreed to or declined: the words' version and digest, the language they were read in, when it ended.
CREATE TABLE consent (
    id TEXT PRIMARY KEY,
    candidate_id TEXT NOT NULL REFERENCES candidate (id),
    application_id TEXT NOT NULL REFERENCES application (id),
    purpose TEXT NOT NULL,
    text_version BIGINT NOT NULL,
    text_sha256 TEXT NOT NULL,
    locale TEXT NOT NULL,
    is_given BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX consent_candidate ON consent (candidate_id);
CREATE INDEX consent_application ON consent (application_id, purpose);
