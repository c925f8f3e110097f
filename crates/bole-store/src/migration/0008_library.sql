-- A company's own competency models and questions, beside the library that is shipped.

CREATE TABLE competency_model (
    id TEXT PRIMARY KEY,
    department_id TEXT REFERENCES department (id),
    family TEXT,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    draft TEXT NOT NULL,
    revision BIGINT NOT NULL,
    published_revision BIGINT,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX competency_model_department ON competency_model (department_id);

CREATE TABLE competency_version (
    id TEXT PRIMARY KEY,
    model_id TEXT NOT NULL REFERENCES competency_model (id),
    number BIGINT NOT NULL,
    note TEXT NOT NULL,
    source TEXT NOT NULL,
    document TEXT NOT NULL,
    published_by TEXT REFERENCES staff (id),
    published_at BIGINT NOT NULL,
    UNIQUE (model_id, number)
);

-- Which version of a model a flow's draft was made with.
CREATE TABLE flow_model (
    flow_id TEXT PRIMARY KEY REFERENCES flow (id),
    version_id TEXT NOT NULL REFERENCES competency_version (id)
);
CREATE INDEX flow_model_version ON flow_model (version_id);

CREATE TABLE bank_question (
    id TEXT PRIMARY KEY,
    department_id TEXT REFERENCES department (id),
    family TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    number BIGINT NOT NULL,
    question TEXT NOT NULL,
    is_archived BOOLEAN NOT NULL,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX bank_question_department ON bank_question (department_id);

CREATE TABLE bank_question_version (
    id TEXT PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES bank_question (id),
    number BIGINT NOT NULL,
    question TEXT NOT NULL,
    changed_by TEXT REFERENCES staff (id),
    changed_at BIGINT NOT NULL,
    UNIQUE (question_id, number)
);

-- Which questions a published flow asks, by key, so that use can be counted.
CREATE TABLE question_use (
    flow_version_id TEXT NOT NULL REFERENCES flow_version (id),
    question_key TEXT NOT NULL,
    PRIMARY KEY (flow_version_id, question_key)
);
CREATE INDEX question_use_key ON question_use (question_key);
