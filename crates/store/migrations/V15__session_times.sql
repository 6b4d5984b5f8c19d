-- Why: an organization says how long a session may be idle, and how long it may last. Shorter times count for sessions that live
-- already; longer ones only from a session's next refresh, or for the next session.

UPDATE credenza.organizations SET idle_timeout = absolute_timeout WHERE idle_timeout > absolute_timeout;
ALTER TABLE credenza.organizations ADD CONSTRAINT organizations_timeouts_check CHECK (idle_timeout <= absolute_timeout);
GRANT UPDATE (idle_timeout, absolute_timeout) ON credenza.organizations TO credenza_app;

CREATE FUNCTION credenza_private.shorten_sessions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.sessions
        SET expires_at = least(expires_at, created_at + NEW.absolute_timeout),
            idle_expires_at = least(idle_expires_at, last_seen_at + NEW.idle_timeout, created_at + NEW.absolute_timeout)
        -- An API token has an end of its own.
        WHERE org_id = NEW.org_id AND revoked_at IS NULL AND scope IS NULL
          AND (expires_at > created_at + NEW.absolute_timeout OR idle_expires_at > last_seen_at + NEW.idle_timeout);
    RETURN NULL;
END
$$;
CREATE TRIGGER shorten_sessions AFTER UPDATE OF idle_timeout, absolute_timeout ON credenza.organizations
    FOR EACH ROW EXECUTE FUNCTION credenza_private.shorten_sessions();
