-- Why: a new password held its session and then, as every session that begins does since V109, asked for its member, while a change of that
-- member's roles held him and asked for his sessions: each waited for the other until PostgreSQL ended one. Members come first, everywhere.

-- Holds a person and all his memberships, in one order, for what concerns all of them: a new password, another passkey. Who signs in or
-- switches organizations meanwhile holds a membership too (V109), so that one sees what the other did. His key stays free: the engine looks at it
-- again when a membership is changed twice in a transaction, which then holds that already.
CREATE FUNCTION credenza_private.hold_person(account uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM credenza.users u WHERE u.id = account FOR NO KEY UPDATE;
    PERFORM FROM credenza.members m WHERE m.user_id = account ORDER BY m.org_id FOR NO KEY UPDATE;
END
$$;

-- As before, but that it holds its person and his memberships first.
CREATE OR REPLACE FUNCTION system.change_password(
    handle bytea, old_phc text, new_phc text, new_session uuid, new_handle bytea, new_refresh bytea, mail uuid,
    sealed bytea, mail_lifetime interval, request text, proof bytea)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    s record;
BEGIN
    -- Two changes at once take turns here, before either holds its session: each ends the other's.
    PERFORM credenza_private.hold_person(m.user_id)
        FROM credenza.sessions ses JOIN credenza.members m ON m.org_id = ses.org_id AND m.id = ses.member_id
        WHERE ses.handle_hash = sha256(handle);
    SELECT ses.org_id, ses.id, ses.amr, m.user_id, m.label AS member_label INTO s
        FROM credenza.sessions ses JOIN credenza.members m ON m.org_id = ses.org_id AND m.id = ses.member_id
        -- A person's: what takes the place of an API token's (V13) would have no scope.
        WHERE ses.handle_hash = sha256(handle) AND ses.revoked_at IS NULL AND m.status = 'active' AND ses.scope IS NULL
          AND now() < ses.idle_expires_at AND now() < ses.expires_at
        FOR UPDATE OF ses;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    IF EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = s.user_id) THEN
        UPDATE credenza.step_up_proofs SET used_at = now()
            WHERE org_id = s.org_id AND session_id = s.id AND token_hash = sha256(proof) AND method <> 'pwd'
              AND action = 'account.password_change' AND object = s.member_label AND used_at IS NULL AND now() < expires_at;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
        END IF;
    END IF;
    UPDATE credenza.user_passwords SET phc = new_phc, changed_at = now() WHERE user_id = s.user_id AND phc = old_phc;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM credenza_private.renew_session(s.org_id, s.id, new_session, new_handle, new_refresh);
    PERFORM credenza_private.follow_new_password(s.user_id, s.org_id, new_session, s.amr, 'account.password_change', request);
    PERFORM credenza_private.put_mail(mail, sealed, mail_lifetime);
    RETURN true;
END
$$;
