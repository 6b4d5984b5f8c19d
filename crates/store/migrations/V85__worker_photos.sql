-- Why: a pass is compared with a face (docs/adr/0039-photos-and-restricted-fields.md). A worker's photo is a sealed object like any
-- other, so that it is backed up, looked after and re-wrapped with the rest; what opens it is a grant. Beside it stands the beginning
-- of its SHA-256, which passes carry, so that issuing one opens nothing.

-- The kinds, whichever there are by now, and those of workers; they belong to no certificate.
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
             ADD CONSTRAINT objects_kind_check CHECK (kind IN (''photo'', ''medical'', ''government-id'') OR ' || kinds || '),
             ADD CONSTRAINT objects_owner_check CHECK (CASE WHEN kind IN (''photo'', ''medical'', ''government-id'')
                                                           THEN certificate_id IS NULL ELSE ' || owned || ' END)';
END
$$;

CREATE TABLE credenza.worker_photos (
    org_id         uuid NOT NULL,
    worker_id      uuid NOT NULL,
    object_id      uuid NOT NULL,
    object_version integer NOT NULL,
    media_type     text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
    digest         bytea NOT NULL CHECK (length(digest) = 16),
    kept_by        uuid NOT NULL,
    kept_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, worker_id),
    UNIQUE (org_id, object_id, object_version),
    -- A worker who is deleted takes his photo with him.
    FOREIGN KEY (org_id, worker_id) REFERENCES credenza.workers (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, object_id, object_version) REFERENCES credenza.objects (org_id, id, version),
    FOREIGN KEY (org_id, kept_by) REFERENCES credenza.members (org_id, id)
);

ALTER TABLE credenza.worker_photos ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.worker_photos TO credenza_owner USING (true) WITH CHECK (true);
-- Who sees a worker sees his face.
CREATE POLICY see ON credenza.worker_photos FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND org_id = (SELECT credenza.org_with('worker.read_all')));
CREATE POLICY stand_over ON credenza.worker_photos FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND worker_id = ANY ((SELECT credenza.own_workers())::uuid[]));
GRANT SELECT ON credenza.worker_photos TO credenza_app;

-- Whether an object of an organization is the photo of a worker whom the caller sees.
CREATE FUNCTION credenza.is_photo(org uuid, object uuid, object_version integer) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM credenza.worker_photos p WHERE p.org_id = org AND p.object_id = object
                   AND p.object_version = is_photo.object_version);
END
$$;
GRANT EXECUTE ON FUNCTION credenza.is_photo(uuid, uuid, integer) TO credenza_app;
CREATE POLICY open_photo ON credenza.object_keys FOR SELECT TO credenza_app
    USING (credenza.is_photo(org_id, object_id, version));
-- Deleting the object destroys its key with it.
CREATE POLICY remove_of_worker ON credenza.objects FOR DELETE TO credenza_owner
    USING (kind IN ('photo', 'medical', 'government-id'));

-- What takes the place of something, or takes it away, destroys it: whoever writes.
CREATE FUNCTION credenza_private.destroy_object() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM credenza.objects o
        WHERE o.org_id = OLD.org_id AND o.id = OLD.object_id AND o.version = OLD.object_version;
    RETURN NULL;
END
$$;
CREATE TRIGGER destroy_object AFTER DELETE OR UPDATE OF object_id, object_version ON credenza.worker_photos
    FOR EACH ROW EXECUTE FUNCTION credenza_private.destroy_object();

-- A worker whom the caller sees.
CREATE FUNCTION credenza_private.seen_worker(org uuid, worker uuid) RETURNS credenza.workers
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    there credenza.workers;
BEGIN
    SELECT w.* INTO there FROM credenza.workers w WHERE w.org_id = org AND w.id = worker;
    IF NOT FOUND OR NOT credenza.sees_worker(worker) THEN
        RAISE EXCEPTION 'no such worker' USING ERRCODE = 'CZ404';
    END IF;
    RETURN there;
END
$$;

-- Keeps a worker's photo, whose sealed bytes are in the object store already. `old` is the object whose place it took: its key is
-- destroyed in this commit, its bytes are the caller's to remove.
CREATE FUNCTION credenza.keep_photo(
    worker uuid, media_type text, digest bytea, object uuid, file_name text, size integer, kek uuid, wrapped_dek bytea,
    OUT old uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('worker.write');
    there credenza.workers := credenza_private.seen_worker(org, worker);
BEGIN
    IF there.archived_at IS NOT NULL THEN
        PERFORM credenza_private.refuse('worker_archived');
    END IF;
    SELECT p.object_id INTO old FROM credenza.worker_photos p WHERE p.org_id = org AND p.worker_id = worker FOR UPDATE;
    INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
        VALUES (org, object, 1, NULL, 'photo', keep_photo.file_name, keep_photo.size);
    INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek)
        VALUES (org, object, 1, kek, keep_photo.wrapped_dek);
    INSERT INTO credenza.worker_photos AS p (org_id, worker_id, object_id, object_version, media_type, digest, kept_by)
        VALUES (org, worker, object, 1, keep_photo.media_type, keep_photo.digest, credenza.member())
        ON CONFLICT ON CONSTRAINT worker_photos_pkey DO UPDATE
            SET object_id = excluded.object_id, object_version = 1, media_type = excluded.media_type, digest = excluded.digest,
                kept_by = excluded.kept_by, kept_at = now();
END
$$;

-- Removes a worker's photo and its key. `old` is the object, whose bytes are the caller's to remove.
CREATE FUNCTION credenza.remove_photo(worker uuid, OUT old uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.working_with('worker.write');
BEGIN
    PERFORM credenza_private.seen_worker(org, worker);
    DELETE FROM credenza.worker_photos p WHERE p.org_id = org AND p.worker_id = worker RETURNING p.object_id INTO old;
    IF old IS NULL THEN
        RAISE EXCEPTION 'no photo' USING ERRCODE = 'CZ404';
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.keep_photo(uuid, text, bytea, uuid, text, integer, uuid, bytea), credenza.remove_photo(uuid) TO credenza_app;
