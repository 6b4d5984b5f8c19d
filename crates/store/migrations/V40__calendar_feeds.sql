-- Why: a member's calendar shows what ends, by a link that his calendar application reads by itself (docs/adr/0024-calendar.md). Who
-- has the link reads it, so it is kept as a hash, is one for each member, and gives what he may see at that moment.

-- A member's link; another takes its place, and it goes when it is taken back. token_hash: SHA-256 of the link's secret.
CREATE TABLE credenza.calendar_feeds (
    org_id       uuid NOT NULL,
    id           uuid NOT NULL,
    member_id    uuid NOT NULL,
    token_hash   bytea NOT NULL CHECK (length(token_hash) = 32),
    created_at   timestamptz NOT NULL DEFAULT now(),
    -- To the minute.
    last_read_at timestamptz,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, member_id),
    UNIQUE (org_id, token_hash),
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE
);
-- Not unique: that would be a key across organizations, and hashes of 256 random bits do not meet.
CREATE INDEX calendar_feeds_by_token ON credenza.calendar_feeds (token_hash);

ALTER TABLE credenza.calendar_feeds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.calendar_feeds TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON credenza.calendar_feeds FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
-- Whoever can read a row can tell that there is a link, not the link.
GRANT SELECT (org_id, id, member_id, created_at, last_read_at) ON credenza.calendar_feeds TO credenza_app;

-- Whether this transaction has spent a proof of the acting session for an act on an object.
CREATE FUNCTION credenza_private.has_proven(for_action text, for_object text, proof text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM credenza.step_up_proofs p
                   WHERE p.org_id = credenza.org() AND p.session_id = credenza.session() AND p.label = proof
                     AND p.used_at = now() AND p.action = for_action AND p.object = for_object);
END
$$;

-- Makes the link of the member who acts, in the place of any earlier one, with the proof that this transaction has spent for it.
CREATE FUNCTION credenza.make_calendar_feed(feed uuid, hash bytea, proof text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org_with('certificate.read');
    who uuid := credenza.member();
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with certificate.read' USING ERRCODE = '42501';
    END IF;
    IF NOT credenza_private.has_proven('calendar_feed.create', credenza.type_id('mbr', who), proof) THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    DELETE FROM credenza.calendar_feeds f WHERE f.org_id = org AND f.member_id = who;
    INSERT INTO credenza.calendar_feeds (org_id, id, member_id, token_hash) VALUES (org, feed, who, hash);
END
$$;

-- Takes the link of the member who acts back; returns its id.
CREATE FUNCTION credenza.revoke_calendar_feed() RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone uuid;
BEGIN
    DELETE FROM credenza.calendar_feeds f WHERE f.org_id = credenza.org() AND f.member_id = credenza.member()
        RETURNING f.id INTO gone;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such feed' USING ERRCODE = 'CZ404';
    END IF;
    RETURN gone;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.make_calendar_feed(uuid, bytea, text), credenza.revoke_calendar_feed() TO credenza_app;

-- Whose link a hash is, if he may see certificates at this moment; notes that it was read.
CREATE FUNCTION system.open_calendar_feed(hash bytea)
    RETURNS TABLE (org_id uuid, organization text, time_zone text, locale text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    feed credenza.calendar_feeds;
BEGIN
    SELECT f.* INTO feed FROM credenza.calendar_feeds f
        JOIN credenza.members m ON m.org_id = f.org_id AND m.id = f.member_id
        WHERE f.token_hash = hash AND m.status = 'active' AND NOT m.must_enrol AND 'certificate.read' = ANY (m.permissions);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE credenza.calendar_feeds f SET last_read_at = now()
        WHERE f.org_id = feed.org_id AND f.id = feed.id AND (f.last_read_at > now() - interval '1 minute') IS NOT TRUE;
    RETURN QUERY
        SELECT o.org_id, o.name, o.time_zone, coalesce(p.locale, o.locale)
        FROM credenza.organizations o
        LEFT JOIN credenza.alert_preferences p ON p.org_id = feed.org_id AND p.member_id = feed.member_id
        WHERE o.org_id = feed.org_id;
END
$$;

-- What ends from `since` on, by a link's hash: nothing when its member may not see it any more. Not what another has taken the
-- place of, nor what nobody need be told of. Without tax ids.
CREATE FUNCTION system.calendar_feed_ends(hash bytea, since timestamptz, most integer)
    RETURNS TABLE (certificate_id uuid, ends_at timestamptz, called text, kind text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.id, c.not_after, credenza_private.called(c), coalesce(c.profile, c.kind)
        FROM credenza.calendar_feeds f
        JOIN credenza.members m ON m.org_id = f.org_id AND m.id = f.member_id
        JOIN credenza.alerts a ON a.org_id = f.org_id
        JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
        WHERE f.token_hash = hash AND m.status = 'active' AND NOT m.must_enrol AND 'certificate.read' = ANY (m.permissions)
          AND c.not_after >= since AND a.successor_id IS NULL AND a.muted_because IS NULL
        ORDER BY c.not_after, c.id LIMIT most;
END;
GRANT EXECUTE ON FUNCTION system.open_calendar_feed(bytea), system.calendar_feed_ends(bytea, timestamptz, integer)
    TO credenza_system;
