-- Why: who has a passkey changes his password with it, too; a lost passkey can be taken off by an administrator where that
-- opens no other organization's door; and the owner of an account is told by mail what becomes of his factors.

-- To whom a mail about an account goes that concerns this membership.
CREATE FUNCTION system.recipient_of(of_org uuid, of_member uuid)
    RETURNS TABLE (user_id uuid, email text, name text, locale text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT u.id, u.email, m.name, o.locale
        FROM credenza.members m
        JOIN credenza.organizations o ON o.org_id = m.org_id
        JOIN credenza.users u ON u.id = m.user_id
        WHERE m.org_id = of_org AND m.id = of_member;
END;

-- As before (V12); who has a passkey gives a proof, which is spent here, beside his present password. Without one: CZ402.
DROP FUNCTION system.change_password(bytea, text, text, uuid, bytea, bytea, uuid, bytea, interval, text);
CREATE FUNCTION system.change_password(
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
    PERFORM FROM credenza.users u
        WHERE u.id IN (SELECT m.user_id FROM credenza.sessions ses
                       JOIN credenza.members m ON m.org_id = ses.org_id AND m.id = ses.member_id
                       WHERE ses.handle_hash = sha256(handle))
        FOR UPDATE;
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

GRANT EXECUTE ON FUNCTION system.recipient_of(uuid, uuid),
    system.change_password(bytea, text, text, uuid, bytea, bytea, uuid, bytea, interval, text, bytea) TO credenza_system;

-- Takes all passkeys and recovery codes off a member whose account is this organization's alone, and ends his sessions. A
-- passkey is the person's, in all his organizations: taken off here, only the password would guard the others, and whoever
-- reads his mail sets that anew (docs/adr/0010-passkeys.md). Who has none, and who is also elsewhere, are told the same.
CREATE FUNCTION credenza.remove_member_passkeys(target uuid, OUT email text, OUT name text, OUT locale text, OUT account uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.people_of('member.manage');
    member credenza.members := credenza_private.manageable(org, target, false);
BEGIN
    -- Whoever joins another organization meanwhile waits for this, or this for him.
    PERFORM FROM credenza.users u WHERE u.id = member.user_id FOR UPDATE;
    IF NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = member.user_id)
       OR EXISTS (SELECT FROM credenza.members m
                  WHERE m.user_id = member.user_id AND m.org_id <> org AND m.status <> 'removed') THEN
        PERFORM credenza_private.refuse('passkeys_stay');
    END IF;
    DELETE FROM credenza.passkeys p WHERE p.user_id = member.user_id;
    DELETE FROM credenza.recovery_codes r WHERE r.user_id = member.user_id;
    DELETE FROM credenza.passkey_challenges c WHERE c.user_id = member.user_id;
    PERFORM credenza_private.end_sessions(org, target, NULL, 'passkey_removed');
    SELECT u.email, member.name, o.locale, u.id INTO email, name, locale, account
        FROM credenza.users u, credenza.organizations o WHERE u.id = member.user_id AND o.org_id = org;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.remove_member_passkeys(uuid) TO credenza_app;
