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
