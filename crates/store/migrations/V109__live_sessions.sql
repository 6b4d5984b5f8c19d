-- Why: each statement verifies its context for each policy that it meets, and each verification looked at three tables: for the key, for
-- the session and for its member. Preparing and asking three was most of its cost, and that was most of what row-level security costs. What
-- a verification asks now stands in one row of one table, which the engine keeps beside the sessions and members that it comes from
-- (docs/adr/0050-live-sessions.md).

-- The sessions that somebody may act by, with all that is asked about who acts: one row each, for as long as it is not ended and its member
-- is active. Nobody writes it but the triggers below, and what takes rows away by which nobody enters any more (V122). No backup has it:
-- `secret` would make contexts.
CREATE TABLE credenza_private.live_sessions (
    org_id           uuid NOT NULL,
    session_id       uuid NOT NULL,
    -- The SHA-256 of the session's handle in hexadecimal digits, by which a context names it.
    name             text COLLATE "C" NOT NULL,
    -- What the session's contexts are MACed with. Another one whenever the member's roles change, so that no earlier context is good.
    secret           bytea NOT NULL DEFAULT credenza_private.gen_random_bytes(32) CHECK (length(secret) = 32),
    -- From when on nobody enters by it.
    ends_at          timestamptz NOT NULL,
    member_id        uuid NOT NULL,
    -- The member's. It has no key of its own, which the member's implies: to check one, each new row would wait for whoever holds the
    -- person, who waits for the member.
    user_id          uuid NOT NULL,
    session_label    text NOT NULL,
    member_label     text NOT NULL,
    amr              text[] NOT NULL,
    authenticated_at timestamptz NOT NULL,
    scope            text[],
    -- What may be done by it: what the member may, within the scope, and nothing while he has to enrol a passkey first.
    permissions      text[] NOT NULL,
    must_enrol       boolean NOT NULL,
    PRIMARY KEY (org_id, session_id),
    FOREIGN KEY (org_id, session_id) REFERENCES credenza.sessions (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE
-- A refresh moves the end: with room on its page, that touches no index.
) WITH (fillfactor = 70);
-- Not unique: that would be a key across organizations, and hashes of 256 random bits do not meet.
CREATE INDEX live_sessions_by_name ON credenza_private.live_sessions (name);
CREATE INDEX live_sessions_by_member ON credenza_private.live_sessions (org_id, member_id);
ALTER TABLE credenza_private.live_sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza_private.live_sessions TO credenza_owner USING (true) WITH CHECK (true);

-- What the rows have to say. A session that was over a day ago is nobody's concern any more, whatever the clock does: it is never renewed, and
-- there are more of them with each day.
CREATE VIEW credenza_private.standing WITH (security_invoker = true) AS
    SELECT s.org_id, s.id AS session_id, encode(s.handle_hash, 'hex') AS name, least(s.idle_expires_at, s.expires_at) AS ends_at,
           s.member_id, m.user_id, s.label AS session_label, m.label AS member_label, s.amr, s.authenticated_at, s.scope,
           CASE WHEN s.scope IS NOT NULL THEN credenza_private.within(m.permissions, s.scope)
                WHEN m.must_enrol THEN '{}'
                ELSE m.permissions END AS permissions,
           m.must_enrol AND s.scope IS NULL AS must_enrol
    FROM credenza.sessions s
    JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
    WHERE s.revoked_at IS NULL AND m.status = 'active' AND now() < least(s.idle_expires_at, s.expires_at) + interval '1 day';

-- Brings the rows of a member, or that of one session of his, up to what the view says. Secrets that are there stay. False when it has none.
CREATE FUNCTION credenza_private.put_live_sessions(of_org uuid, of_member uuid, but_session uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO credenza_private.live_sessions AS l
               (org_id, session_id, name, ends_at, member_id, user_id, session_label, member_label, amr, authenticated_at, scope,
                permissions, must_enrol)
        SELECT s.org_id, s.session_id, s.name, s.ends_at, s.member_id, s.user_id, s.session_label, s.member_label, s.amr,
               s.authenticated_at, s.scope, s.permissions, s.must_enrol
        FROM credenza_private.standing s
        WHERE s.org_id = of_org AND s.member_id = of_member AND s.session_id = coalesce(but_session, s.session_id)
        ON CONFLICT (org_id, session_id) DO UPDATE
            SET (name, ends_at, amr, authenticated_at, scope, permissions, must_enrol)
              = (excluded.name, excluded.ends_at, excluded.amr, excluded.authenticated_at, excluded.scope, excluded.permissions,
                 excluded.must_enrol);
    RETURN FOUND;
END
$$;

-- A session that begins holds its member as he is until it is there for whoever changes him: the one waits for the other, and the
-- later of both sees what the earlier did.
CREATE FUNCTION credenza_private.follow_session() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM credenza.members m WHERE m.org_id = NEW.org_id AND m.id = NEW.member_id FOR SHARE;
    END IF;
    IF NEW.revoked_at IS NOT NULL OR NOT credenza_private.put_live_sessions(NEW.org_id, NEW.member_id, NEW.id) THEN
        DELETE FROM credenza_private.live_sessions l WHERE l.org_id = NEW.org_id AND l.session_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER follow_session AFTER INSERT OR UPDATE OF handle_hash, amr, authenticated_at, idle_expires_at, expires_at, revoked_at, scope
    ON credenza.sessions FOR EACH ROW EXECUTE FUNCTION credenza_private.follow_session();

-- His sessions are held before their rows, as who changes a session holds them: nobody waits in a circle.
CREATE FUNCTION credenza_private.follow_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM credenza.sessions s
        WHERE s.org_id = NEW.org_id AND s.member_id = NEW.id AND s.revoked_at IS NULL
          AND now() < least(s.idle_expires_at, s.expires_at) + interval '1 day'
        ORDER BY s.id FOR NO KEY UPDATE;
    IF NEW.status <> 'active' OR NEW.access_epoch <> OLD.access_epoch THEN
        DELETE FROM credenza_private.live_sessions l WHERE l.org_id = NEW.org_id AND l.member_id = NEW.id;
    END IF;
    PERFORM credenza_private.put_live_sessions(NEW.org_id, NEW.id, NULL);
    RETURN NULL;
END
$$;
CREATE TRIGGER follow_member AFTER UPDATE OF status, access_epoch, permissions, must_enrol ON credenza.members FOR EACH ROW
    WHEN ((OLD.status, OLD.access_epoch, OLD.permissions, OLD.must_enrol)
          IS DISTINCT FROM (NEW.status, NEW.access_epoch, NEW.permissions, NEW.must_enrol))
    EXECUTE FUNCTION credenza_private.follow_member();

SELECT credenza_private.put_live_sessions(m.org_id, m.id, NULL) FROM credenza.members m;
-- A planner that has never seen the table takes it for a small one.
ANALYZE credenza_private.live_sessions;

-- Proves that a context was made here: by this backend, in this transaction, for the session of this secret. A hash of a secret and of a
-- message that always has the same length needs no HMAC: there is nothing that could be appended.
--
-- Two proofs are compared by a 64-bit hash first. Who guesses does not learn from the time how much of a guess was right, since
-- nearly no wrong one gets as far as the second comparison.
CREATE OR REPLACE VIEW credenza_private.actor WITH (security_invoker = true) AS
    SELECT l.org_id, l.member_id, l.session_id, l.session_label, l.amr, l.member_label, l.permissions, l.scope
    FROM credenza_private.live_sessions l
    CROSS JOIN LATERAL (SELECT encode(sha256(l.secret || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())),
                                      'hex') AS proof) AS good
    WHERE l.name = left(current_setting('credenza.context', true), 64)
      AND hashtextextended(good.proof, 0) = hashtextextended(right(current_setting('credenza.context', true), -64), 0)
      AND good.proof = right(current_setting('credenza.context', true), -64);

-- Establishes who acts in this transaction: the member whose session's handle this is.
CREATE OR REPLACE FUNCTION credenza.enter(
    handle bytea, OUT org_id uuid, OUT member_id uuid, OUT user_id uuid, OUT session_id uuid, OUT permissions text[],
    OUT authenticated_at timestamptz, OUT must_enrol boolean)
    LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named  text;
    secret bytea;
BEGIN
    SELECT l.org_id, l.member_id, l.user_id, l.session_id, l.permissions, l.authenticated_at, l.must_enrol, l.name, l.secret
        INTO org_id, member_id, user_id, session_id, permissions, authenticated_at, must_enrol, named, secret
        FROM credenza_private.live_sessions l
        WHERE l.name = encode(sha256(handle), 'hex') AND now() < l.ends_at;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    PERFORM set_config('credenza.context', named
        || encode(sha256(secret || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())), 'hex'), true);
