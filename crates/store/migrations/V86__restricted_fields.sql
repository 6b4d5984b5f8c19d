-- Why: of some workers an organization must keep what tells of their health, or a number of the government's. Each is sealed by
-- itself and has a permission of its own (docs/adr/0039-photos-and-restricted-fields.md). Who may not read it is not even shown that
-- there is something: neither here nor, by its key, anywhere.

-- Organizations that were made before get the new permissions.
UPDATE credenza.roles SET permissions = permissions ||
    '{worker.read_medical,worker.write_medical,worker.read_government_id,worker.write_government_id}'
    WHERE builtin AND id = 'admin';

CREATE TABLE credenza.restricted_fields (
    org_id         uuid NOT NULL,
    worker_id      uuid NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('medical', 'government_id')),
    object_id      uuid NOT NULL,
    object_version integer NOT NULL,
    kept_by        uuid NOT NULL,
    kept_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, worker_id, kind),
    UNIQUE (org_id, object_id, object_version),
    -- No CASCADE: whoever deletes a worker must not destroy by it what he may not write.
    FOREIGN KEY (org_id, worker_id) REFERENCES credenza.workers (org_id, id),
    FOREIGN KEY (org_id, object_id, object_version) REFERENCES credenza.objects (org_id, id, version),
    FOREIGN KEY (org_id, kept_by) REFERENCES credenza.members (org_id, id)
);

ALTER TABLE credenza.restricted_fields ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.restricted_fields TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY read_medical ON credenza.restricted_fields FOR SELECT TO credenza_app
    USING (kind = 'medical' AND org_id = (SELECT credenza.org_with('worker.read_medical'))
           AND credenza.sees_worker(worker_id));
CREATE POLICY read_government_id ON credenza.restricted_fields FOR SELECT TO credenza_app
    USING (kind = 'government_id' AND org_id = (SELECT credenza.org_with('worker.read_government_id'))
           AND credenza.sees_worker(worker_id));
GRANT SELECT ON credenza.restricted_fields TO credenza_app;

-- Whether an object of an organization is a restricted field that the caller may read.
CREATE FUNCTION credenza.is_restricted(org uuid, object uuid, object_version integer) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM credenza.restricted_fields f WHERE f.org_id = org AND f.object_id = object
                   AND f.object_version = is_restricted.object_version);
END
$$;
GRANT EXECUTE ON FUNCTION credenza.is_restricted(uuid, uuid, integer) TO credenza_app;
CREATE POLICY open_restricted ON credenza.object_keys FOR SELECT TO credenza_app
    USING (credenza.is_restricted(org_id, object_id, version));

CREATE TRIGGER destroy_object AFTER DELETE OR UPDATE OF object_id, object_version ON credenza.restricted_fields
    FOR EACH ROW EXECUTE FUNCTION credenza_private.destroy_object();

-- Keeps a restricted field of a worker, whose sealed bytes are in the object store already. `old` is the object whose place it took:
-- its key is destroyed in this commit, its bytes are the caller's to remove.
CREATE FUNCTION credenza.keep_restricted(
    worker uuid, kind text, object uuid, file_name text, size integer, kek uuid, wrapped_dek bytea, OUT old uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with(
              CASE kind WHEN 'medical' THEN 'worker.write_medical' ELSE 'worker.write_government_id' END);
    there credenza.workers := credenza_private.seen_worker(org, worker);
BEGIN
    IF there.archived_at IS NOT NULL THEN
        PERFORM credenza_private.refuse('worker_archived');
    END IF;
    SELECT f.object_id INTO old FROM credenza.restricted_fields f
        WHERE f.org_id = org AND f.worker_id = worker AND f.kind = keep_restricted.kind FOR UPDATE;
    INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
        VALUES (org, object, 1, NULL, replace(keep_restricted.kind, '_', '-'), keep_restricted.file_name, keep_restricted.size);
    INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek)
        VALUES (org, object, 1, kek, keep_restricted.wrapped_dek);
    INSERT INTO credenza.restricted_fields AS f (org_id, worker_id, kind, object_id, object_version, kept_by)
        VALUES (org, worker, keep_restricted.kind, object, 1, credenza.member())
        ON CONFLICT ON CONSTRAINT restricted_fields_pkey DO UPDATE
            SET object_id = excluded.object_id, object_version = 1, kept_by = excluded.kept_by, kept_at = now();
END
$$;

-- Removes one and its key. `old` is the object, whose bytes are the caller's to remove.
CREATE FUNCTION credenza.remove_restricted(worker uuid, kind text, OUT old uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.working_with(
            CASE kind WHEN 'medical' THEN 'worker.write_medical' ELSE 'worker.write_government_id' END);
BEGIN
    PERFORM credenza_private.seen_worker(org, worker);
    DELETE FROM credenza.restricted_fields f WHERE f.org_id = org AND f.worker_id = worker AND f.kind = remove_restricted.kind
        RETURNING f.object_id INTO old;
    IF old IS NULL THEN
        RAISE EXCEPTION 'nothing is kept' USING ERRCODE = 'CZ404';
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.keep_restricted(uuid, text, uuid, text, integer, uuid, bytea), credenza.remove_restricted(uuid, text)
    TO credenza_app;
