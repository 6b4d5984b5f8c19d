-- Why: passkeys (WebAuthn) as second factor, alone, and as step-up. They belong to a person, like his password, and are
-- reached only by functions: of the schema `system` before there is a member, of the schema `credenza` for the member of
-- the context. A challenge lives on the server, five minutes at most, and is gone when it is answered, rightly or wrongly.

ALTER TABLE credenza.organizations
    ADD COLUMN require_passkeys boolean NOT NULL DEFAULT false,
    ADD COLUMN step_up_window interval NOT NULL DEFAULT '5 minutes'
        CHECK (step_up_window BETWEEN '1 minute' AND '5 minutes');
GRANT UPDATE (require_passkeys, step_up_window) ON credenza.organizations TO credenza_app;

-- `credential` is what the verifier keeps of a registration: the public key, in JSON. The signature counter and the backup
-- state stand beside it, since they change with each use.
CREATE TABLE credenza.passkeys (
    id            uuid PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES credenza.users (id) ON DELETE CASCADE,
    credential_id bytea NOT NULL CHECK (length(credential_id) BETWEEN 16 AND 1023),
    credential    jsonb NOT NULL CHECK (jsonb_typeof(credential) = 'object'),
    sign_count    bigint NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),
    backed_up     boolean NOT NULL,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_used_at  timestamptz,
    UNIQUE (credential_id)
);
CREATE INDEX passkeys_by_user ON credenza.passkeys (user_id, created_at, id);

