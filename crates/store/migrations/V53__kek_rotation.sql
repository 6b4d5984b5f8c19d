-- Why: keys are exchanged while the firm works. A new key-encryption key is made beside the old one, shown to open, made
-- primary, and the wrapped keys move under it batch by batch. Each step is a commit of its own with its entry, and says where
-- it stands, so that a rotation that was broken off anywhere is finished by the next run (docs/adr/0027).

ALTER TABLE credenza.keks
    DROP CONSTRAINT keks_state_check,
    ADD CONSTRAINT keks_state_check CHECK (state IN ('pending', 'primary', 'decrypt_only', 'destroyed'));
CREATE UNIQUE INDEX one_pending_kek ON credenza.keks (org_id) WHERE state = 'pending';

-- The rotations of an organization, each by the key that it leads to. `object` and `version` are those of the last row that was
-- looked at: a cursor, no reference.
CREATE TABLE credenza_private.kek_rotations (
    org_id      uuid NOT NULL,
    kek_id      uuid NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    object      uuid,
    version     integer,
    rewrapped   bigint NOT NULL DEFAULT 0 CHECK (rewrapped >= 0),
    PRIMARY KEY (org_id, kek_id),
    FOREIGN KEY (org_id, kek_id) REFERENCES credenza.keks (org_id, id),
    CHECK ((object IS NULL) = (version IS NULL))
);
CREATE UNIQUE INDEX one_open_rotation ON credenza_private.kek_rotations (org_id) WHERE finished_at IS NULL;
ALTER TABLE credenza_private.kek_rotations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza_private.kek_rotations TO credenza_owner USING (true) WITH CHECK (true);

-- Moving a wrapped key is the owner's, in the functions below: one that lies under a former key-encryption key; and in the
-- function that moves it, what it becomes. The app cannot change one.
CREATE POLICY rotate_see ON credenza.object_keys FOR SELECT TO credenza_owner
    USING (current_setting('credenza.rotating', true) = 'on'
           OR EXISTS (SELECT FROM credenza.keks e
                      WHERE e.org_id = object_keys.org_id AND e.id = object_keys.kek_id AND e.state <> 'primary'));
CREATE POLICY rotate ON credenza.object_keys FOR UPDATE TO credenza_owner
    USING (EXISTS (SELECT FROM credenza.keks e
                   WHERE e.org_id = object_keys.org_id AND e.id = object_keys.kek_id AND e.state <> 'primary'))
    WITH CHECK (true);

-- What the log tells of a step. `kek`: the key that the rotation leads to.
CREATE FUNCTION credenza_private.tell_rotation(org uuid, kek uuid, step text, request text, details jsonb) RETURNS void
    LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT audit.append_system(org, NULL, NULL, NULL, 'kek.rotate', 'kek', credenza.type_id('kek', kek), 'done', request,
                               details || jsonb_build_object('step', step), '{}');
END;

-- Begins: the new key is there, and nothing is under it. False when a rotation is under way, or there is no key to rotate.
CREATE FUNCTION credenza_private.begin_kek_rotation(org uuid, kek uuid, wrapped bytea, request text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM credenza.keks k WHERE k.org_id = org AND k.state = 'primary' FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM credenza_private.kek_rotations r WHERE r.org_id = org AND r.finished_at IS NULL) THEN
        RETURN false;
    END IF;
    INSERT INTO credenza.keks (org_id, id, state, wrapped_kek) VALUES (org, kek, 'pending', wrapped);
    INSERT INTO credenza_private.kek_rotations (org_id, kek_id) VALUES (org, kek);
    PERFORM credenza_private.tell_rotation(org, kek, 'begun', request, '{}');
    RETURN true;
END
$$;

