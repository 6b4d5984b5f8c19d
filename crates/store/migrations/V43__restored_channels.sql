-- Why: a restored backup is a step back in time, in which a feed that was taken back since would live again, and webhooks have
-- secrets that the new server has no key for. Feeds end with a restore, and webhooks pause until somebody makes them anew.

-- A restore, and nothing else, makes the database another key to vouch for contexts with: that is the moment.
CREATE FUNCTION credenza_private.end_channels() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM credenza.calendar_feeds;
    UPDATE credenza.webhooks SET paused_at = now(), paused_because = 'restored', failures = 0, held_until = NULL;
    UPDATE credenza.webhook_deliveries SET state = 'failed', settled_at = now(), answer = 'restored from a backup'
        WHERE state = 'queued';
    RETURN NULL;
END
$$;
CREATE TRIGGER end_channels AFTER DELETE ON credenza_private.context_key
    FOR EACH STATEMENT EXECUTE FUNCTION credenza_private.end_channels();
