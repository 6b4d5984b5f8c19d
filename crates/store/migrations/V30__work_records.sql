-- Why: a company keeps who works for it, where, under whom, and which kinds of tickets there are (docs/adr/0020-tickets.md).
-- A member sees the workers over whom he stands: himself, those of crews that he supervises, those of contractors that he
-- manages. Who may read all sees all.

-- Organizations that were made before get the new permissions.
UPDATE credenza.roles SET permissions = permissions ||
    '{worker.read,worker.read_all,worker.write,ticket.write,ticket.approve,ticket.revoke,ticket_type.manage,site.manage}'
    WHERE builtin AND id IN ('admin', 'hse_manager');
UPDATE credenza.roles SET permissions = permissions || '{worker.read,ticket.write}'
    WHERE builtin AND id IN ('supervisor', 'worker');

CREATE TABLE credenza.sites (
    org_id     uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    search     text NOT NULL GENERATED ALWAYS AS (credenza.fold(name)) STORED,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

-- A company whose people work for the organization.
CREATE TABLE credenza.contractors (
    org_id     uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    search     text NOT NULL GENERATED ALWAYS AS (credenza.fold(name)) STORED,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

-- Who works together, and on which site.
CREATE TABLE credenza.crews (
    org_id     uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    site_id    uuid,
    search     text NOT NULL GENERATED ALWAYS AS (credenza.fold(name)) STORED,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name),
    FOREIGN KEY (org_id, site_id) REFERENCES credenza.sites (org_id, id)
);
CREATE INDEX crews_by_site ON credenza.crews (org_id, site_id);

CREATE TABLE credenza.crew_supervisors (
    org_id    uuid NOT NULL,
    crew_id   uuid NOT NULL,
    member_id uuid NOT NULL,
    PRIMARY KEY (org_id, crew_id, member_id),
    FOREIGN KEY (org_id, crew_id) REFERENCES credenza.crews (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE
);
CREATE INDEX crew_supervisors_by_member ON credenza.crew_supervisors (org_id, member_id);

CREATE TABLE credenza.contractor_managers (
    org_id        uuid NOT NULL,
    contractor_id uuid NOT NULL,
    member_id     uuid NOT NULL,
    PRIMARY KEY (org_id, contractor_id, member_id),
    FOREIGN KEY (org_id, contractor_id) REFERENCES credenza.contractors (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contractor_managers_by_member ON credenza.contractor_managers (org_id, member_id);

-- Who works. `reference`: what the organization calls him elsewhere, such as the number in its payroll. `member_id`: his own
-- account here, if he has one. Who has left is in the archive: his tickets stay, and he gets no others.
CREATE TABLE credenza.workers (
    org_id        uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id            uuid NOT NULL,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    reference     text CHECK (length(reference) BETWEEN 1 AND 80),
    email         text CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    contractor_id uuid,
    crew_id       uuid,
    member_id     uuid,
    archived_at   timestamptz,
    search        text NOT NULL GENERATED ALWAYS AS (credenza.fold(name || ' ' || coalesce(reference, ''))) STORED,
    version       integer NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, reference),
    UNIQUE (org_id, member_id),
    FOREIGN KEY (org_id, contractor_id) REFERENCES credenza.contractors (org_id, id),
    FOREIGN KEY (org_id, crew_id) REFERENCES credenza.crews (org_id, id),
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id)
);
CREATE INDEX workers_by_name ON credenza.workers (org_id, lower(name), id);
CREATE INDEX workers_by_crew ON credenza.workers (org_id, crew_id);
CREATE INDEX workers_by_contractor ON credenza.workers (org_id, contractor_id);

-- A kind of ticket. `valid_months`: for how long one is usually valid, none for ever. `renewal_days`: how many days before its
-- end it counts as expiring. `medical`: it tells something of its holder's health, so that its name stays inside. One in the
-- archive is there for the tickets that have it, and for no new ones.
CREATE TABLE credenza.ticket_types (
    org_id       uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id           uuid NOT NULL,
    code         text NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    valid_months integer CHECK (valid_months BETWEEN 1 AND 600),
    renewal_days integer NOT NULL DEFAULT 60 CHECK (renewal_days BETWEEN 0 AND 730),
    medical      boolean NOT NULL DEFAULT false,
    archived_at  timestamptz,
    search       text NOT NULL GENERATED ALWAYS AS (credenza.fold(name || ' ' || code)) STORED,
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, code)
);
CREATE INDEX ticket_types_by_name ON credenza.ticket_types (org_id, lower(name), id);

ALTER TABLE credenza.sites ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.contractors ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.crews ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.crew_supervisors ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.contractor_managers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.workers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.ticket_types ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The owner's functions say over whom somebody stands, and judge tickets.
CREATE POLICY owner ON credenza.crew_supervisors FOR SELECT TO credenza_owner USING (true);
CREATE POLICY owner ON credenza.contractor_managers FOR SELECT TO credenza_owner USING (true);
CREATE POLICY owner ON credenza.workers FOR SELECT TO credenza_owner USING (true);
CREATE POLICY owner ON credenza.ticket_types FOR SELECT TO credenza_owner USING (true);

-- The workers over whom the member of the context stands. Which of them he may see, his permissions say.
CREATE FUNCTION credenza.own_workers() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org();
    me  uuid := credenza.member();
BEGIN
    RETURN ARRAY(
        SELECT w.id FROM credenza.workers w WHERE w.org_id = org AND w.member_id = me
        UNION
        SELECT w.id FROM credenza.crew_supervisors s
            JOIN credenza.workers w ON w.org_id = s.org_id AND w.crew_id = s.crew_id
            WHERE s.org_id = org AND s.member_id = me
        UNION
        SELECT w.id FROM credenza.contractor_managers c
            JOIN credenza.workers w ON w.org_id = c.org_id AND w.contractor_id = c.contractor_id
            WHERE c.org_id = org AND c.member_id = me
    );
END
$$;

-- Whether the member of the context may see this worker of his organization.
CREATE FUNCTION credenza.sees_worker(worker uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN credenza.org_with('worker.read') IS NOT NULL
        AND (credenza.org_with('worker.read_all') IS NOT NULL OR worker = ANY (credenza.own_workers()));
END
$$;
GRANT EXECUTE ON FUNCTION credenza.own_workers(), credenza.sees_worker(uuid) TO credenza_app;

CREATE POLICY see ON credenza.sites FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.sites FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY change ON credenza.sites FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')))
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.sites FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));

