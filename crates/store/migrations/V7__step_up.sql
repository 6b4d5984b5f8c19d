-- Why: a live session is not enough for what cannot be taken back. A step-up proof is bound to session, organization,
-- action and object, lives five minutes at most, and is spent in the transaction of the audit intent.

CREATE TABLE credenza.step_up_proofs (
    org_id     uuid NOT NULL,
    id         uuid NOT NULL,
    label      text NOT NULL GENERATED ALWAYS AS (credenza.type_id('stp', id)) STORED,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    session_id uuid NOT NULL,
    action     text NOT NULL,
    object     text NOT NULL,
    method     text NOT NULL CHECK (credenza.is_amr(ARRAY[method])),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES credenza.sessions (org_id, id) ON DELETE CASCADE,
    UNIQUE (org_id, token_hash)
);
CREATE INDEX step_up_by_session ON credenza.step_up_proofs (org_id, session_id);
ALTER TABLE credenza.step_up_proofs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.step_up_proofs TO credenza_owner USING (true) WITH CHECK (true);

-- The password hash against which the member of this session must prove himself.
CREATE FUNCTION system.step_up_challenge(handle bytea)
    RETURNS TABLE (org_id uuid, session_id uuid, member_label text, session_label text, amr text[], phc text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.org_id, s.id, m.label, s.label, s.amr, p.phc
        FROM credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        JOIN credenza.user_passwords p ON p.user_id = m.user_id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active'
          AND now() < s.idle_expires_at AND now() < s.expires_at;
END;

-- Records a proof that the caller has checked.
CREATE FUNCTION system.grant_step_up(
    handle bytea, proof uuid, proof_hash bytea, for_action text, for_object text, by_method text, lifetime interval,
    request text)
    RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who   record;
    until timestamptz := now() + least(lifetime, interval '5 minutes');
BEGIN
    SELECT * INTO who FROM system.step_up_challenge(handle);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    INSERT INTO credenza.step_up_proofs (org_id, id, token_hash, session_id, action, object, method, expires_at)
        VALUES (who.org_id, proof, proof_hash, who.session_id, for_action, for_object, by_method, until);
    PERFORM audit.append_system(who.org_id, who.member_label, who.session_label, ARRAY[by_method], 'session.step_up',
        'step_up', credenza.type_id('stp', proof), 'done', request,
        jsonb_build_object('action', for_action, 'object', for_object), '{}');
    RETURN until;
END
$$;

-- Records a step-up that failed.
CREATE FUNCTION system.refuse_step_up(handle bytea, for_action text, for_object text, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who record;
BEGIN
    SELECT * INTO who FROM system.step_up_challenge(handle);
    IF FOUND THEN
        PERFORM audit.append_system(who.org_id, who.member_label, who.session_label, who.amr, 'session.step_up', NULL, NULL, 'refused',
            request, jsonb_build_object('action', for_action, 'object', for_object), '{}');
    END IF;
END
$$;

GRANT EXECUTE ON FUNCTION system.step_up_challenge(bytea),
    system.grant_step_up(bytea, uuid, bytea, text, text, text, interval, text),
    system.refuse_step_up(bytea, text, text, text) TO credenza_system;

-- Spends a proof in the transaction of what it permits; returns its id for the audit entry.
CREATE FUNCTION credenza.spend_step_up(token bytea, for_action text, for_object text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    spent text;
BEGIN
    UPDATE credenza.step_up_proofs SET used_at = now()
        WHERE org_id = credenza.org() AND session_id = credenza.session() AND token_hash = sha256(token)
          AND action = for_action AND object = for_object AND used_at IS NULL AND now() < expires_at
        RETURNING label INTO spent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    RETURN spent;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.spend_step_up(bytea, text, text) TO credenza_app;
