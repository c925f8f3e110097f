CREATE TABLE schema_migration (
    version BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- Written and emptied again to learn whether the disk takes writes.
CREATE TABLE write_probe (id TEXT PRIMARY KEY, filler {blob} NOT NULL);

CREATE TABLE deployment (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    company_name TEXT NOT NULL,
    wrapped_key TEXT NOT NULL,
    key_check TEXT NOT NULL,
    signing_sealed {blob} NOT NULL,
    signing_public {blob} NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    sealed {blob},
    updated_at BIGINT NOT NULL
);

CREATE TABLE department (
    id TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES department (id),
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    sort BIGINT NOT NULL,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX department_parent ON department (parent_id);

CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    email_index TEXT NOT NULL UNIQUE,
    email_sealed {blob} NOT NULL,
    name_sealed {blob} NOT NULL,
    role TEXT NOT NULL,
    department_id TEXT REFERENCES department (id),
    status TEXT NOT NULL,
    password_hash TEXT,
    totp_sealed {blob},
    totp_step BIGINT NOT NULL,
    failed_sign_ins BIGINT NOT NULL,
    locked_until BIGINT,
    last_sign_in_at BIGINT,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX staff_department ON staff (department_id);

CREATE TABLE staff_session (
    token_hash TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX staff_session_staff ON staff_session (staff_id);
CREATE INDEX staff_session_expiry ON staff_session (expires_at);

CREATE TABLE enrolment (
    token_hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    staff_id TEXT REFERENCES staff (id),
    totp_sealed {blob},
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX enrolment_staff ON enrolment (staff_id);

CREATE TABLE recovery_code (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (staff_id, code_hash)
);

CREATE TABLE position (
    id TEXT PRIMARY KEY,
    department_id TEXT NOT NULL REFERENCES department (id),
    title TEXT NOT NULL,
    family TEXT,
    profile TEXT NOT NULL,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX position_department ON position (department_id);

CREATE TABLE flow (
    id TEXT PRIMARY KEY,
    department_id TEXT REFERENCES department (id),
    family TEXT,
    title TEXT NOT NULL,
    draft TEXT NOT NULL,
    revision BIGINT NOT NULL,
    published_revision BIGINT,
    problem_count BIGINT NOT NULL,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX flow_department ON flow (department_id);

CREATE TABLE flow_version (
    id TEXT PRIMARY KEY,
    flow_id TEXT NOT NULL REFERENCES flow (id),
    number BIGINT NOT NULL,
    note TEXT NOT NULL,
    document TEXT NOT NULL,
    script TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    published_by TEXT REFERENCES staff (id),
    published_at BIGINT NOT NULL,
    UNIQUE (flow_id, number)
);

CREATE TABLE requisition (
    id TEXT PRIMARY KEY,
    position_id TEXT NOT NULL REFERENCES position (id),
    department_id TEXT NOT NULL REFERENCES department (id),
    title TEXT NOT NULL,
    headcount BIGINT NOT NULL,
    description TEXT NOT NULL,
    flow_id TEXT REFERENCES flow (id),
    cut_pass DOUBLE PRECISION NOT NULL,
    cut_pool DOUBLE PRECISION NOT NULL,
    status TEXT NOT NULL,
    created_by TEXT REFERENCES staff (id),
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX requisition_position ON requisition (position_id);
CREATE INDEX requisition_department ON requisition (department_id);
CREATE INDEX requisition_flow ON requisition (flow_id);

CREATE TABLE candidate (
    id TEXT PRIMARY KEY,
    wrapped_key {blob},
    name_sealed {blob} NOT NULL,
    phone_sealed {blob},
    email_sealed {blob},
    phone_index TEXT,
    email_index TEXT,
    audience TEXT NOT NULL,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    erased_at BIGINT
);
CREATE INDEX candidate_phone ON candidate (phone_index);
CREATE INDEX candidate_email ON candidate (email_index);
CREATE INDEX candidate_updated ON candidate (updated_at, id);

CREATE TABLE application (
    id TEXT PRIMARY KEY,
    candidate_id TEXT NOT NULL REFERENCES candidate (id),
    requisition_id TEXT NOT NULL REFERENCES requisition (id),
    department_id TEXT NOT NULL REFERENCES department (id),
    stage TEXT NOT NULL,
    session_id TEXT,
    session_status TEXT,
    outcome TEXT,
    total DOUBLE PRECISION,
    review_needed BOOLEAN NOT NULL,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX application_candidate ON application (candidate_id);
CREATE INDEX application_updated ON application (updated_at DESC, id DESC, department_id);
CREATE INDEX application_department ON application (department_id, updated_at DESC, id DESC);
CREATE INDEX application_requisition ON application (requisition_id, updated_at DESC, id DESC);
CREATE INDEX application_score ON application (requisition_id, COALESCE(total, -1) DESC, id DESC);
CREATE INDEX application_score_everywhere ON application (COALESCE(total, -1) DESC, id DESC);
CREATE INDEX application_counts ON application (requisition_id, stage, session_status, outcome);

CREATE TABLE seat (
    id TEXT PRIMARY KEY,
    position_id TEXT NOT NULL REFERENCES position (id),
    status TEXT NOT NULL,
    requisition_id TEXT REFERENCES requisition (id),
    application_id TEXT REFERENCES application (id),
    is_demo BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX seat_position ON seat (position_id, status);
CREATE INDEX seat_requisition ON seat (requisition_id);
CREATE INDEX seat_application ON seat (application_id);

CREATE TABLE document (
    id TEXT PRIMARY KEY,
    candidate_id TEXT REFERENCES candidate (id),
    application_id TEXT REFERENCES application (id),
    wrapped_key {blob},
    blob_name TEXT NOT NULL,
    content_index TEXT NOT NULL,
    file_name_sealed {blob} NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    text_sealed {blob} NOT NULL,
    profile_sealed {blob} NOT NULL,
    warnings TEXT NOT NULL,
    uploaded_by TEXT REFERENCES staff (id),
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX document_candidate ON document (candidate_id);
CREATE INDEX document_application ON document (application_id);
CREATE INDEX document_content ON document (content_index);

CREATE TABLE interview_session (
    id TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    candidate_id TEXT NOT NULL REFERENCES candidate (id),
    requisition_id TEXT NOT NULL REFERENCES requisition (id),
    department_id TEXT NOT NULL REFERENCES department (id),
    flow_version_id TEXT NOT NULL REFERENCES flow_version (id),
    locale TEXT NOT NULL,
    audience TEXT NOT NULL,
    status TEXT NOT NULL,
    phase TEXT NOT NULL,
    current_step TEXT,
    step_entered_at BIGINT,
    step_number BIGINT NOT NULL,
    step_count BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    last_event_at BIGINT NOT NULL,
    lease_client TEXT,
    last_seen_at BIGINT,
    backlog BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    expires_at BIGINT NOT NULL,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX interview_session_status ON interview_session (status);
CREATE INDEX interview_session_application ON interview_session (application_id);
CREATE INDEX interview_session_candidate ON interview_session (candidate_id);
CREATE INDEX interview_session_version ON interview_session (flow_version_id);

CREATE TABLE session_event (
    session_id TEXT NOT NULL REFERENCES interview_session (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT,
    payload TEXT NOT NULL,
    content {blob},
    client_id TEXT,
    client_seq BIGINT,
    PRIMARY KEY (session_id, seq)
);
CREATE UNIQUE INDEX session_event_client ON session_event (session_id, client_id, client_seq)
    WHERE client_id IS NOT NULL;

CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    session_id TEXT NOT NULL REFERENCES interview_session (id),
    flow_version_id TEXT NOT NULL REFERENCES flow_version (id),
    token_hash TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    locale TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    sent_at BIGINT,
    invited_by TEXT REFERENCES staff (id),
    message_id TEXT,
    reason TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX invitation_application ON invitation (application_id);
CREATE INDEX invitation_session ON invitation (session_id);
CREATE INDEX invitation_version ON invitation (flow_version_id);

CREATE TABLE code_request (
    id TEXT PRIMARY KEY,
    invitation_id TEXT REFERENCES invitation (id),
    contact_index TEXT NOT NULL,
    ip_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX code_request_contact ON code_request (contact_index, created_at);
CREATE INDEX code_request_address ON code_request (ip_hash, created_at);
CREATE INDEX code_request_invitation ON code_request (invitation_id);

CREATE TABLE candidate_session (
    token_hash TEXT PRIMARY KEY,
    candidate_id TEXT NOT NULL REFERENCES candidate (id),
    application_id TEXT NOT NULL REFERENCES application (id),
    invitation_id TEXT NOT NULL REFERENCES invitation (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX candidate_session_candidate ON candidate_session (candidate_id);
CREATE INDEX candidate_session_application ON candidate_session (application_id);
CREATE INDEX candidate_session_invitation ON candidate_session (invitation_id);
CREATE INDEX candidate_session_expiry ON candidate_session (expires_at);

CREATE TABLE assessment (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL UNIQUE REFERENCES interview_session (id),
    application_id TEXT NOT NULL REFERENCES application (id),
    scorer TEXT NOT NULL,
    total DOUBLE PRECISION,
    confidence DOUBLE PRECISION NOT NULL,
    proposed TEXT,
    reasons TEXT NOT NULL,
    declined_ai BOOLEAN NOT NULL,
    assessment_sealed {blob} NOT NULL,
    receipt_sealed {blob} NOT NULL,
    receipt_sha256 TEXT NOT NULL,
    receipt_signature {blob} NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX assessment_application ON assessment (application_id);

CREATE TABLE adjustment (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES interview_session (id),
    dimension TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    reason_sealed {blob} NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX adjustment_session ON adjustment (session_id);

CREATE TABLE mark (
    session_id TEXT NOT NULL REFERENCES interview_session (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    dimension TEXT NOT NULL,
    level BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (session_id, staff_id, dimension)
);

CREATE TABLE evidence_view (
    session_id TEXT NOT NULL REFERENCES interview_session (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    dimension TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (session_id, staff_id, dimension)
);

CREATE TABLE release (
    session_id TEXT PRIMARY KEY REFERENCES interview_session (id),
    application_id TEXT NOT NULL REFERENCES application (id),
    requisition_id TEXT NOT NULL REFERENCES requisition (id),
    outcome TEXT NOT NULL,
    total DOUBLE PRECISION,
    reason_sealed {blob},
    note_sealed {blob},
    decide_by BIGINT,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX release_application ON release (application_id);
CREATE INDEX release_requisition ON release (requisition_id, total);

CREATE TABLE appeal (
    session_id TEXT PRIMARY KEY REFERENCES interview_session (id),
    application_id TEXT NOT NULL REFERENCES application (id),
    reason_sealed {blob} NOT NULL,
    at BIGINT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX appeal_application ON appeal (application_id);

CREATE TABLE remark (
    id TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    text_sealed {blob} NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX remark_application ON remark (application_id, created_at);

CREATE TABLE message (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    candidate_id TEXT REFERENCES candidate (id),
    application_id TEXT REFERENCES application (id),
    department_id TEXT REFERENCES department (id),
    recipient_sealed {blob} NOT NULL,
    subject_sealed {blob} NOT NULL,
    body_sealed {blob} NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT,
    last_error TEXT,
    is_demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX message_created ON message (created_at DESC, id DESC);
CREATE INDEX message_status ON message (status, next_attempt_at);
CREATE INDEX message_candidate ON message (candidate_id);
CREATE INDEX message_application ON message (application_id);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedupe_key TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    claimed_until BIGINT,
    done_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX job_due ON job (run_at, id) WHERE done_at IS NULL;
CREATE INDEX job_done ON job (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE audit_record (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT,
    subject_id TEXT,
    params TEXT NOT NULL,
    seq BIGINT UNIQUE,
    hash {blob}
);
CREATE INDEX audit_record_subject ON audit_record (subject_kind, subject_id, at);
CREATE INDEX audit_record_waiting ON audit_record (id) WHERE seq IS NULL;

CREATE TABLE audit_checkpoint (
    seq BIGINT PRIMARY KEY,
    head {blob} NOT NULL,
    signature {blob} NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE idempotency (
    actor TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    operation TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor, idempotency_key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);
