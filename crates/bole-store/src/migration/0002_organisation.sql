-- The organisation by date, the approval of requisitions, and imports that can be undone.
-- Histories hold no foreign keys: what was true on a date stays true when its row is gone.
ALTER TABLE department ADD COLUMN kind TEXT NOT NULL DEFAULT 'department';
ALTER TABLE department ADD COLUMN closed_at BIGINT;
ALTER TABLE position ADD COLUMN closed_at BIGINT;

CREATE TABLE department_history (
    department_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    parent_id TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_closed BOOLEAN NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (department_id, number)
);
CREATE INDEX department_history_time ON department_history (valid_from);

CREATE TABLE position_history (
    position_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    department_id TEXT NOT NULL,
    title TEXT NOT NULL,
    family TEXT,
    is_closed BOOLEAN NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (position_id, number)
);
CREATE INDEX position_history_time ON position_history (valid_from);

CREATE TABLE seat_history (
    seat_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    position_id TEXT NOT NULL,
    status TEXT NOT NULL,
    requisition_id TEXT,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (seat_id, number)
);
CREATE INDEX seat_history_position ON seat_history (position_id, valid_from);

INSERT INTO department_history (department_id, number, parent_id, name, kind, is_closed, valid_from)
    SELECT id, 1, parent_id, name, kind, FALSE, created_at FROM department;
INSERT INTO position_history (position_id, number, department_id, title, family, is_closed, valid_from)
    SELECT id, 1, department_id, title, family, FALSE, created_at FROM position;
INSERT INTO seat_history (seat_id, number, position_id, status, requisition_id, valid_from)
    SELECT id, 1, position_id, status, requisition_id, updated_at FROM seat;

-- Before this version every requisition was opened when it was made.
ALTER TABLE requisition ADD COLUMN requested_by TEXT REFERENCES staff (id);
ALTER TABLE requisition ADD COLUMN requested_at BIGINT;
ALTER TABLE requisition ADD COLUMN opened_at BIGINT;
ALTER TABLE requisition ADD COLUMN approval_round BIGINT NOT NULL DEFAULT 0;
ALTER TABLE requisition ADD COLUMN approval_mode TEXT;
ALTER TABLE requisition ADD COLUMN approved_headcount BIGINT;
ALTER TABLE requisition ADD COLUMN closed_because TEXT;
UPDATE requisition SET opened_at = created_at;
CREATE INDEX requisition_requested_by ON requisition (requested_by);

CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    requisition_id TEXT NOT NULL REFERENCES requisition (id),
    round BIGINT NOT NULL,
    place BIGINT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    decision TEXT,
    reason_sealed {blob},
    decided_at BIGINT,
    UNIQUE (requisition_id, round, staff_id)
);
CREATE INDEX approval_staff ON approval (staff_id, decision);

CREATE TABLE approval_rule (
    id TEXT PRIMARY KEY,
    department_id TEXT REFERENCES department (id),
    mode TEXT NOT NULL,
    approvers TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX approval_rule_department ON approval_rule (department_id);

CREATE TABLE organisation_import (
    id TEXT PRIMARY KEY,
    file_name TEXT NOT NULL,
    status TEXT NOT NULL,
    sheet TEXT NOT NULL,
    header BIGINT NOT NULL,
    mapping TEXT NOT NULL,
    created_by TEXT REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    committed_at BIGINT,
    undone_at BIGINT
);
CREATE INDEX organisation_import_created ON organisation_import (created_at DESC, id DESC);

CREATE TABLE organisation_import_row (
    row_id TEXT PRIMARY KEY,
    import_id TEXT NOT NULL REFERENCES organisation_import (id),
    kind TEXT NOT NULL
);
CREATE INDEX organisation_import_row_import ON organisation_import_row (import_id, kind);
