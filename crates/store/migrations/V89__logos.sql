-- Why: a mail by which a firm asks its customer for a file, and the page behind it, are trusted when they look like the firm's
-- (docs/adr/0040-silence-and-logos.md). The picture is public to whoever gets such a mail: it is not sealed.

-- What it is was read before it came here; the engine holds the bounds, and that the first bytes are those of what it claims to be.
CREATE TABLE credenza.logos (
    org_id     uuid PRIMARY KEY REFERENCES credenza.organizations (org_id),
    media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
    bytes      bytea NOT NULL CHECK (length(bytes) BETWEEN 16 AND 131072),
    set_at     timestamptz NOT NULL DEFAULT now(),
    CHECK (CASE media_type WHEN 'image/png' THEN substr(bytes, 1, 8) = '\x89504e470d0a1a0a'
                           ELSE substr(bytes, 1, 3) = '\xffd8ff' END)
);
ALTER TABLE credenza.logos ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.logos TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON credenza.logos FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org()));
GRANT SELECT ON credenza.logos TO credenza_app;

-- Sets the organization's logo; without one, takes it away.
CREATE FUNCTION credenza.set_logo(new_type text, new_bytes bytea) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.managed();
BEGIN
    IF new_bytes IS NULL THEN
        DELETE FROM credenza.logos l WHERE l.org_id = org;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no logo' USING ERRCODE = 'CZ404';
        END IF;
        RETURN;
    END IF;
    INSERT INTO credenza.logos AS l (org_id, media_type, bytes) VALUES (org, new_type, new_bytes)
        ON CONFLICT (org_id) DO UPDATE SET media_type = excluded.media_type, bytes = excluded.bytes, set_at = now();
END
$$;
GRANT EXECUTE ON FUNCTION credenza.set_logo(text, bytea) TO credenza_app;

-- For mails, and for who has a link.
CREATE FUNCTION system.logo(org uuid) RETURNS TABLE (media_type text, bytes bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.media_type, l.bytes FROM credenza.logos l WHERE l.org_id = org;
END;
GRANT EXECUTE ON FUNCTION system.logo(uuid) TO credenza_system;
