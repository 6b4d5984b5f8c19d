-- Why: who follows a renewal link is no member. He gets by its secret just what these functions do: to be told which certificate is
-- asked for, and to put one, checked against it, in its place. The last word about what may take its place is here.

CREATE POLICY renew ON credenza.certificates FOR INSERT TO credenza_owner WITH CHECK (true);
CREATE POLICY renew ON credenza.objects FOR INSERT TO credenza_owner WITH CHECK (true);
CREATE POLICY renew ON credenza.object_keys FOR INSERT TO credenza_owner WITH CHECK (true);

-- Whether `new` may take the place of `old` by a link: the same holder, tax id and use, a later end, and the key if there was one.
-- Without a tax id, the subject must be the same to the letter. With one it is wider than `renews`: authorities write into a subject
-- what changes with each certificate, and here a person has said which one is asked for.
CREATE FUNCTION credenza_private.may_replace(old credenza.certificates, new credenza.certificates) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce(
    old.holder IS NOT DISTINCT FROM new.holder AND old.tax_id IS NOT DISTINCT FROM new.tax_id
    AND old.profile IS NOT DISTINCT FROM new.profile AND old.not_after < new.not_after
    AND (old.tax_id IS NOT NULL
         OR old.metadata -> 'certificate' ->> 'subject' = new.metadata -> 'certificate' ->> 'subject')
    AND (new.has_private_key OR NOT old.has_private_key), false);