CREATE POLICY see ON credenza.contractors FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.contractors FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY change ON credenza.contractors FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')))
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.contractors FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));

CREATE POLICY see ON credenza.crews FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.crews FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY change ON credenza.crews FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')))
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.crews FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));

-- Who stands over whom is said by those who see everybody anyway.
CREATE POLICY see ON credenza.crew_supervisors FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.crew_supervisors FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.crew_supervisors FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));

CREATE POLICY see ON credenza.contractor_managers FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.contractor_managers FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.contractor_managers FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));

CREATE POLICY see ON credenza.workers FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND org_id = (SELECT credenza.org_with('worker.read_all')));
CREATE POLICY stand_over ON credenza.workers FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND id = ANY ((SELECT credenza.own_workers())::uuid[]));
CREATE POLICY add ON credenza.workers FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('worker.write')));
CREATE POLICY change ON credenza.workers FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.write')) AND credenza.sees_worker(id))
    WITH CHECK (org_id = (SELECT credenza.org_with('worker.write')));
CREATE POLICY remove ON credenza.workers FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.write')) AND credenza.sees_worker(id));

CREATE POLICY see ON credenza.ticket_types FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.ticket_types FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('ticket_type.manage')));
CREATE POLICY change ON credenza.ticket_types FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('ticket_type.manage')))
    WITH CHECK (org_id = (SELECT credenza.org_with('ticket_type.manage')));
CREATE POLICY remove ON credenza.ticket_types FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('ticket_type.manage')));

GRANT SELECT, INSERT, DELETE ON credenza.sites, credenza.contractors, credenza.crews, credenza.crew_supervisors,
    credenza.contractor_managers, credenza.workers, credenza.ticket_types TO credenza_app;
GRANT UPDATE (name, version, updated_at) ON credenza.sites, credenza.contractors TO credenza_app;
GRANT UPDATE (name, site_id, version, updated_at) ON credenza.crews TO credenza_app;
GRANT UPDATE (name, reference, email, contractor_id, crew_id, member_id, archived_at, version, updated_at)
    ON credenza.workers TO credenza_app;
GRANT UPDATE (code, name, valid_months, renewal_days, medical, archived_at, version, updated_at)
    ON credenza.ticket_types TO credenza_app;
