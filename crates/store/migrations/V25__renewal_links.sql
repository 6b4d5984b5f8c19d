-- Why: a firm asks its customer for the new file by a link, which he follows without an account (docs/adr/0019-renewal-links.md).

-- To whom a firm last wrote about a customer's certificates.
ALTER TABLE credenza.customers
    ADD contact_email text CHECK (contact_email = lower(contact_email) AND length(contact_email) BETWEEN 3 AND 254);
GRANT UPDATE (contact_email) ON credenza.customers TO credenza_app;

-- A link by which somebody may put one certificate in the place of another, once. token_hash: SHA-256 of the link's secret. A
-- certificate has one link at most; the row goes when the link is taken back, has ended, or is replaced.
CREATE TABLE credenza.renewal_links (
    org_id         uuid NOT NULL,
    id             uuid NOT NULL,
    certificate_id uuid NOT NULL,
    token_hash     bytea NOT NULL CHECK (length(token_hash) = 32),
    -- To whom it was sent; none when it was given to the member, to be passed on.
    email          text CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    locale         text NOT NULL CHECK (locale IN ('en', 'es')),
    asked_by       uuid NOT NULL,
    asked_at       timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL,
    -- How often a file was sent by it. Each costs the server a look into a file, and its guess at a password.
    attempts       integer NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 20),
    used_at        timestamptz,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, certificate_id),
    UNIQUE (org_id, token_hash),
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.certificates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, asked_by) REFERENCES credenza.members (org_id, id)
);
-- Not unique: that would be a key across organizations, and hashes of 256 random bits do not meet.
CREATE INDEX renewal_links_by_token ON credenza.renewal_links (token_hash);
CREATE INDEX renewal_links_by_member ON credenza.renewal_links (org_id, asked_by);
CREATE INDEX renewal_links_by_end ON credenza.renewal_links (expires_at);

ALTER TABLE credenza.renewal_links ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.renewal_links TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON credenza.renewal_links FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.write')));
-- Whoever can read a row can tell that there is a link, not the link.
GRANT SELECT (org_id, id, certificate_id, email, locale, asked_by, asked_at, expires_at, attempts, used_at)
    ON credenza.renewal_links TO credenza_app;

-- Makes a link for a certificate, in the place of any earlier one; returns when it ends: after `lifetime`, 60 days at most.
CREATE FUNCTION credenza.ask_renewal(
    link uuid, certificate uuid, hash bytea, to_email text, in_locale text, lifetime interval)
    RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org     uuid := credenza.org_with('certificate.write');
    alert   credenza.alerts;
    ends    timestamptz;
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with certificate.write' USING ERRCODE = '42501';
    END IF;
    -- Each certificate that ends has an alert. Two who ask at once take turns, and with who follows the link.
    SELECT a.* INTO alert FROM credenza.alerts a WHERE a.org_id = org AND a.certificate_id = certificate FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such certificate' USING ERRCODE = 'CZ404';
    END IF;
    IF alert.successor_id IS NOT NULL THEN
        PERFORM credenza_private.refuse('renewed');
    END IF;
    DELETE FROM credenza.renewal_links l WHERE l.org_id = org AND l.certificate_id = certificate;
    INSERT INTO credenza.renewal_links (org_id, id, certificate_id, token_hash, email, locale, asked_by, expires_at)
        VALUES (org, link, certificate, hash, to_email, in_locale, credenza.member(), now() + least(lifetime, '60 days'))
        RETURNING expires_at INTO ends;
    RETURN ends;
END
$$;

-- Takes the link of a certificate back; returns its id.
CREATE FUNCTION credenza.revoke_renewal(certificate uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org  uuid := credenza.org_with('certificate.write');
    link uuid;
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with certificate.write' USING ERRCODE = '42501';
    END IF;
    DELETE FROM credenza.renewal_links l WHERE l.org_id = org AND l.certificate_id = certificate AND l.used_at IS NULL
        RETURNING l.id INTO link;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such link' USING ERRCODE = 'CZ404';
    END IF;
    RETURN link;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.ask_renewal(uuid, uuid, bytea, text, text, interval), credenza.revoke_renewal(uuid)
    TO credenza_app;
