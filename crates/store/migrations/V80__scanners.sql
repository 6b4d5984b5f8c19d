-- Why: a phone that stands at a site has that site's authority, and no more: it is enrolled by somebody who may, with a key that
-- cannot leave it, and does nothing any more once it is revoked (docs/GATE.md, docs/adr/0037-enrolled-scanners.md).

-- Organizations that were made before get the new permissions.
UPDATE credenza.roles SET permissions = permissions || '{scanner.manage,gate_log.read}'
    WHERE builtin AND id IN ('admin', 'hse_manager');
UPDATE credenza.roles SET permissions = permissions || '{gate_log.read}' WHERE builtin AND id IN ('supervisor', 'worker');

-- The most seconds that the status of a pass may be old at this site; none: as old as it may be anywhere, a day.
ALTER TABLE credenza.sites ADD max_status_age integer CHECK (max_status_age BETWEEN 300 AND 86400);
GRANT UPDATE (max_status_age) ON credenza.sites TO credenza_app;

CREATE TABLE credenza.scanners (
    org_id     uuid NOT NULL,
    id         uuid NOT NULL,
    label      text NOT NULL GENERATED ALWAYS AS (credenza.type_id('scn', id)) STORED,
    site_id    uuid NOT NULL,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    revoked_by uuid,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, site_id) REFERENCES credenza.sites (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES credenza.members (org_id, id),
    FOREIGN KEY (org_id, revoked_by) REFERENCES credenza.members (org_id, id),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX scanners_by_site ON credenza.scanners (org_id, site_id);
-- A request names its scanner and no organization.
CREATE INDEX scanners_by_id ON credenza.scanners (id);

-- An enrolment: `point` is the phone's key, x and y; `start` what its log begins with; `handle_hash` what finds the epoch, as that of
-- a session does. seq and hash: how far the log goes.
CREATE TABLE credenza.scanner_epochs (
    org_id       uuid NOT NULL,
    scanner_id   uuid NOT NULL,
    epoch        integer NOT NULL CHECK (epoch >= 1),
    handle_hash  bytea NOT NULL CHECK (length(handle_hash) = 32),
    point        bytea NOT NULL CHECK (length(point) = 64),
    start        bytea NOT NULL CHECK (length(start) = 32),
    seq          bigint NOT NULL DEFAULT 0 CHECK (seq >= 0),
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    enrolled_at  timestamptz NOT NULL DEFAULT now(),
    closed_at    timestamptz,
    forked_at    timestamptz,
    last_seen_at timestamptz,
    bundle_at    timestamptz,
    PRIMARY KEY (org_id, scanner_id, epoch),
    FOREIGN KEY (org_id, scanner_id) REFERENCES credenza.scanners (org_id, id)
);
CREATE INDEX scanner_epochs_by_handle ON credenza.scanner_epochs (handle_hash);

-- The link by which a scanner is enrolled next: one at a time. token_hash: SHA-256 of what stands in it. used_epoch: what came of it.
CREATE TABLE credenza.scanner_links (
    org_id     uuid NOT NULL,
    scanner_id uuid NOT NULL,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    made_by    uuid NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_epoch integer,
    PRIMARY KEY (org_id, scanner_id),
    FOREIGN KEY (org_id, scanner_id) REFERENCES credenza.scanners (org_id, id),
    FOREIGN KEY (org_id, made_by) REFERENCES credenza.members (org_id, id),
    FOREIGN KEY (org_id, scanner_id, used_epoch) REFERENCES credenza.scanner_epochs (org_id, scanner_id, epoch)
);
CREATE INDEX scanner_links_by_token ON credenza.scanner_links (token_hash);

ALTER TABLE credenza.scanners ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.scanner_epochs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.scanner_links ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.scanners TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.scanner_epochs TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.scanner_links TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY manage ON credenza.scanners FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('scanner.manage')));
-- Who reads the gate log reads which scanner it was.
CREATE POLICY named ON credenza.scanners FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('gate_log.read')));
CREATE POLICY manage ON credenza.scanner_epochs FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('scanner.manage')));
CREATE POLICY manage ON credenza.scanner_links FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('scanner.manage')));
GRANT SELECT ON credenza.scanners TO credenza_app;
GRANT SELECT (org_id, scanner_id, epoch, seq, enrolled_at, closed_at, forked_at, last_seen_at, bundle_at)
    ON credenza.scanner_epochs TO credenza_app;
GRANT SELECT (org_id, scanner_id, made_at, expires_at, used_epoch) ON credenza.scanner_links TO credenza_app;

-- A scanner of the organization, locked.
CREATE FUNCTION credenza_private.own_scanner(org uuid, scanner uuid) RETURNS credenza.scanners
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    there credenza.scanners;
BEGIN
    SELECT s.* INTO there FROM credenza.scanners s WHERE s.org_id = org AND s.id = scanner FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such scanner' USING ERRCODE = 'CZ404';
    END IF;
    IF there.revoked_at IS NOT NULL THEN
        PERFORM credenza_private.refuse('scanner_revoked');
    END IF;
    RETURN there;
END
$$;

-- Puts a link in the place of any that the scanner has.
CREATE FUNCTION credenza_private.put_scanner_link(org uuid, scanner uuid, token bytea, lifetime interval) RETURNS timestamptz
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO credenza.scanner_links AS l (org_id, scanner_id, token_hash, made_by, expires_at)
        VALUES (org, scanner, token, credenza.member(), now() + lifetime)
        ON CONFLICT (org_id, scanner_id) DO UPDATE
            SET token_hash = excluded.token_hash, made_by = excluded.made_by, made_at = now(), expires_at = excluded.expires_at,
                used_epoch = NULL
        RETURNING l.expires_at;
END;