-- code_hash: SHA-256 of a code of 80 random bits.
CREATE TABLE credenza.recovery_codes (
    user_id    uuid NOT NULL REFERENCES credenza.users (id) ON DELETE CASCADE,
    code_hash  bytea NOT NULL CHECK (length(code_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

-- A ceremony under way. token_hash: SHA-256 of the secret that the client got with the challenge. user_id: whose passkey is
-- asked for; NULL when anybody's will do. session_hash: the session it belongs to, as `sessions.handle_hash`; NULL before
-- there is one. A step-up's names the act, and the version of the object that the member saw; a second step's object is
-- the organization that it leads to.
CREATE TABLE credenza.passkey_challenges (
    token_hash     bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    purpose        text NOT NULL CHECK (purpose IN ('enrol', 'sign_in', 'second_step', 'step_up')),
    challenge      bytea NOT NULL CHECK (length(challenge) = 32),
    user_id        uuid REFERENCES credenza.users (id) ON DELETE CASCADE,
    session_hash   bytea CHECK (length(session_hash) = 32),
    action         text,
    object         text,
    object_version integer,
    created_at     timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL,
    CHECK ((purpose = 'sign_in') = (user_id IS NULL)),
    CHECK ((purpose IN ('enrol', 'step_up')) = (session_hash IS NOT NULL)),
    CHECK ((purpose = 'step_up') = (action IS NOT NULL)),
    CHECK ((purpose IN ('step_up', 'second_step')) = (object IS NOT NULL)),
    CHECK (expires_at <= created_at + interval '5 minutes')
);
CREATE INDEX passkey_challenges_by_end ON credenza.passkey_challenges (expires_at);

ALTER TABLE credenza.passkeys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.recovery_codes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.passkey_challenges ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.passkeys TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.recovery_codes TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.passkey_challenges TO credenza_owner USING (true) WITH CHECK (true);

-- The UUID of a typed id's text form; NULL for what is none.
CREATE FUNCTION credenza_private.uuid_of(label text) RETURNS uuid
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bits text := '';
BEGIN
    IF label !~ '^[a-z]{2,8}_[0-7][0-9a-hjkmnp-tv-z]{25}$' THEN
        RETURN NULL;
    END IF;
    FOR i IN 1..26 LOOP
        bits := bits || (strpos('0123456789abcdefghjkmnpqrstvwxyz', substr(right(label, 26), i, 1)) - 1)::bit(5)::text;
    END LOOP;
    bits := right(bits, 128);
    RETURN (lpad(to_hex(left(bits, 64)::bit(64)::bigint), 16, '0')
            || lpad(to_hex(right(bits, 64)::bit(64)::bigint), 16, '0'))::uuid;
END
$$;

-- Which version of an object there is now; NULL for what has none.
CREATE FUNCTION credenza_private.object_version(org uuid, object text) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE left(object, 4)
        WHEN 'crt_' THEN (SELECT version FROM credenza.certificates
                          WHERE org_id = org AND id = credenza_private.uuid_of(object))
        WHEN 'cus_' THEN (SELECT version FROM credenza.customers
                          WHERE org_id = org AND id = credenza_private.uuid_of(object))
    END;
END
$$;
-- The owner sees which version there is; the other columns it has no use for.
CREATE POLICY owner ON credenza.customers FOR SELECT TO credenza_owner USING (true);

-- Whose live session a handle finds; NULL when there is none, or it is an API token: passkeys are for people.
CREATE FUNCTION credenza_private.session_of(handle bytea, OUT org_id uuid, OUT user_id uuid)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT s.org_id, m.user_id INTO org_id, user_id
        FROM credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active' AND s.scope IS NULL
          AND now() < s.idle_expires_at AND now() < s.expires_at;
END
$$;

-- Begins a ceremony. `handle`: of the session, where there is one; `account`: of a second step.
-- Ceremonies that were never finished go, some at each call.
CREATE FUNCTION system.begin_ceremony(
    token bytea, for_purpose text, nonce bytea, handle bytea, account uuid, for_action text, for_object text,
    lifetime interval)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who record := credenza_private.session_of(handle);
BEGIN
    DELETE FROM credenza.passkey_challenges WHERE token_hash IN (
        SELECT c.token_hash FROM credenza.passkey_challenges c WHERE c.expires_at < now() LIMIT 20 FOR UPDATE SKIP LOCKED);
    IF handle IS NOT NULL THEN
        IF who.user_id IS NULL THEN
            RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
        END IF;
        account := who.user_id;
    END IF;
    INSERT INTO credenza.passkey_challenges (
            token_hash, purpose, challenge, user_id, session_hash, action, object, object_version, expires_at)
        VALUES (token, for_purpose, nonce, account, sha256(handle), for_action, for_object,
                credenza_private.object_version(who.org_id, for_object), now() + least(lifetime, interval '5 minutes'));
END
$$;

-- Ends a ceremony, whatever comes of it: the challenge can be answered once, by the session it belongs to, for its purpose
-- and its act, while the object is what it was. No row otherwise.
CREATE FUNCTION system.end_ceremony(token bytea, for_purpose text, handle bytea, for_action text, for_object text)
    RETURNS TABLE (nonce bytea, account uuid, about text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who   record := credenza_private.session_of(handle);
    ended credenza.passkey_challenges;
BEGIN
    IF handle IS NOT NULL AND who.user_id IS NULL THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    DELETE FROM credenza.passkey_challenges c
        WHERE c.token_hash = token AND c.purpose = for_purpose
          AND c.session_hash IS NOT DISTINCT FROM sha256(handle)
          AND c.action IS NOT DISTINCT FROM for_action AND (c.object = for_object OR for_object IS NULL)
        RETURNING * INTO ended;
    IF FOUND AND now() < ended.expires_at
       AND ended.object_version IS NOT DISTINCT FROM credenza_private.object_version(who.org_id, for_object) THEN
        RETURN QUERY SELECT ended.challenge, ended.user_id, ended.object;
    END IF;
END
$$;

-- A person's passkeys, oldest first.
CREATE FUNCTION system.passkeys_of(account uuid)
    RETURNS TABLE (id uuid, credential_id bytea, credential jsonb, sign_count bigint, backed_up boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.id, p.credential_id, p.credential, p.sign_count, p.backed_up
        FROM credenza.passkeys p WHERE p.user_id = account ORDER BY p.created_at, p.id;
END;

-- The person of a live session.
CREATE FUNCTION system.account_of(handle bytea) RETURNS TABLE (account uuid, email text, name text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT u.id, u.email, u.name FROM credenza.users u
        WHERE u.id = (SELECT user_id FROM credenza_private.session_of(handle));
END;

-- Whose a passkey is, by the id that its authenticator gave it.
CREATE FUNCTION system.holder_of(authenticator_id bytea) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.user_id FROM credenza.passkeys p WHERE p.credential_id = authenticator_id;
END;

-- Where a person is a member, oldest membership first.
CREATE FUNCTION system.memberships_of(account uuid) RETURNS TABLE (org_id uuid, org_name text, member_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT m.org_id, o.name, m.id
        FROM credenza.members m JOIN credenza.organizations o ON o.org_id = m.org_id
        WHERE m.user_id = account AND m.status = 'active' ORDER BY m.joined_at, m.id;
END;

-- Notes that a passkey was used. False when its counter has not risen, which is how a copy of it betrays itself: of two
-- uses at the same moment, one is refused. An authenticator without a counter always says 0.
CREATE FUNCTION system.use_passkey(passkey uuid, count bigint, is_backed_up boolean) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.passkeys SET sign_count = count, backed_up = is_backed_up, last_used_at = now()
        WHERE id = passkey AND (sign_count < count OR sign_count = 0 AND count = 0);
    RETURN FOUND;
END
$$;

-- Spends a recovery code in the place of a passkey, and the second step with it. A code that is none leaves the step open:
-- `spent` is false then. No row when there is no such step.
CREATE FUNCTION system.recover(token bytea, code bytea)
    RETURNS TABLE (account uuid, organization text, spent boolean)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    step   credenza.passkey_challenges;
    worked boolean;
BEGIN
    SELECT * INTO step FROM credenza.passkey_challenges c
        WHERE c.token_hash = token AND c.purpose = 'second_step' AND now() < c.expires_at FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE credenza.recovery_codes r SET used_at = now()
        WHERE r.user_id = step.user_id AND r.code_hash = code AND r.used_at IS NULL;
    worked := FOUND;
    DELETE FROM credenza.passkey_challenges c WHERE worked AND c.token_hash = token;
    RETURN QUERY SELECT step.user_id, step.object, worked;
END
$$;

-- Spends a recovery code of the session's member.
CREATE FUNCTION system.spend_recovery_code(handle bytea, code bytea) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.recovery_codes SET used_at = now()
        WHERE user_id = (SELECT s.user_id FROM credenza_private.session_of(handle) s) AND code_hash = code AND used_at IS NULL;
    RETURN FOUND;
END
$$;

-- Records a second step or a sign-in by passkey that was refused.
CREATE FUNCTION system.record_refused_passkey(account uuid, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target record;
BEGIN
    FOR target IN SELECT m.org_id, m.label FROM credenza.members m
                  WHERE m.user_id = account AND m.status = 'active' ORDER BY m.org_id LOOP
        PERFORM audit.append_system(target.org_id, 'anonymous', NULL, NULL, 'session.sign_in', 'member', target.label,
            'refused', request, '{"method": "passkey"}', '{}');
    END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION
    system.begin_ceremony(bytea, text, bytea, bytea, uuid, text, text, interval),
    system.end_ceremony(bytea, text, bytea, text, text),
    system.passkeys_of(uuid), system.account_of(bytea), system.holder_of(bytea), system.memberships_of(uuid),
    system.use_passkey(uuid, bigint, boolean), system.recover(bytea, bytea), system.spend_recovery_code(bytea, bytea),
    system.record_refused_passkey(uuid, text)
    TO credenza_system;

-- The person of the context; NULL without one, and for an API token, which has no factors of its own.
CREATE FUNCTION credenza_private.account() RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT m.user_id FROM credenza_private.actor a
            JOIN credenza.members m ON m.org_id = a.org_id AND m.id = a.member_id
            WHERE a.scope IS NULL);
END
$$;

-- One's own passkeys, without their keys.
CREATE FUNCTION credenza.own_passkeys()
    RETURNS TABLE (id uuid, name text, backed_up boolean, created_at timestamptz, last_used_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.id, p.name, p.backed_up, p.created_at, p.last_used_at
        FROM credenza.passkeys p WHERE p.user_id = (SELECT credenza_private.account()) ORDER BY p.created_at, p.id;
END;

-- How many of one's own recovery codes are left.
CREATE FUNCTION credenza.own_recovery_codes() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT count(*) FROM credenza.recovery_codes r
        WHERE r.user_id = (SELECT credenza_private.account()) AND r.used_at IS NULL;
END;

-- The number of passkeys is bounded: each is tried when one is asked for.
CREATE FUNCTION credenza.add_passkey(passkey uuid, credential_id bytea, credential jsonb, count bigint, is_backed_up boolean,
    passkey_name text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid := credenza_private.account();
BEGIN
    PERFORM FROM credenza.users WHERE id = account FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    IF (SELECT count(*) >= 20 FROM credenza.passkeys WHERE user_id = account) THEN
        RETURN false;
    END IF;
    INSERT INTO credenza.passkeys (id, user_id, credential_id, credential, sign_count, backed_up, name)
        VALUES (passkey, account, credential_id, credential, count, is_backed_up, passkey_name);
    RETURN true;
END
$$;

CREATE FUNCTION credenza.rename_passkey(passkey uuid, new_name text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.passkeys SET name = new_name WHERE id = passkey AND user_id = credenza_private.account();
    RETURN FOUND;
END
$$;

-- Removes one of one's own passkeys, and ends the other sessions of the person, wherever they are: who had the device may
-- have opened them. The last one stays while an organization of his requires it: `required`. `unknown` for what is not his.
CREATE FUNCTION credenza.remove_passkey(passkey uuid) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid := credenza_private.account();
    present uuid := credenza.session();
BEGIN
    -- Two removals at once take turns, so that both see whether theirs is the last.
    PERFORM FROM credenza.users WHERE id = account FOR UPDATE;
    IF NOT EXISTS (SELECT FROM credenza.passkeys WHERE id = passkey AND user_id = account) THEN
        RETURN 'unknown';
    END IF;
    IF (SELECT count(*) = 1 FROM credenza.passkeys WHERE user_id = account)
       AND EXISTS (SELECT FROM credenza.members m JOIN credenza.organizations o ON o.org_id = m.org_id
                   WHERE m.user_id = account AND m.status = 'active' AND o.require_passkeys) THEN
        RETURN 'required';
    END IF;
    DELETE FROM credenza.passkeys WHERE id = passkey AND user_id = account;
    -- Codes stand in for a passkey. Without one they are nothing but a secret that lies about.
    DELETE FROM credenza.recovery_codes WHERE user_id = account
        AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = account);
    PERFORM credenza_private.end_sessions(m.org_id, m.id, present, 'passkey_removed')
        FROM credenza.members m WHERE m.user_id = account;
    RETURN 'removed';
END
$$;

-- Puts new recovery codes in the place of the old ones.
CREATE FUNCTION credenza.replace_recovery_codes(hashes bytea[]) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid := credenza_private.account();
BEGIN
    PERFORM FROM credenza.users WHERE id = account FOR UPDATE;
    DELETE FROM credenza.recovery_codes WHERE user_id = account;
    INSERT INTO credenza.recovery_codes (user_id, code_hash) SELECT account, unnest(hashes);
END
$$;

GRANT EXECUTE ON FUNCTION credenza.own_passkeys(), credenza.own_recovery_codes(),
    credenza.add_passkey(uuid, bytea, jsonb, bigint, boolean, text), credenza.rename_passkey(uuid, text),
    credenza.remove_passkey(uuid), credenza.replace_recovery_codes(bytea[])
    TO credenza_app;

-- Who must enrol: in an organization that requires passkeys, who has none. Kept with the member, so that verifying a
-- context need not ask. He has no permissions until he has a passkey, at the next statement of a session that is open, too.
-- His API tokens have theirs.
ALTER TABLE credenza.members ADD COLUMN must_enrol boolean NOT NULL DEFAULT false;

CREATE FUNCTION credenza_private.set_must_enrol() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'members' THEN
        NEW.must_enrol := EXISTS (SELECT FROM credenza.organizations o WHERE o.org_id = NEW.org_id AND o.require_passkeys)
            AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = NEW.user_id);
        RETURN NEW;
    ELSIF TG_TABLE_NAME = 'organizations' THEN
        -- Somebody must be left who can undo it, without first finding his way through a door that was just closed.
        IF NEW.require_passkeys AND NOT EXISTS (
               SELECT FROM credenza.members m WHERE m.org_id = NEW.org_id AND m.status = 'active'
                   AND 'organization.manage' = ANY (m.permissions)
                   AND EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id)) THEN
            RAISE EXCEPTION 'no administrator has a passkey' USING ERRCODE = 'insufficient_privilege';
        END IF;
        UPDATE credenza.members m SET must_enrol = NEW.require_passkeys
                AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id)
            WHERE m.org_id = NEW.org_id;
        RETURN NULL;
    END IF;
    UPDATE credenza.members m SET must_enrol = o.require_passkeys
            AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id)
        FROM credenza.organizations o
        WHERE o.org_id = m.org_id AND m.user_id = coalesce(NEW.user_id, OLD.user_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER set_must_enrol BEFORE INSERT ON credenza.members
    FOR EACH ROW EXECUTE FUNCTION credenza_private.set_must_enrol();
CREATE TRIGGER set_must_enrol AFTER INSERT OR DELETE ON credenza.passkeys
    FOR EACH ROW EXECUTE FUNCTION credenza_private.set_must_enrol();
CREATE TRIGGER set_must_enrol AFTER UPDATE OF require_passkeys ON credenza.organizations
    FOR EACH ROW WHEN (OLD.require_passkeys IS DISTINCT FROM NEW.require_passkeys)
    EXECUTE FUNCTION credenza_private.set_must_enrol();

-- As before, but for the permissions.
CREATE OR REPLACE VIEW credenza_private.actor WITH (security_invoker = true) AS
    SELECT s.org_id, s.member_id, s.id AS session_id, s.label AS session_label, s.amr, m.label AS member_label,
           CASE WHEN s.scope IS NOT NULL THEN credenza_private.within(m.permissions, s.scope)
                WHEN m.must_enrol THEN '{}'
                ELSE m.permissions END AS permissions,
           s.scope
    FROM credenza_private.context_key k
    CROSS JOIN credenza.sessions s
    JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
    WHERE s.handle_hash = CASE WHEN octet_length(current_setting('credenza.context', true)) = 128
                                    AND current_setting('credenza.context', true) ~ '^[0-9a-f]*$'
                               THEN decode(left(current_setting('credenza.context', true), 64), 'hex') END
      AND s.revoked_at IS NULL AND m.status = 'active'
      AND sha256(decode(substr(current_setting('credenza.context', true), 65), 'hex')) = sha256(sha256(
          k.outer_key || sha256(k.inner_key || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())
                                || int4send(m.access_epoch) || s.handle_hash)));

DROP FUNCTION credenza.enter(bytea);
CREATE FUNCTION credenza.enter(
    handle bytea, OUT org_id uuid, OUT member_id uuid, OUT user_id uuid, OUT session_id uuid, OUT permissions text[],
    OUT authenticated_at timestamptz, OUT must_enrol boolean)
    LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT s.org_id, m.id, m.user_id, s.id,
           CASE WHEN s.scope IS NOT NULL THEN credenza_private.within(m.permissions, s.scope)
                WHEN m.must_enrol THEN '{}'
                ELSE m.permissions END,
           s.authenticated_at, m.must_enrol AND s.scope IS NULL
        INTO org_id, member_id, user_id, session_id, permissions, authenticated_at, must_enrol
        FROM credenza_private.context_key k
        CROSS JOIN credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active'
          AND now() < s.idle_expires_at AND now() < s.expires_at
          AND set_config('credenza.context', encode(s.handle_hash || sha256(
              k.outer_key || sha256(k.inner_key || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())
                                    || int4send(m.access_epoch) || s.handle_hash)), 'hex'), true) IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.enter(bytea) TO credenza_app;

-- A proof is for the object as it is now, too, and lives as long as the organization lets it.
ALTER TABLE credenza.step_up_proofs ADD COLUMN object_version integer;

CREATE OR REPLACE FUNCTION system.grant_step_up(
    handle bytea, proof uuid, proof_hash bytea, for_action text, for_object text, by_method text, lifetime interval,
    request text)
    RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who   record;
    until timestamptz;
BEGIN
    SELECT * INTO who FROM system.step_up_challenge(handle);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    SELECT now() + least(lifetime, o.step_up_window) INTO until FROM credenza.organizations o WHERE o.org_id = who.org_id;
    INSERT INTO credenza.step_up_proofs (org_id, id, token_hash, session_id, action, object, object_version, method, expires_at)
        VALUES (who.org_id, proof, proof_hash, who.session_id, for_action, for_object,
                credenza_private.object_version(who.org_id, for_object), by_method, until);
    PERFORM audit.append_system(who.org_id, who.member_label, who.session_label, ARRAY[by_method], 'session.step_up',
        'step_up', credenza.type_id('stp', proof), 'done', request,
        jsonb_build_object('action', for_action, 'object', for_object), '{}');
    RETURN until;
END
$$;

CREATE OR REPLACE FUNCTION credenza.spend_step_up(token bytea, for_action text, for_object text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza.org();
    spent text;
BEGIN
    UPDATE credenza.step_up_proofs SET used_at = now()
        WHERE org_id = org AND session_id = credenza.session() AND token_hash = sha256(token)
          AND action = for_action AND object = for_object AND used_at IS NULL AND now() < expires_at
          AND object_version IS NOT DISTINCT FROM credenza_private.object_version(org, for_object)
        RETURNING label INTO spent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    RETURN spent;
END
$$;
