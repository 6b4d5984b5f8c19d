-- Why: sessions were kept for ever once they had ended, with the addresses and devices that they were used from. Their owner is shown those of
-- the last 30 days, and nobody is shown any other; what was done in them stands in the log.

-- Removes some of what is over: rows by which nobody has entered for a day (V109), and sessions that ended 30 days ago, with their refresh
-- tokens, proofs and permissions to download. API tokens stay, since they are listed with what they were for. Returns how many sessions went;
-- when they are `most`, there may be more. What somebody holds at this moment is left for the next time.
CREATE FUNCTION system.forget_sessions(most integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    forgotten bigint;
BEGIN
    DELETE FROM credenza_private.live_sessions WHERE (org_id, session_id) IN (
        SELECT l.org_id, l.session_id FROM credenza_private.live_sessions l
        WHERE l.ends_at <= now() - interval '1 day' FOR UPDATE SKIP LOCKED);
    DELETE FROM credenza.sessions WHERE (org_id, id) IN (
        SELECT s.org_id, s.id FROM credenza.sessions s
        WHERE s.scope IS NULL AND least(s.revoked_at, s.idle_expires_at, s.expires_at) <= now() - interval '30 days'
        LIMIT most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END
$$;
GRANT EXECUTE ON FUNCTION system.forget_sessions(integer) TO credenza_system;
