-- Why: a ticket is checked against what proves it, a photo or a PDF (docs/adr/0032-evidence.md). That is a sealed object like any
-- other, so that it is backed up, looked after and re-wrapped with the rest; what opens it is a grant. Who adds or takes away
-- evidence has written the ticket, and what was approved keeps what it was approved on.

UPDATE credenza.roles SET permissions = permissions || '{evidence.read}'
    WHERE builtin AND id IN ('admin', 'hse_manager', 'supervisor', 'worker');
-- Who approves goes on being able to.
UPDATE credenza.roles SET permissions = permissions || '{evidence.read}' WHERE NOT builtin AND permissions @> '{ticket.approve}';

-- The kinds, whichever there are by now, and one more; it belongs to no certificate, and is larger than other files.
DO $$
DECLARE
    kinds text;
    owned text;
BEGIN
    SELECT substr(pg_get_constraintdef(oid), length('CHECK ') + 1) INTO STRICT kinds FROM pg_constraint
        WHERE conrelid = 'credenza.objects'::regclass AND conname = 'objects_kind_check';
    SELECT substr(pg_get_constraintdef(oid), length('CHECK ') + 1) INTO STRICT owned FROM pg_constraint
        WHERE conrelid = 'credenza.objects'::regclass AND conname = 'objects_owner_check';
    EXECUTE 'ALTER TABLE credenza.objects DROP CONSTRAINT objects_kind_check, DROP CONSTRAINT objects_owner_check,
             ADD CONSTRAINT objects_kind_check CHECK (kind = ''evidence'' OR ' || kinds || '),
             ADD CONSTRAINT objects_owner_check CHECK (CASE WHEN kind = ''evidence'' THEN certificate_id IS NULL ELSE '
             || owned || ' END)';
END
$$;
ALTER TABLE credenza.objects
    DROP CONSTRAINT objects_size_check,
    ADD CONSTRAINT objects_size_check CHECK (size BETWEEN 1 AND CASE WHEN kind = 'evidence' THEN 8388608 ELSE 1048576 END);

-- `worker_id` is the ticket's, which never changes: whom one sees decides what one sees of him.
CREATE TABLE credenza.evidence (
    org_id         uuid NOT NULL,
    id             uuid NOT NULL,
    ticket_id      uuid NOT NULL,
    worker_id      uuid NOT NULL,
    object_id      uuid NOT NULL,
    object_version integer NOT NULL,
    media_type     text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'application/pdf')),
    added_by       uuid NOT NULL,
    added_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, object_id, object_version),
    FOREIGN KEY (org_id, ticket_id) REFERENCES credenza.tickets (org_id, id),
    FOREIGN KEY (org_id, worker_id) REFERENCES credenza.workers (org_id, id),
    FOREIGN KEY (org_id, object_id, object_version) REFERENCES credenza.objects (org_id, id, version),
    FOREIGN KEY (org_id, added_by) REFERENCES credenza.members (org_id, id)
);
CREATE INDEX evidence_by_ticket ON credenza.evidence (org_id, ticket_id);
CREATE INDEX evidence_by_worker ON credenza.evidence (org_id, worker_id);

ALTER TABLE credenza.evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.evidence TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON credenza.evidence FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('evidence.read')) AND org_id = (SELECT credenza.org_with('worker.read_all')));
CREATE POLICY stand_over ON credenza.evidence FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('evidence.read')) AND worker_id = ANY ((SELECT credenza.own_workers())::uuid[]));
GRANT SELECT ON credenza.evidence TO credenza_app;

-- Whether an object of an organization is evidence that the caller sees.
CREATE FUNCTION credenza.is_evidence(org uuid, object uuid, object_version integer) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM credenza.evidence v WHERE v.org_id = org AND v.object_id = object
                   AND v.object_version = is_evidence.object_version);
END
$$;
GRANT EXECUTE ON FUNCTION credenza.is_evidence(uuid, uuid, integer) TO credenza_app;
CREATE POLICY see_evidence ON credenza.objects FOR SELECT TO credenza_app
    USING (certificate_id IS NULL AND credenza.is_evidence(org_id, id, version));
CREATE POLICY open_evidence ON credenza.object_keys FOR SELECT TO credenza_app
    USING (credenza.is_evidence(org_id, object_id, version));
-- Who deletes certificates deletes theirs.
ALTER POLICY remove ON credenza.objects
    USING (org_id = (SELECT credenza.org_with('certificate.delete')) AND certificate_id IS NOT NULL);
-- Deleting the object destroys its key with it.
CREATE POLICY remove_evidence ON credenza.objects FOR DELETE TO credenza_owner USING (kind = 'evidence');

