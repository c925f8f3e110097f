-- Who may take whom out as a file. The file itself is made when it is fetched and lies nowhere.
CREATE TABLE bulk_export (
    id TEXT PRIMARY KEY,
    request_key TEXT NOT NULL UNIQUE,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    format TEXT NOT NULL,
    locale TEXT NOT NULL,
    columns TEXT NOT NULL,
    people TEXT NOT NULL,
    people_count BIGINT NOT NULL,
    is_alone BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    taken_at BIGINT
);
CREATE INDEX bulk_export_staff ON bulk_export (staff_id, created_at DESC, id DESC);
CREATE INDEX bulk_export_expiry ON bulk_export (expires_at);

-- 自动邀请: whom a requisition invites by itself. It only ever invites.
CREATE TABLE invite_rule (
    requisition_id TEXT PRIMARY KEY REFERENCES requisition (id),
    is_on BOOLEAN NOT NULL,
    requirements TEXT NOT NULL,
    daily_limit BIGINT NOT NULL,
    from_minute BIGINT NOT NULL,
    until_minute BIGINT NOT NULL,
    locale TEXT NOT NULL,
    updated_by TEXT REFERENCES staff (id),
    updated_at BIGINT NOT NULL
);

-- Who was invited by a rule, once and never again.
CREATE TABLE rule_invitation (
    application_id TEXT PRIMARY KEY REFERENCES application (id),
    requisition_id TEXT NOT NULL REFERENCES requisition (id),
    at BIGINT NOT NULL
);
CREATE INDEX rule_invitation_day ON rule_invitation (requisition_id, at);