-- Makes a scanner of a site, and its first link, with the proof that this transaction has spent for it. Returns when the link ends.
CREATE FUNCTION credenza.create_scanner(
    scanner uuid, site uuid, called text, token bytea, lifetime interval, proof text)
    RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.working_with('scanner.manage');
BEGIN
    IF NOT credenza_private.has_proven('scanner.create', credenza.type_id('sit', site), proof) THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    INSERT INTO credenza.scanners (org_id, id, site_id, name, created_by) VALUES (org, scanner, site, called, credenza.member());
    RETURN credenza_private.put_scanner_link(org, scanner, token, lifetime);
END
$$;

-- Makes a further link of a scanner, likewise.
CREATE FUNCTION credenza.invite_scanner(scanner uuid, token bytea, lifetime interval, proof text) RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('scanner.manage');
    there credenza.scanners := credenza_private.own_scanner(org, scanner);
BEGIN
    IF NOT credenza_private.has_proven('scanner.invite', there.label, proof) THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    RETURN credenza_private.put_scanner_link(org, scanner, token, lifetime);
END
$$;

-- Takes a scanner's authority away, for good.
CREATE FUNCTION credenza.revoke_scanner(scanner uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('scanner.manage');
    there credenza.scanners := credenza_private.own_scanner(org, scanner);
BEGIN
    UPDATE credenza.scanners s SET revoked_at = now(), revoked_by = credenza.member() WHERE s.org_id = org AND s.id = there.id;
    UPDATE credenza.scanner_epochs e SET closed_at = now()
        WHERE e.org_id = org AND e.scanner_id = there.id AND e.closed_at IS NULL;
    DELETE FROM credenza.scanner_links l WHERE l.org_id = org AND l.scanner_id = there.id;
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.create_scanner(uuid, uuid, text, bytea, interval, text), credenza.invite_scanner(uuid, bytea, interval, text),
    credenza.revoke_scanner(uuid) TO credenza_app;

-- Enrols a phone by a link: the next epoch of its scanner, with this key. The same key by the same link again is told the same. No
-- row: the link is unknown, used by another key, replaced or over, or its scanner revoked; which of these is not told.
CREATE FUNCTION system.enroll_scanner(token bytea, key_point bytea, key_hash bytea, log_start bytea, handle bytea, request text)
    RETURNS TABLE (org_id uuid, scanner_id uuid, epoch integer, org_name text, site_id uuid, site_name text, seq bigint, hash bytea)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    link credenza.scanner_links;
    here credenza.scanners;
    next integer;
BEGIN
    -- The scanner first, as in the acts of members, so that nobody waits for each other.
    SELECT s.* INTO here FROM credenza.scanner_links l
        JOIN credenza.scanners s ON s.org_id = l.org_id AND s.id = l.scanner_id
        WHERE l.token_hash = token FOR UPDATE OF s;
    SELECT l.* INTO link FROM credenza.scanner_links l
        WHERE l.org_id = here.org_id AND l.scanner_id = here.id AND l.token_hash = token AND now() < l.expires_at FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF link.used_epoch IS NULL THEN
        SELECT coalesce(max(e.epoch), 0) + 1 INTO next FROM credenza.scanner_epochs e
            WHERE e.org_id = here.org_id AND e.scanner_id = here.id;
        UPDATE credenza.scanner_epochs e SET closed_at = now()
            WHERE e.org_id = here.org_id AND e.scanner_id = here.id AND e.closed_at IS NULL;
        INSERT INTO credenza.scanner_epochs (org_id, scanner_id, epoch, handle_hash, point, start, hash, last_seen_at)
            VALUES (here.org_id, here.id, next, sha256(handle), key_point, log_start, log_start, now());
        UPDATE credenza.scanner_links l SET used_epoch = next WHERE l.org_id = here.org_id AND l.scanner_id = here.id;
        PERFORM audit.append_system(
            here.org_id, 'anonymous', NULL, NULL, 'scanner.enroll', 'scanner', here.label, 'done', request,
            jsonb_build_object('by', 'link', 'epoch', next::text, 'key', encode(key_hash, 'hex')), '{}');
    END IF;
    RETURN QUERY
        SELECT e.org_id, e.scanner_id, e.epoch, o.name, t.id, t.name, e.seq, e.hash
        FROM credenza.scanner_epochs e
        JOIN credenza.organizations o ON o.org_id = e.org_id
        JOIN credenza.sites t ON t.org_id = e.org_id AND t.id = here.site_id
        WHERE e.org_id = here.org_id AND e.scanner_id = here.id AND e.point = key_point
          AND e.epoch = coalesce(next, link.used_epoch);
END
$$;

-- Whose key a request is to be held against. Ids are chosen by the organizations' own transactions, so that there may be more than
-- one: the signature decides.
CREATE FUNCTION system.scanner_keys(scanner uuid, of_epoch integer)
    RETURNS TABLE (org_id uuid, point bytea, start bytea, revoked boolean, closed boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.org_id, e.point, e.start, s.revoked_at IS NOT NULL, e.closed_at IS NOT NULL
        FROM credenza.scanners s
        JOIN credenza.scanner_epochs e ON e.org_id = s.org_id AND e.scanner_id = s.id AND e.epoch = of_epoch
        WHERE s.id = scanner;
END;
GRANT EXECUTE ON FUNCTION
    system.enroll_scanner(bytea, bytea, bytea, bytea, bytea, text), system.scanner_keys(uuid, integer) TO credenza_system;

-- The owner's functions say where a scanner stands, and what that place requires.
CREATE POLICY owner ON credenza.sites FOR SELECT TO credenza_owner USING (true);
CREATE POLICY owner ON credenza.site_requirements FOR SELECT TO credenza_owner USING (true);