-- What somebody did to a ticket's evidence is what he wrote on the ticket: it is to be checked then.
CREATE FUNCTION credenza_private.written_anew(org uuid, ticket uuid) RETURNS void
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE credenza.tickets t
        SET state = 'pending', recorded_by = credenza.member(), recorded_at = now(), version = t.version + 1, updated_at = now()
        WHERE t.org_id = org AND t.id = ticket;
END;

-- Adds evidence, whose sealed bytes are in the object store already, to a ticket that nobody has approved.
CREATE FUNCTION credenza.add_evidence(
    ticket uuid, evidence uuid, media_type text, object uuid, file_name text, size integer, kek uuid, wrapped_dek bytea)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('ticket.write');
    there credenza.tickets := credenza_private.own_ticket(org, ticket);
BEGIN
    IF there.state NOT IN ('pending', 'sent_back') THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    IF (SELECT count(*) FROM credenza.evidence v WHERE v.org_id = org AND v.ticket_id = ticket) >= 10 THEN
        PERFORM credenza_private.refuse('too_much_evidence');
    END IF;
    INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
        VALUES (org, object, 1, NULL, 'evidence', add_evidence.file_name, add_evidence.size);
    INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek)
        VALUES (org, object, 1, kek, add_evidence.wrapped_dek);
    INSERT INTO credenza.evidence (org_id, id, ticket_id, worker_id, object_id, object_version, media_type, added_by)
        VALUES (org, evidence, ticket, there.worker_id, object, 1, add_evidence.media_type, credenza.member());
    PERFORM credenza_private.written_anew(org, ticket);
END
$$;

-- Takes evidence away from a ticket that nobody has approved: its key is destroyed in this commit, its bytes are the caller's to
-- remove.
CREATE FUNCTION credenza.remove_evidence(evidence uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('ticket.write');
    found credenza.evidence;
    there credenza.tickets;
BEGIN
    SELECT v.* INTO found FROM credenza.evidence v WHERE v.org_id = org AND v.id = evidence;
    IF found.id IS NULL THEN
        RAISE EXCEPTION 'no such evidence' USING ERRCODE = 'CZ404';
    END IF;
    there := credenza_private.own_ticket(org, found.ticket_id);
    IF there.state NOT IN ('pending', 'sent_back') THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    DELETE FROM credenza.evidence v WHERE v.org_id = org AND v.id = evidence;
    DELETE FROM credenza.objects o WHERE o.org_id = org AND o.id = found.object_id AND o.version = found.object_version;
    PERFORM credenza_private.written_anew(org, there.id);
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.add_evidence(uuid, uuid, text, uuid, text, integer, uuid, bytea), credenza.remove_evidence(uuid) TO credenza_app;

-- A ticket that is withdrawn takes its evidence with it.
CREATE OR REPLACE FUNCTION credenza.withdraw_ticket(ticket uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org     uuid := credenza_private.working_with('ticket.write');
    there   credenza.tickets := credenza_private.own_ticket(org, ticket);
    objects uuid[];
BEGIN
    WITH gone AS (DELETE FROM credenza.evidence v WHERE v.org_id = org AND v.ticket_id = there.id RETURNING v.object_id)
        SELECT array_agg(g.object_id) INTO objects FROM gone g;
    DELETE FROM credenza.objects o WHERE o.org_id = org AND o.id = ANY (objects);
    -- The trigger says whether it may go.
    DELETE FROM credenza.tickets t WHERE t.org_id = org AND t.id = there.id;
END
$$;

-- Who approves must be able to look at what there is to be looked at, and nothing of it changes afterwards: whoever writes.
CREATE FUNCTION credenza_private.keep_evidence_seen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF credenza.org_with('evidence.read') IS DISTINCT FROM NEW.org_id
       AND EXISTS (SELECT FROM credenza.evidence v WHERE v.org_id = NEW.org_id AND v.ticket_id = NEW.id) THEN
        PERFORM credenza_private.refuse('evidence_unseen');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_evidence_seen AFTER UPDATE ON credenza.tickets
    FOR EACH ROW WHEN (OLD.state = 'pending' AND NEW.state = 'approved')
    EXECUTE FUNCTION credenza_private.keep_evidence_seen();

CREATE FUNCTION credenza_private.keep_evidence() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    row credenza.evidence := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (
           SELECT FROM credenza.tickets t WHERE t.org_id = row.org_id AND t.id = row.ticket_id AND t.approved_at IS NOT NULL)
       OR TG_OP = 'INSERT' AND NOT EXISTS (
           SELECT FROM credenza.tickets t
           WHERE t.org_id = row.org_id AND t.id = row.ticket_id AND t.worker_id = row.worker_id) THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_evidence AFTER INSERT OR UPDATE OR DELETE ON credenza.evidence
    FOR EACH ROW EXECUTE FUNCTION credenza_private.keep_evidence();
