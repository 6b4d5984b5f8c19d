-- Why: a restored backup is a step back in time, in which a link that was used up or taken back since would live again. So the
-- links by which customers send new files end with a restore, as sessions and invitations do.

CREATE OR REPLACE FUNCTION credenza_private.begin_after_restore(details jsonb, request text) RETURNS bigint
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
    DELETE FROM credenza.renewal_links;
    -- Their mails went with the queue; whether they were sent after the backup, nobody knows.
    UPDATE credenza.alert_mails SET state = 'failed', settled_at = now(), answer = 'restored from a backup' WHERE state = 'queued';
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
