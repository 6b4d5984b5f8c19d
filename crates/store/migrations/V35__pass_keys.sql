-- Why: an organization vouches for its people under keys of its own (docs/adr/0021-issuing-passes.md): one signs passes, another
-- the lists of what became of them. Their private halves are sealed objects like any other, so that they are backed up, looked
-- after and re-wrapped with the rest; what opens them is a grant.

-- Such a key belongs to no certificate.
ALTER TABLE credenza.objects ALTER certificate_id DROP NOT NULL;
ALTER TABLE credenza.objects
    ADD CONSTRAINT objects_owner_check CHECK ((kind IN ('pass-key', 'status-key')) = (certificate_id IS NULL));
-- The kinds, whichever there are by now, and two more.
DO $$
DECLARE
    rule pg_constraint;
BEGIN
    SELECT * INTO STRICT rule FROM pg_constraint
        WHERE conrelid = 'credenza.objects'::regclass AND conname = 'objects_kind_check';
    EXECUTE 'ALTER TABLE credenza.objects DROP CONSTRAINT objects_kind_check,
             ADD CONSTRAINT objects_kind_check CHECK (kind IN (''pass-key'', ''status-key'') OR '
        || substr(pg_get_constraintdef(rule.oid), length('CHECK ') + 1) || ')';
END
$$;

-- Who works with certificates has nothing to do with these.
ALTER POLICY see ON credenza.objects
    USING (org_id = (SELECT credenza.org_with('certificate.read')) AND certificate_id IS NOT NULL);
ALTER POLICY open_file ON credenza.object_keys
    USING (org_id = (SELECT credenza.org_with('certificate.download'))
           AND EXISTS (SELECT FROM credenza.objects o WHERE o.org_id = object_keys.org_id AND o.id = object_keys.object_id
                       AND o.version = object_keys.version AND o.kind IN ('certificate-file', 'private-key-file')));

-- ES256 keys. `point`: x and y. `key_id`: the beginning of the COSE key thumbprint. A key signs from not_before on, until
-- not_after; of several, the one that began last. `epoch` numbers the keys of one purpose; that of a pass's key names the status
-- list of the passes that it signs.
CREATE TABLE credenza.pass_keys (
    org_id         uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id             uuid NOT NULL,
    purpose        text NOT NULL CHECK (purpose IN ('pass', 'status')),
    epoch          integer NOT NULL CHECK (epoch >= 1),
    point          bytea NOT NULL CHECK (length(point) = 64),
    key_id         bytea NOT NULL CHECK (length(key_id) = 8),
    object_id      uuid NOT NULL,
    object_version integer NOT NULL,
    not_before     timestamptz NOT NULL,
    not_after      timestamptz NOT NULL,
    made_at        timestamptz NOT NULL DEFAULT now(),
    -- Given up: nothing that it signed is believed.
    distrusted_at  timestamptz,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, purpose, epoch),
    FOREIGN KEY (org_id, object_id, object_version) REFERENCES credenza.objects (org_id, id, version),
    CHECK (not_before < not_after)
);
CREATE INDEX pass_keys_by_object ON credenza.pass_keys (org_id, object_id, object_version);

ALTER TABLE credenza.pass_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.pass_keys TO credenza_owner USING (true) WITH CHECK (true);
-- Public halves are public. What opens a private one is the wrapped key below.
CREATE POLICY see ON credenza.pass_keys FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org()));
GRANT SELECT ON credenza.pass_keys TO credenza_app;

-- Whether an object of an organization is the private half of a key for this purpose.
CREATE FUNCTION credenza.is_pass_key(org uuid, object uuid, object_version integer, for_purpose text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM credenza.pass_keys k WHERE k.org_id = org AND k.object_id = object
                   AND k.object_version = is_pass_key.object_version AND k.purpose = for_purpose);
END
$$;
GRANT EXECUTE ON FUNCTION credenza.is_pass_key(uuid, uuid, integer, text) TO credenza_app;

CREATE POLICY open_pass_key ON credenza.object_keys FOR SELECT TO credenza_app
    USING ((org_id = (SELECT credenza.org_with('pass.issue')) OR org_id = (SELECT credenza.org_with('pass.take')))
           AND credenza.is_pass_key(org_id, object_id, version, 'pass'));
