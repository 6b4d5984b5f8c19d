-- Why: what the operator's command line and his supervision need of the database. A restored backup is a step back in time:
-- what was ended, spent or taken back since must not live again, and the log must tell of the step, by going on in a new
-- epoch, whose first entry cites the last one that the backup has.

-- The reasons why sessions end, whichever there are by now, and one more.
DO $$
DECLARE
    rule pg_constraint;
BEGIN
    SELECT * INTO STRICT rule FROM pg_constraint
        WHERE conrelid = 'credenza.sessions'::regclass AND conname = 'sessions_revoked_because_check';
    EXECUTE 'ALTER TABLE credenza.sessions DROP CONSTRAINT sessions_revoked_because_check,
             ADD CONSTRAINT sessions_revoked_because_check CHECK (revoked_because = ''restored'' OR '
        || substr(pg_get_constraintdef(rule.oid), length('CHECK ') + 1) || ')';
END
$$;

SET LOCAL ROLE credenza_audit;

-- The head keeps its hash: the next entry follows the last one of the epoch before (docs/AUDIT.md, "The chain").
CREATE FUNCTION audit.begin_epoch(org uuid) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE audit.heads SET epoch = epoch + 1, seq = 0 WHERE org_id = org AND seq > 0;
END;
GRANT EXECUTE ON FUNCTION audit.begin_epoch(uuid) TO credenza_owner;

SET LOCAL ROLE credenza_owner;

-- Called once, by the operator's command line, before anybody is served from what was restored. `details`: what the log is
-- to tell of the backup. Ends every session and API token; voids every link, proof and answer that somebody waits for;
-- forgets mail that was waiting, which was sealed under a secret that no backup has, and has been delivered since.
CREATE FUNCTION credenza_private.begin_after_restore(details jsonb, request text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org           uuid;
    ended         bigint;
    organizations bigint := 0;
BEGIN
    DELETE FROM credenza.mail_queue;
    DELETE FROM credenza.setup_tokens;
    DELETE FROM credenza.password_resets;
    DELETE FROM credenza.passkey_challenges;
    DELETE FROM credenza.invitation_roles;
    DELETE FROM credenza.invitations;
    UPDATE credenza.step_up_proofs SET used_at = now() WHERE used_at IS NULL;
    -- No backup has the key that contexts are MACed with; see V9 for its form.
    DELETE FROM credenza_private.context_key;
    INSERT INTO credenza_private.context_key (inner_key, outer_key)
        SELECT decode(string_agg(lpad(to_hex(get_byte(key, i) # x'36'::integer), 2, '0'), '' ORDER BY i), 'hex'),
               decode(string_agg(lpad(to_hex(get_byte(key, i) # x'5c'::integer), 2, '0'), '' ORDER BY i), 'hex')
        FROM (SELECT credenza_private.gen_random_bytes(64) AS key) AS fresh, generate_series(0, 63) AS i
        GROUP BY key;
    FOR org IN SELECT o.org_id FROM credenza.organizations o ORDER BY 1 LOOP
        UPDATE credenza.sessions s SET revoked_at = now(), revoked_because = 'restored'
            WHERE s.org_id = org AND s.revoked_at IS NULL;
        GET DIAGNOSTICS ended = ROW_COUNT;
        PERFORM audit.begin_epoch(org);
        PERFORM audit.append_system(org, NULL, NULL, NULL, 'organization.restore', 'organization',
            credenza.type_id('org', org), 'done', request, details || jsonb_build_object('sessions_ended', ended::text), '{}');
        organizations := organizations + 1;
    END LOOP;
    RETURN organizations;
END
$$;

-- What a supervisor asks of the queue of mails: how many wait, and for how many seconds the oldest has.
CREATE FUNCTION system.waiting_mail(OUT waiting bigint, OUT oldest_seconds double precision)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT count(*), coalesce(extract(epoch FROM now() - min(q.queued_at)), 0) FROM credenza.mail_queue q WHERE q.expires_at > now();
END;
GRANT EXECUTE ON FUNCTION system.waiting_mail() TO credenza_system;