-- What is behind a link's hash; nothing when the link is over, taken back or unknown. Of the state, `open` alone lets a file in.
-- The KEK is wrapped, and opens nothing.
CREATE FUNCTION system.find_renewal(hash bytea)
    RETURNS TABLE (org_id uuid, link_id uuid, certificate_id uuid, organization text, time_zone text, locale text,
                   expires_at timestamptz, state text, called text, holder text, tax_id text, profile text, kind text,
                   subject text, issuer text, not_after timestamptz, has_private_key boolean, fingerprint bytea,
                   asked_by uuid, kek_id uuid, wrapped_kek bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.org_id, l.id, c.id, o.name, o.time_zone, l.locale, l.expires_at,
           CASE WHEN l.used_at IS NOT NULL THEN 'used' WHEN a.successor_id IS NOT NULL THEN 'superseded'
                WHEN l.attempts >= 20 THEN 'exhausted' ELSE 'open' END,
           credenza_private.called(c), c.holder, c.tax_id, c.profile, c.kind, c.metadata -> 'certificate' ->> 'subject',
           c.metadata -> 'certificate' ->> 'issuer', c.not_after, c.has_private_key, c.fingerprint_sha256, l.asked_by,
           k.id, k.wrapped_kek
        FROM credenza.renewal_links l
        JOIN credenza.organizations o ON o.org_id = l.org_id
        JOIN credenza.certificates c ON c.org_id = l.org_id AND c.id = l.certificate_id
        JOIN credenza.alerts a ON a.org_id = c.org_id AND a.certificate_id = c.id
        JOIN credenza.keks k ON k.org_id = l.org_id AND k.state = 'primary'
        WHERE l.token_hash = hash AND now() < l.expires_at;
END;

-- Counts an attempt, before anything is looked into; false when there is none left.
CREATE FUNCTION system.try_renewal(hash bytea) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.renewal_links l SET attempts = attempts + 1
        WHERE l.token_hash = hash AND now() < l.expires_at AND l.used_at IS NULL AND l.attempts < 20;
    RETURN FOUND;
END
$$;

-- Records that a file was not taken, and why.
CREATE FUNCTION system.refuse_renewal(hash bytea, reasons text, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    link credenza.renewal_links;
BEGIN
    SELECT l.* INTO link FROM credenza.renewal_links l WHERE l.token_hash = hash;
    IF FOUND THEN
        PERFORM audit.append_system(
            link.org_id, 'anonymous', NULL, NULL, 'certificate.renew', 'certificate',
            credenza.type_id('crt', link.certificate_id), 'refused', request,
            jsonb_build_object('by', 'renewal_link', 'link', credenza.type_id('rnl', link.id), 'reason', reasons), '{}');
    END IF;
END
$$;

-- Puts a certificate in the place of the one that a link is for, uses the link up, and queues the mails that tell of it.
-- `made` is the row, `objects` those of its sealed bytes, which are on disk. Returns `done`; or why nothing was done: `closed` (the
-- link is over, taken back, used or unknown), `superseded`, `exists` (the same certificate is in custody).
CREATE FUNCTION system.renew(
    hash bytea, made jsonb, objects jsonb, mails uuid[], letters bytea[], lifetime interval, request text, personal jsonb)
    RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    link credenza.renewal_links;
    old  credenza.certificates;
    new  credenza.certificates := jsonb_populate_record(NULL::credenza.certificates, made);
    by_link jsonb;
BEGIN
    -- Uploads of one public key take turns, as in custody; then alert and link, in the order of who asks.
    PERFORM pg_advisory_xact_lock(('x' || encode(substr(new.spki_sha256, 1, 8), 'hex'))::bit(64)::bigint);
    SELECT l.* INTO link FROM credenza.renewal_links l WHERE l.token_hash = hash;
    PERFORM FROM credenza.alerts a WHERE a.org_id = link.org_id AND a.certificate_id = link.certificate_id FOR UPDATE;
    SELECT l.* INTO link FROM credenza.renewal_links l
        WHERE l.token_hash = hash AND now() < l.expires_at AND l.used_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'closed';
    END IF;
    IF EXISTS (SELECT FROM credenza.alerts a WHERE a.org_id = link.org_id AND a.certificate_id = link.certificate_id
                                                AND a.successor_id IS NOT NULL) THEN
        RETURN 'superseded';
    END IF;
    SELECT c.* INTO old FROM credenza.certificates c WHERE c.org_id = link.org_id AND c.id = link.certificate_id;
    IF NOT credenza_private.may_replace(old, new) THEN
        RAISE EXCEPTION 'it does not renew the certificate' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM credenza.certificates c
               WHERE c.org_id = link.org_id AND c.fingerprint_sha256 = new.fingerprint_sha256) THEN
        RETURN 'exists';
    END IF;
    INSERT INTO credenza.certificates (
            org_id, id, customer_id, name, kind, profile, holder, tax_id, country, not_before, not_after, fingerprint_sha256,
            spki_sha256, key_algorithm, has_private_key, has_password, metadata, created_by)
        VALUES (link.org_id, new.id, old.customer_id,
                -- A name that the firm gave goes on; that of a file does not.
                CASE WHEN old.name IS DISTINCT FROM old.metadata ->> 'file_name' THEN old.name ELSE new.name END,
                new.kind, new.profile, new.holder, new.tax_id, new.country, new.not_before, new.not_after,
                new.fingerprint_sha256, new.spki_sha256, new.key_algorithm, new.has_private_key, new.has_password,
                new.metadata, link.asked_by);
    INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
        SELECT link.org_id, o.id, 1, new.id, o.kind, o.file_name, o.size
        FROM jsonb_to_recordset(objects) AS o (id uuid, kind text, file_name text, size integer);
    INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek)
        SELECT link.org_id, o.id, 1, o.kek_id, o.wrapped_dek
        FROM jsonb_to_recordset(objects) AS o (id uuid, kek_id uuid, wrapped_dek bytea);
    UPDATE credenza.renewal_links l SET used_at = now() WHERE l.org_id = link.org_id AND l.id = link.id;
    -- The alert's own look for a successor has found it, unless the subjects differ.
    UPDATE credenza.alerts a SET successor_id = new.id
        WHERE a.org_id = link.org_id AND a.certificate_id = old.id AND a.successor_id IS DISTINCT FROM new.id;
    PERFORM credenza_private.put_mail(m.id, m.letter, lifetime) FROM unnest(mails, letters) AS m (id, letter);
    by_link := jsonb_build_object('by', 'renewal_link', 'link', credenza.type_id('rnl', link.id));
    PERFORM audit.append_system(
        link.org_id, 'anonymous', NULL, NULL, 'certificate.upload', 'certificate', credenza.type_id('crt', new.id), 'done',
        request,
        by_link || jsonb_build_object('kind', new.kind, 'fingerprint_sha256', encode(new.fingerprint_sha256, 'hex')), personal);
    PERFORM audit.append_system(
        link.org_id, 'anonymous', NULL, NULL, 'certificate.renew', 'certificate', credenza.type_id('crt', old.id), 'done',
        request, by_link || jsonb_build_object('successor', credenza.type_id('crt', new.id)), '{}');
    RETURN 'done';
END
$$;

-- Removes links that are over; returns how many.
CREATE FUNCTION system.forget_renewals() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH gone AS (DELETE FROM credenza.renewal_links WHERE expires_at <= now() RETURNING 1) SELECT count(*) FROM gone;
END;
GRANT EXECUTE ON FUNCTION system.find_renewal(bytea), system.try_renewal(bytea), system.refuse_renewal(bytea, text, text),
    system.renew(bytea, jsonb, jsonb, uuid[], bytea[], interval, text, jsonb), system.forget_renewals() TO credenza_system;
