-- Why: who was removed, and is invited again later, stood over his old crews at once, whatever he was invited as, and the old link of his
-- calendar worked again. A suspended member keeps his place; a removed one has none.

CREATE POLICY end_with_member ON credenza.crew_supervisors FOR DELETE TO credenza_owner USING (true);
CREATE POLICY end_with_member ON credenza.contractor_managers FOR DELETE TO credenza_owner USING (true);

-- Takes what was given to a member by name, beside his roles.
CREATE FUNCTION credenza_private.take_places(org uuid, target uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM credenza.crew_supervisors c WHERE c.org_id = org AND c.member_id = target;
    DELETE FROM credenza.contractor_managers c WHERE c.org_id = org AND c.member_id = target;
    DELETE FROM credenza.calendar_feeds f WHERE f.org_id = org AND f.member_id = target;
END
$$;

-- As before (V11), with what was given to him by name.
CREATE OR REPLACE FUNCTION credenza_private.shut_out(org uuid, target uuid, reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.end_sessions(org, target, NULL, reason);
    DELETE FROM credenza.invitations i WHERE i.org_id = org AND i.invited_by = target;
    IF reason = 'removed' THEN
        PERFORM credenza_private.take_places(org, target);
    END IF;
END
$$;

-- As before (V11), for people (V124), and with a hold on all that goes: who changes any of it holds it before the log, and here the log comes
-- before the rest.
CREATE OR REPLACE FUNCTION credenza.may_leave() RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org();
    who uuid := credenza.member();
BEGIN
    PERFORM credenza_private.must_be_a_person();
    PERFORM FROM credenza.organizations o WHERE o.org_id = org FOR NO KEY UPDATE;
    PERFORM FROM credenza.members m WHERE m.org_id = org AND m.id = who FOR NO KEY UPDATE;
    PERFORM FROM credenza.sessions s
        WHERE s.org_id = org AND s.member_id = who AND s.revoked_at IS NULL AND now() < s.idle_expires_at AND now() < s.expires_at
        ORDER BY s.id FOR NO KEY UPDATE;
    IF credenza.member() IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    PERFORM credenza_private.keep_an_administrator(org, who);
    PERFORM credenza_private.take_places(org, who);
END
$$;

-- Who was removed before.
DO $$
BEGIN
    PERFORM credenza_private.take_places(m.org_id, m.id) FROM credenza.members m WHERE m.status = 'removed';
END
$$;