-- The pending key, which the caller has seen open, becomes the one under which new keys are wrapped. Again: nothing.
CREATE FUNCTION credenza_private.promote_kek(org uuid, kek uuid, request text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    former uuid;
BEGIN
    PERFORM FROM credenza.keks k WHERE k.org_id = org AND k.id = kek AND k.state = 'pending' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE credenza.keks k SET state = 'decrypt_only' WHERE k.org_id = org AND k.state = 'primary' RETURNING k.id INTO former;
    UPDATE credenza.keks k SET state = 'primary' WHERE k.org_id = org AND k.id = kek;
    PERFORM credenza_private.tell_rotation(org, kek, 'promoted', request,
        jsonb_build_object('former', credenza.type_id('kek', former)));
    RETURN true;
END
$$;

-- A batch: each key that is still wrapped as it was read becomes what the caller wrapped anew. `object`, `version`: where the
-- next batch goes on. Returns how many there were.
CREATE FUNCTION credenza_private.rewrap_keys(
    org uuid, kek uuid, objects uuid[], versions integer[], old_keks uuid[], old_deks bytea[], new_deks bytea[],
    object uuid, version integer, request text) RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    moved integer;
BEGIN
    PERFORM FROM credenza.keks k WHERE k.org_id = org AND k.id = kek AND k.state = 'primary' FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'keys are wrapped under the primary key alone' USING ERRCODE = 'CZ500';
    END IF;
    PERFORM set_config('credenza.rotating', 'on', true);
    UPDATE credenza.object_keys k SET kek_id = kek, wrapped_dek = n.new_dek
        FROM unnest(objects, versions, old_keks, old_deks, new_deks) AS n (object_id, of_version, old_kek, old_dek, new_dek)
        WHERE k.org_id = org AND k.object_id = n.object_id AND k.version = n.of_version
          AND k.kek_id = n.old_kek AND k.wrapped_dek = n.old_dek;
    GET DIAGNOSTICS moved = ROW_COUNT;
    PERFORM set_config('credenza.rotating', 'off', true);
    UPDATE credenza_private.kek_rotations r
        SET object = rewrap_keys.object, version = rewrap_keys.version, rewrapped = r.rewrapped + moved
        WHERE r.org_id = org AND r.kek_id = kek;
    IF moved > 0 THEN
        PERFORM credenza_private.tell_rotation(org, kek, 'rewrapped', request, jsonb_build_object('keys', moved::text));
    END IF;
    RETURN moved;
END
$$;

-- Ends, unless keys are left that open under another key: those came in while the end was looked for, and the next pass, from
-- the beginning, finds them. Returns how many are left. A key under one that was destroyed is meant to be worth nothing.
CREATE FUNCTION credenza_private.finish_kek_rotation(org uuid, kek uuid, request text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_rotation credenza_private.kek_rotations;
    left_over     bigint;
BEGIN
    SELECT * INTO open_rotation FROM credenza_private.kek_rotations r
        WHERE r.org_id = org AND r.kek_id = kek AND r.finished_at IS NULL FOR UPDATE;
    SELECT count(*) INTO left_over FROM credenza.object_keys k
        JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id AND e.state IN ('decrypt_only', 'pending')
        WHERE k.org_id = org;
    IF open_rotation.kek_id IS NULL THEN
        RETURN left_over;
    END IF;
    IF left_over > 0 THEN
        UPDATE credenza_private.kek_rotations r SET object = NULL, version = NULL WHERE r.org_id = org AND r.kek_id = kek;
        RETURN left_over;
    END IF;
    UPDATE credenza_private.kek_rotations r SET finished_at = now() WHERE r.org_id = org AND r.kek_id = kek;
    PERFORM credenza_private.tell_rotation(org, kek, 'finished', request,
        jsonb_build_object('keys', open_rotation.rewrapped::text));
    RETURN 0;
END
$$;

-- A key-encryption key, unless it was changed meanwhile, under another root key. False when it was.
CREATE FUNCTION credenza_private.rewrap_kek(org uuid, kek uuid, old_wrapped bytea, new_wrapped bytea, root text, request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.keks k SET wrapped_kek = new_wrapped WHERE k.org_id = org AND k.id = kek AND k.wrapped_kek = old_wrapped;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM credenza_private.tell_rotation(org, kek, 'under_root', request, jsonb_build_object('root', root));
    RETURN true;
END
$$;
