-- Why: an API token acts for a member, and is not he. To leave, to end his other sessions, and to say how he is told of alerts is his own affair.
-- Policy refuses that to programs; now the engine does, too (leaving: V125).

-- Refuses what is not for a program.
CREATE FUNCTION credenza_private.must_be_a_person() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM credenza_private.actor a WHERE a.scope IS NOT NULL) THEN
        RAISE EXCEPTION 'not for an API token' USING ERRCODE = '42501';
    END IF;
END
$$;

-- As before (V13), for people.
CREATE OR REPLACE FUNCTION credenza.end_own_session(session uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.must_be_a_person();
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'revoked'
        WHERE org_id = credenza.org() AND member_id = credenza.member() AND id = session AND revoked_at IS NULL
          AND now() < idle_expires_at AND now() < expires_at AND scope IS NULL;
    RETURN FOUND;
END
$$;

-- As before (V12), for people.
CREATE OR REPLACE FUNCTION credenza.end_other_sessions() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.must_be_a_person();
    RETURN credenza_private.end_sessions(credenza.org(), credenza.member(), credenza.session(), 'revoked');
END
$$;

-- As before (V12), for people.
CREATE OR REPLACE FUNCTION credenza.see_reuse() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    seen bigint;
BEGIN
    PERFORM credenza_private.must_be_a_person();
    UPDATE credenza.sessions SET reuse_seen_at = now()
        WHERE org_id = credenza.org() AND member_id = credenza.member()
          AND revoked_because = 'refresh_reuse' AND reuse_seen_at IS NULL;
    GET DIAGNOSTICS seen = ROW_COUNT;
    RETURN seen;
END
$$;

-- As before (V20), for people.
CREATE OR REPLACE FUNCTION credenza.set_alert_preference(delivery text, locale text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.must_be_a_person();
    IF credenza.org() IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    INSERT INTO credenza.alert_preferences (org_id, member_id, delivery, locale)
        VALUES (credenza.org(), credenza.member(), set_alert_preference.delivery, set_alert_preference.locale)
        ON CONFLICT (org_id, member_id) DO UPDATE SET delivery = excluded.delivery, locale = excluded.locale;
END
$$;
