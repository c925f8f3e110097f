-- Who was given an application to look at: an interviewer sees nothing else.
CREATE TABLE assignment (
    application_id TEXT NOT NULL REFERENCES application (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    assigned_by TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (application_id, staff_id)
);
CREATE INDEX assignment_staff ON assignment (staff_id);

-- A dormant account that was let in again counts its days from here.
ALTER TABLE staff ADD COLUMN reinstated_at BIGINT;

-- The browser a session was opened with, and the role a super admin looks at the console as.
ALTER TABLE staff_session ADD COLUMN device TEXT;
ALTER TABLE staff_session ADD COLUMN view_as_role TEXT;
ALTER TABLE staff_session ADD COLUMN view_as_department_id TEXT REFERENCES department (id);
CREATE INDEX staff_session_view_as ON staff_session (view_as_department_id);

-- Looks are counted by person and day, and told to the candidate.
CREATE INDEX audit_record_actor ON audit_record (actor_id, action, at);
CREATE INDEX audit_record_action ON audit_record (action, at);