-- Nobody's session signs a status list; the functions of the schema `system` find the keys for that, and no others.
CREATE POLICY open_status_key ON credenza.object_keys FOR SELECT TO credenza_owner
    USING (credenza.is_pass_key(org_id, object_id, version, 'status'));

SET LOCAL ROLE credenza_audit;

-- An act of the system itself, in two entries: the intent, whose number this returns, and the outcome that closes it.
CREATE FUNCTION audit.append_system_act(
    org uuid, action text, object_kind text, object_id text, outcome text, intent bigint, request text, details jsonb)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entry record;
BEGIN
    entry := audit.append_entry(org, NULL, '{"kind":"system"}', 'null', action, object_kind, object_id, NULL, outcome, intent,
                                request, NULL, details, '{}');
    RETURN entry.seq;
END
$$;
GRANT EXECUTE ON FUNCTION audit.append_system_act(uuid, text, text, text, text, bigint, text, jsonb) TO credenza_owner;

SET LOCAL ROLE credenza_owner;

-- What an organization lacks at `at`: for each purpose, a key that signs now, or else one that will when the last one ends, once
-- that is less than 30 days away, since verifiers are told so long ahead. Of one organization; or, for NULL, of all that have workers or keys.
CREATE FUNCTION system.wanted_pass_keys(at timestamptz, of_org uuid)
    RETURNS TABLE (org_id uuid, purpose text, begins_at timestamptz, kek_id uuid, wrapped_kek bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.org_id, p.purpose, CASE WHEN n.signs THEN n.ends_at ELSE date_trunc('second', at) END, e.id, e.wrapped_kek
        FROM credenza.organizations o
        CROSS JOIN (VALUES ('pass'), ('status')) AS p (purpose)
        CROSS JOIN LATERAL (SELECT max(k.not_after) AS ends_at, bool_or(k.not_before <= at) AS signs
                            FROM credenza.pass_keys k
                            WHERE k.org_id = o.org_id AND k.purpose = p.purpose AND k.distrusted_at IS NULL AND at < k.not_after) AS n
        JOIN credenza.keks e ON e.org_id = o.org_id AND e.state = 'primary'
        WHERE (o.org_id = of_org
               OR of_org IS NULL AND (EXISTS (SELECT FROM credenza.workers w WHERE w.org_id = o.org_id)
                                      OR EXISTS (SELECT FROM credenza.pass_keys k WHERE k.org_id = o.org_id)))
          AND (n.signs IS NOT TRUE OR n.ends_at < at + interval '30 days')
        ORDER BY 1, 2;
END;

-- Puts a key in place, whose sealed bytes are in the object store already.
CREATE FUNCTION credenza_private.put_pass_key(
    org uuid, of_purpose text, begins timestamptz, key uuid, point bytea, key_id bytea, object uuid, size integer, kek uuid,
    wrapped_dek bytea)
    RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
        VALUES (org, object, 1, NULL, of_purpose || '-key', of_purpose || '.key', size);
    INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek) VALUES (org, object, 1, kek, wrapped_dek);
    INSERT INTO credenza.pass_keys (org_id, id, purpose, epoch, point, key_id, object_id, object_version, not_before, not_after)
        SELECT org, key, of_purpose, coalesce(max(k.epoch), 0) + 1, put_pass_key.point, put_pass_key.key_id, object, 1, begins,
               begins + interval '90 days'
        FROM credenza.pass_keys k WHERE k.org_id = org AND k.purpose = of_purpose;
END
$$;

-- Who makes keys of an organization takes turns.
CREATE FUNCTION credenza_private.lock_pass_keys(org uuid) RETURNS void
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT pg_advisory_xact_lock(hashtextextended('pass_keys ' || org, 0));
END;

