-- Why: tickets are asked for by what somebody does, too, and not by the place alone (docs/adr/0043-duties.md). A duty is a role, which
-- workers have (scaffolder), or a task, which is chosen for the day (hot work). It is no role of a member: those are in credenza.roles.

CREATE TABLE credenza.duties (
    org_id     uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id         uuid NOT NULL,
    -- Stays: a role that became a task would be asked of nobody who has it.
    kind       text NOT NULL CHECK (kind IN ('role', 'task')),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    search     text NOT NULL GENERATED ALWAYS AS (credenza.fold(name)) STORED,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, kind, name),
    UNIQUE (org_id, id, kind)
);

CREATE TABLE credenza.duty_requirements (
    org_id  uuid NOT NULL,
    duty_id uuid NOT NULL,
    type_id uuid NOT NULL,
    PRIMARY KEY (org_id, duty_id, type_id),
    FOREIGN KEY (org_id, duty_id) REFERENCES credenza.duties (org_id, id) ON DELETE CASCADE,
    -- As with sites: a type that is needed is not deleted.
    FOREIGN KEY (org_id, type_id) REFERENCES credenza.ticket_types (org_id, id)
);
CREATE INDEX duty_requirements_by_type ON credenza.duty_requirements (org_id, type_id);

-- Which roles a worker has. `kind` is there for the key: nobody has a task.
CREATE TABLE credenza.worker_duties (
    org_id    uuid NOT NULL,
    worker_id uuid NOT NULL,
    duty_id   uuid NOT NULL,
    kind      text NOT NULL DEFAULT 'role' CHECK (kind = 'role'),
    PRIMARY KEY (org_id, worker_id, duty_id),
    FOREIGN KEY (org_id, worker_id) REFERENCES credenza.workers (org_id, id) ON DELETE CASCADE,
    -- A role that somebody has is not deleted: less would be asked of him, and nobody would have said so.
    FOREIGN KEY (org_id, duty_id, kind) REFERENCES credenza.duties (org_id, id, kind)
);
CREATE INDEX worker_duties_by_duty ON credenza.worker_duties (org_id, duty_id);

ALTER TABLE credenza.duties ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.duty_requirements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.worker_duties ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What work asks for is said, and seen, as what sites ask for is.
CREATE POLICY see ON credenza.duties FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.duties FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY change ON credenza.duties FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')))
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.duties FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));

CREATE POLICY see ON credenza.duty_requirements FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.duty_requirements FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.duty_requirements FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));

-- Who sees a worker sees his roles; who may change him gives and takes them.
CREATE POLICY see ON credenza.worker_duties FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND org_id = (SELECT credenza.org_with('worker.read_all')));
CREATE POLICY stand_over ON credenza.worker_duties FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND worker_id = ANY ((SELECT credenza.own_workers())::uuid[]));
CREATE POLICY add ON credenza.worker_duties FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('worker.write')) AND credenza.sees_worker(worker_id));
CREATE POLICY remove ON credenza.worker_duties FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.write')) AND credenza.sees_worker(worker_id));

GRANT SELECT, INSERT, DELETE ON credenza.duties, credenza.duty_requirements, credenza.worker_duties TO credenza_app;
GRANT UPDATE (name, version, updated_at) ON credenza.duties TO credenza_app;