END
$$;

-- The organization of the context, if its member holds `permission`; else NULL, which no row's org_id equals. Most policies ask this and
-- nothing else. It decides as `credenza_private.actor` does, by which the other functions go; the tests try each forgery on both.
CREATE OR REPLACE FUNCTION credenza.org_with(permission text) RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    context text := current_setting('credenza.context', true);
    found   record;
    proof   text;
BEGIN
    SELECT l.org_id, l.secret INTO found FROM credenza_private.live_sessions l
        WHERE l.name = left(context, 64) AND permission = ANY (l.permissions);
    -- Without a row or a context, this is NULL, and so is the condition.
    proof := encode(sha256(found.secret || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())), 'hex');
    IF hashtextextended(proof, 0) = hashtextextended(right(context, -64), 0) AND proof = right(context, -64) THEN
        RETURN found.org_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION credenza_private.acting(handle bytea) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who text[];
BEGIN
    IF handle IS NULL THEN
        SELECT ARRAY[a.org_id::text, a.member_label, a.session_label, array_to_string(a.amr, '","')] INTO who
            FROM credenza_private.actor a;
    ELSE
        SELECT ARRAY[l.org_id::text, l.member_label, l.session_label, array_to_string(l.amr, '","')] INTO who
            FROM credenza_private.live_sessions l WHERE l.name = encode(sha256(handle), 'hex') AND now() < l.ends_at;
    END IF;
    RETURN who;
END
$$;
