-- Why: programs act for a member without his password. An API token is a session of his that lives up to a year and may do
-- no more than it was made for: so that entering, revoking, the log and row-level security treat it as any session, and
-- whatever ends him ends it.

-- What a token may do; NULL in a session that a person opened. What its member may not do (any more), it may not either.
ALTER TABLE credenza.sessions
    ADD scope text[] CHECK (array_position(scope, NULL) IS NULL AND array_to_string(scope, '') ~ '^[a-z_.]*$');

-- The reasons why sessions end, whichever there are by now, and one more.
DO $$
DECLARE
    rule pg_constraint;
BEGIN
    SELECT * INTO STRICT rule FROM pg_constraint
        WHERE conrelid = 'credenza.sessions'::regclass AND conname = 'sessions_revoked_because_check';
    EXECUTE 'ALTER TABLE credenza.sessions DROP CONSTRAINT sessions_revoked_because_check,
             ADD CONSTRAINT sessions_revoked_because_check CHECK (revoked_because = ''token_revoked'' OR '
        || substr(pg_get_constraintdef(rule.oid), length('CHECK ') + 1) || ')';
END
$$;

-- A token is listed, and revoked, as a token. What ends all of a person's sessions ends his tokens when he may not be here
-- any more; a new password or another passkey is no reason why his programs should stop.
GRANT SELECT (scope) ON credenza.sessions TO credenza_app;
CREATE OR REPLACE FUNCTION credenza_private.end_sessions(of_org uuid, of_member uuid, but uuid, because text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended bigint;
BEGIN
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = because
        WHERE org_id = of_org AND member_id = of_member AND id IS DISTINCT FROM but AND revoked_at IS NULL
          AND now() < idle_expires_at AND now() < expires_at AND (scope IS NULL OR because IN ('suspended', 'removed'));
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END
$$;
CREATE OR REPLACE FUNCTION credenza.end_own_session(session uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'revoked'
        WHERE org_id = credenza.org() AND member_id = credenza.member() AND id = session AND revoked_at IS NULL
          AND now() < idle_expires_at AND now() < expires_at AND scope IS NULL;
    RETURN FOUND;
END
$$;

-- A token has its session's id. ranges: from where it may be used; empty for anywhere. sensitive: the acts that it may do
-- although they take a step-up, on sensitive_object: the organization (all that is in it) or one customer (his
-- certificates). step_up: the proof with which the member made it, which stands in the log at each such act.
CREATE TABLE credenza.api_tokens (
    org_id           uuid NOT NULL,
    id               uuid NOT NULL,
    label            text NOT NULL GENERATED ALWAYS AS (credenza.type_id('tok', id)) STORED,
    member_id        uuid NOT NULL,
    name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    scope            text[] NOT NULL CHECK (cardinality(scope) BETWEEN 1 AND 64),
    ranges           cidr[] NOT NULL DEFAULT '{}' CHECK (cardinality(ranges) <= 16 AND array_position(ranges, NULL) IS NULL),
    sensitive        text[] NOT NULL DEFAULT '{}'
        CHECK (sensitive <@ '{certificate.download,certificate.reveal_password,certificate.delete,audit.export}'
               AND sensitive <@ scope),
    sensitive_object text CHECK (sensitive_object ~ '^(org|cus)_[0-9a-z]{26}$'),
    step_up          text NOT NULL CHECK (step_up ~ '^stp_[0-9a-z]{26}$'),
    created_at       timestamptz NOT NULL DEFAULT now(),
    expires_at       timestamptz NOT NULL CHECK (expires_at > created_at AND expires_at <= created_at + interval '366 days'),
    revoked_at       timestamptz,
    last_used_at     timestamptz,
    last_address     inet,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, id) REFERENCES credenza.sessions (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE,
    CHECK ((sensitive = '{}') = (sensitive_object IS NULL))
);
CREATE INDEX api_tokens_by_member ON credenza.api_tokens (org_id, member_id);
ALTER TABLE credenza.api_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.api_tokens TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON credenza.api_tokens FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
CREATE POLICY manage ON credenza.api_tokens FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('token.manage')));
GRANT SELECT ON credenza.api_tokens TO credenza_app;

-- Whatever ends the session ends the token, and its list tells.
CREATE FUNCTION credenza_private.end_api_token() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.api_tokens SET revoked_at = NEW.revoked_at WHERE org_id = NEW.org_id AND id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER end_api_token AFTER UPDATE OF revoked_at ON credenza.sessions
    FOR EACH ROW WHEN (NEW.scope IS NOT NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION credenza_private.end_api_token();

-- No proof and no refresh token is for a program, whoever asks and with whatever password.
CREATE FUNCTION credenza_private.people_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM credenza.sessions s
               WHERE s.org_id = NEW.org_id AND s.id = NEW.session_id AND s.scope IS NOT NULL) THEN
        RAISE EXCEPTION 'not for an API token' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER people_only BEFORE INSERT ON credenza.step_up_proofs
    FOR EACH ROW EXECUTE FUNCTION credenza_private.people_only();
CREATE TRIGGER people_only BEFORE INSERT ON credenza.refresh_tokens
    FOR EACH ROW EXECUTE FUNCTION credenza_private.people_only();

-- Those of the permissions that are in the scope. In PL/pgSQL, so that it costs nothing where it is not called.
CREATE FUNCTION credenza_private.within(permissions text[], scope text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(SELECT p FROM unnest(permissions) AS p WHERE p = ANY (scope) ORDER BY p COLLATE "C");
END
$$;

-- Who acts: of a token, within its scope.
CREATE OR REPLACE VIEW credenza_private.actor WITH (security_invoker = true) AS
    SELECT s.org_id, s.member_id, s.id AS session_id, s.label AS session_label, s.amr, m.label AS member_label,
           CASE WHEN s.scope IS NULL THEN m.permissions
                ELSE credenza_private.within(m.permissions, s.scope) END AS permissions,
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

CREATE OR REPLACE FUNCTION credenza.enter(
    handle bytea, OUT org_id uuid, OUT member_id uuid, OUT user_id uuid, OUT session_id uuid, OUT permissions text[],
    OUT authenticated_at timestamptz)
    LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT s.org_id, m.id, m.user_id, s.id,
           CASE WHEN s.scope IS NULL THEN m.permissions
                ELSE credenza_private.within(m.permissions, s.scope) END, s.authenticated_at
        INTO org_id, member_id, user_id, session_id, permissions, authenticated_at
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

-- Makes a token of the member who acts, good for `days`. `proof` is the id of the step-up proof that this transaction has
-- spent for it: on the member himself, or, for a token that may do what takes a step-up, on the object of that.
CREATE FUNCTION credenza.create_api_token(
    token uuid, token_handle_hash bytea, token_name text, token_scope text[], days integer, token_ranges cidr[],
    token_sensitive text[], token_object text, proof text)
    RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who   record;
    until timestamptz := now() + make_interval(days => days);
BEGIN
    SELECT * INTO who FROM credenza_private.actor;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    -- A token makes no tokens, and nobody gives away what he has not.
    IF who.scope IS NOT NULL OR NOT token_scope <@ who.permissions THEN
        RAISE EXCEPTION 'beyond what the member may do' USING ERRCODE = '42501';
    END IF;
    IF NOT EXISTS (SELECT FROM credenza.step_up_proofs p
                   WHERE p.org_id = who.org_id AND p.session_id = who.session_id AND p.label = proof AND p.used_at = now()
                     AND p.action = CASE WHEN token_object IS NULL THEN 'api_token.create' ELSE 'api_token.create_sensitive' END
                     AND p.object = coalesce(token_object, who.member_label)) THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at, scope)
        VALUES (who.org_id, token, who.member_id, token_handle_hash, '{api_token}', until, until, token_scope);
    INSERT INTO credenza.api_tokens (org_id, id, member_id, name, scope, ranges, sensitive, sensitive_object, step_up, expires_at)
        VALUES (who.org_id, token, who.member_id, token_name, token_scope, token_ranges, token_sensitive, token_object, proof, until);
    RETURN until;
END
$$;

-- Ends a token at once: one's own, or with token.manage anybody's of the organization. Tells whose it was; NULL when there
-- is no such live token.
CREATE FUNCTION credenza.revoke_api_token(token uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    whose uuid;
BEGIN
    UPDATE credenza.sessions s SET revoked_at = now(), revoked_because = 'token_revoked'
        FROM credenza_private.actor a
        WHERE s.org_id = a.org_id AND s.id = token AND s.scope IS NOT NULL AND s.revoked_at IS NULL
          AND a.scope IS NULL AND (s.member_id = a.member_id OR 'token.manage' = ANY (a.permissions))
        RETURNING s.member_id INTO whose;
    RETURN whose;
END
$$;

-- The proof with which the token that acts was made for `for_action` on `for_object`. `certificate` is the id behind
-- `for_object`, when it is a certificate's.
CREATE FUNCTION credenza.standing_proof(for_action text, for_object text, certificate uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proof text;
BEGIN
    SELECT t.step_up INTO proof
        FROM credenza_private.actor a
        JOIN credenza.api_tokens t ON t.org_id = a.org_id AND t.id = a.session_id
        WHERE for_action = ANY (t.sensitive)
          AND CASE WHEN for_action LIKE 'certificate.%' THEN EXISTS (
                       SELECT FROM credenza.certificates c
                       WHERE c.org_id = a.org_id AND c.id = certificate AND credenza.type_id('crt', c.id) = for_object
                         AND t.sensitive_object IN (credenza.type_id('org', c.org_id), credenza.type_id('cus', c.customer_id)))
                   ELSE for_object = t.sensitive_object AND for_object = credenza.type_id('org', a.org_id) END;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    RETURN proof;
END
$$;
-- It sees whose a certificate is.
CREATE POLICY owner ON credenza.certificates FOR SELECT TO credenza_owner USING (true);

GRANT EXECUTE ON FUNCTION
    credenza.create_api_token(uuid, bytea, text, text[], integer, cidr[], text[], text, text),
    credenza.revoke_api_token(uuid), credenza.standing_proof(text, text, uuid) TO credenza_app;

-- Whether a token may be used from this address; a refusal is recorded. Notes when and from where it was used last, to the
-- minute.
CREATE FUNCTION system.use_api_token(handle bytea, from_address inet, request text, personal jsonb) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    token record;
BEGIN
    SELECT t.*, s.amr, s.label AS session_label, m.label AS member_label INTO token
        FROM credenza.sessions s
        JOIN credenza.api_tokens t ON t.org_id = s.org_id AND t.id = s.id
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active' AND now() < s.expires_at;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    IF token.ranges <> '{}' AND NOT from_address <<= ANY (token.ranges) THEN
        PERFORM audit.append_system(token.org_id, token.member_label, token.session_label, token.amr, 'api_token.use',
            'api_token', token.label, 'refused', request, '{}', personal);
        RETURN false;
    END IF;
    IF (token.last_used_at > now() - interval '1 minute' AND token.last_address = from_address) IS NOT TRUE THEN
        UPDATE credenza.api_tokens SET last_used_at = now(), last_address = from_address
            WHERE org_id = token.org_id AND id = token.id;
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION system.use_api_token(bytea, inet, text, jsonb) TO credenza_system;

-- Administrators of organizations that were made before.
UPDATE credenza.roles SET permissions = permissions || '{token.manage}' WHERE builtin AND id = 'admin';