-- Puts a key in place that is still wanted; false when another replica was faster.
CREATE FUNCTION system.add_pass_key(
    at timestamptz, org uuid, of_purpose text, begins timestamptz, key uuid, point bytea, key_id bytea, object uuid, size integer,
    kek uuid, wrapped_dek bytea, request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.lock_pass_keys(org);
    IF NOT EXISTS (SELECT FROM system.wanted_pass_keys(at, org) w WHERE w.purpose = of_purpose AND w.begins_at = begins) THEN
        RETURN false;
    END IF;
    PERFORM credenza_private.put_pass_key(org, of_purpose, begins, key, point, key_id, object, size, kek, wrapped_dek);
    PERFORM audit.append_system(
        org, NULL, NULL, NULL, 'pass_key.create', 'pass_key', credenza.type_id('psk', key), 'done', request,
        jsonb_build_object('purpose', of_purpose, 'key', encode(key_id, 'hex'),
                           'from', to_char(begins AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')), '{}');
    RETURN true;
END
$$;

-- The keys that verifiers are to know at `at`: those that sign, will sign, or signed what may still be shown, and for a year those
-- that were given up. One row without a key for an organization that has none; no row when there is no such organization.
CREATE FUNCTION system.published_pass_keys(at timestamptz, of_org uuid)
    RETURNS TABLE (purpose text, point bytea, not_before timestamptz, not_after timestamptz, distrusted boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT k.purpose, k.point, k.not_before, k.not_after, k.distrusted_at IS NOT NULL
        FROM credenza.organizations o
        LEFT JOIN credenza.pass_keys k
            ON k.org_id = o.org_id
           AND (at < k.not_after + interval '30 days' OR at < k.distrusted_at + interval '1 year')
        WHERE o.org_id = of_org
        ORDER BY k.purpose, k.epoch;
END;
GRANT EXECUTE ON FUNCTION
    system.wanted_pass_keys(timestamptz, uuid),
    system.add_pass_key(timestamptz, uuid, text, timestamptz, uuid, bytea, bytea, uuid, integer, uuid, bytea, text),
    system.published_pass_keys(timestamptz, uuid) TO credenza_system;

-- Puts a key in the place of the one that signs. That one ends in a minute, so that what is under way still counts. Returns the
-- new one's epoch.
CREATE FUNCTION credenza.rotate_pass_key(
    at timestamptz, of_purpose text, key uuid, point bytea, key_id bytea, object uuid, size integer, kek uuid, wrapped_dek bytea)
    RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza.org_with('organization.manage');
    begins timestamptz := date_trunc('second', at);
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with organization.manage' USING ERRCODE = '42501';
    END IF;
    PERFORM credenza_private.lock_pass_keys(org);
    UPDATE credenza.pass_keys k SET not_after = least(k.not_after, begins + interval '1 minute')
        WHERE k.org_id = org AND k.purpose = of_purpose AND k.not_before <= begins AND begins < k.not_after;
    PERFORM credenza_private.put_pass_key(org, of_purpose, begins, key, point, key_id, object, size, kek, wrapped_dek);
    RETURN (SELECT k.epoch FROM credenza.pass_keys k WHERE k.org_id = org AND k.id = key);
END
$$;

-- Gives a key up. Returns its purpose.
CREATE FUNCTION credenza.distrust_pass_key(key uuid) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza.org_with('organization.manage');
    signed text;
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with organization.manage' USING ERRCODE = '42501';
    END IF;
    UPDATE credenza.pass_keys k SET distrusted_at = now() WHERE k.org_id = org AND k.id = key AND k.distrusted_at IS NULL
        RETURNING k.purpose INTO signed;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such key' USING ERRCODE = 'CZ404';
    END IF;
    RETURN signed;
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.rotate_pass_key(timestamptz, text, uuid, bytea, bytea, uuid, integer, uuid, bytea),
    credenza.distrust_pass_key(uuid) TO credenza_app;

-- Organizations that were made before get the new permissions.
UPDATE credenza.roles SET permissions = permissions || '{pass.issue,pass.take}' WHERE builtin AND id = 'admin';
UPDATE credenza.roles SET permissions = permissions || '{pass.issue}' WHERE builtin AND id IN ('hse_manager', 'supervisor');
UPDATE credenza.roles SET permissions = permissions || '{pass.take}' WHERE builtin AND id = 'worker';
