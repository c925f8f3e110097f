-- Where an application came from; nobody had said so before.
ALTER TABLE application ADD COLUMN source TEXT NOT NULL DEFAULT 'unstated';
CREATE INDEX application_created ON application (created_at DESC, id DESC, department_id);
CREATE INDEX application_stage ON application (stage, updated_at DESC, id DESC, department_id);

CREATE TABLE tag (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    color TEXT NOT NULL,
    created_by TEXT REFERENCES staff (id),
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE application_tag (
    application_id TEXT NOT NULL REFERENCES application (id),
    tag_id TEXT NOT NULL REFERENCES tag (id),
    tagged_by TEXT REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (application_id, tag_id)
);
CREATE INDEX application_tag_tag ON application_tag (tag_id, application_id);

-- A view of the candidate table that somebody keeps: filters as in the address, columns in order.
CREATE TABLE table_view (
    id TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department_id TEXT REFERENCES department (id),
    is_shared BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    columns TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX table_view_staff ON table_view (staff_id);

-- The columns somebody chose last, in order.
CREATE TABLE table_columns (
    staff_id TEXT PRIMARY KEY REFERENCES staff (id),
    columns TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- One deed done to many applications, person by person.
CREATE TABLE bulk_run (
    id TEXT PRIMARY KEY,
    request_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    words_sealed {blob} NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    undoes TEXT UNIQUE REFERENCES bulk_run (id),
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX bulk_run_staff ON bulk_run (staff_id, created_at DESC, id DESC);
CREATE INDEX bulk_run_created ON bulk_run (created_at DESC, id DESC);

CREATE TABLE bulk_item (
    run_id TEXT NOT NULL REFERENCES bulk_run (id),
    number BIGINT NOT NULL,
    application_id TEXT NOT NULL REFERENCES application (id),
    state TEXT NOT NULL,
    code TEXT,
    former TEXT,
    at BIGINT,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX bulk_item_state ON bulk_item (run_id, state, number);
CREATE INDEX bulk_item_application ON bulk_item (application_id);
