-- The company's own texts. Each saved text is a row of its own; one without words brings the supplied text back.
CREATE TABLE message_template (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    locale TEXT NOT NULL,
    number BIGINT NOT NULL,
    subject TEXT,
    body TEXT,
    staff_id TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (kind, channel, locale, number)
);

ALTER TABLE message ADD COLUMN staff_id TEXT;
ALTER TABLE message ADD COLUMN locale TEXT NOT NULL DEFAULT 'zh';
ALTER TABLE message ADD COLUMN fields_sealed {blob};
ALTER TABLE message ADD COLUMN parts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN charged_at BIGINT;
ALTER TABLE message ADD COLUMN fallback_of TEXT;
ALTER TABLE message ADD COLUMN read_at BIGINT;
CREATE INDEX message_charged ON message (charged_at) WHERE charged_at IS NOT NULL;

-- One row per invitation that was reminded of, so that nobody is reminded twice.
CREATE TABLE reminder (
    invitation_id TEXT PRIMARY KEY REFERENCES invitation (id) ON DELETE CASCADE,
    message_id TEXT,
    at BIGINT NOT NULL
);

-- What needs somebody's attention, for all who may see it or for one account.
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    staff_id TEXT REFERENCES staff (id) ON DELETE CASCADE,
    department_id TEXT REFERENCES department (id) ON DELETE CASCADE,
    application_id TEXT REFERENCES application (id) ON DELETE CASCADE,
    subject_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    resolved_at BIGINT
);
CREATE INDEX notice_created ON notice (created_at DESC, id DESC);
CREATE INDEX notice_subject ON notice (kind, subject_id);
CREATE INDEX notice_application ON notice (application_id);
CREATE INDEX notice_department ON notice (department_id);
CREATE INDEX notice_staff ON notice (staff_id);

CREATE TABLE notice_read (
    notice_id TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    PRIMARY KEY (notice_id, staff_id)
);
CREATE INDEX notice_read_staff ON notice_read (staff_id);

CREATE TABLE notice_mute (
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    PRIMARY KEY (staff_id, kind)
);
