-- Why: a certificate may be over before its end. What its issuer says of it is asked on a schedule, for all organizations, and
-- kept beside it with the time of which it is (docs/adr/0026-revocation.md).

-- What is known of a certificate, and what it takes to ask. A row comes when its certificate is read, and goes with it.
--
-- state: 'good', as of `as_of`; 'revoked' since `since`, because of `reason`; 'unknown' since `since`, because of `reason`.
-- due_at: when to ask next; `infinity` when there is nothing to ask any more. Whoever asks moves it ahead first, so that nobody else
-- asks meanwhile, and a server that dies has only lost that time.
CREATE TABLE credenza.revocations (
    org_id         uuid NOT NULL,
    certificate_id uuid NOT NULL,
    -- Issuer's name, serial number, signature and places, without the holder; see the crate `revocation`.
    issuance       jsonb NOT NULL CHECK (jsonb_typeof(issuance) = 'object'),
    -- The issuer's own certificate, when it is known: public, and of nobody who is kept here.
    issuer         bytea CHECK (length(issuer) BETWEEN 1 AND 65536),
    state          text NOT NULL DEFAULT 'unknown' CHECK (state IN ('good', 'revoked', 'unknown')),
    since          timestamptz NOT NULL,
    reason         text CHECK (reason ~ '^[a-z_]{1,40}$'),
    -- Of the last answer that counted: its time, until when there is nothing newer, and how it came.
    as_of          timestamptz,
    until          timestamptz,
    source         text CHECK (source IN ('ocsp', 'crl')),
    -- When it was asked last, how often in a row without an answer, and why.
    asked_at       timestamptz,
    failures       integer NOT NULL DEFAULT 0,
    failure        text CHECK (failure ~ '^[a-z_]{1,40}$'),
    due_at         timestamptz NOT NULL,
    PRIMARY KEY (org_id, certificate_id),
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.certificates (org_id, id) ON DELETE CASCADE,
    CHECK (state = 'good' OR reason IS NOT NULL),
    CHECK (state = 'unknown' OR as_of IS NOT NULL AND until IS NOT NULL AND source IS NOT NULL)
);
CREATE INDEX revocations_by_due ON credenza.revocations (due_at) WHERE due_at < 'infinity';

ALTER TABLE credenza.revocations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.revocations TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON credenza.revocations FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.read')));
GRANT SELECT ON credenza.revocations TO credenza_app;

-- Begins to ask about a certificate of which it is known how. One that names no place is unknown for ever, and says so.
CREATE FUNCTION credenza_private.watch_revocation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept jsonb := NEW.metadata -> 'issuance';
    somewhere boolean;
BEGIN
    IF jsonb_typeof(kept) IS DISTINCT FROM 'object' OR NEW.not_after IS NULL THEN
        RETURN NULL;
    END IF;
    somewhere := jsonb_array_length(kept -> 'ocsp') + jsonb_array_length(kept -> 'crls') > 0;
    INSERT INTO credenza.revocations (org_id, certificate_id, issuance, issuer, since, reason, due_at)
        VALUES (NEW.org_id, NEW.id, kept, decode(NEW.metadata ->> 'issuer_certificate', 'base64'), now(),
                CASE WHEN somewhere THEN 'not_asked' ELSE 'no_source' END,
                CASE WHEN somewhere THEN '-infinity' ELSE 'infinity' END::timestamptz)
        ON CONFLICT (org_id, certificate_id) DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER watch_revocation AFTER INSERT OR UPDATE OF metadata ON credenza.certificates
    FOR EACH ROW EXECUTE FUNCTION credenza_private.watch_revocation();

-- Takes what is due at `at`, for as long as `lease`. Of what has ended nobody asks any more.
CREATE FUNCTION system.claim_revocations(at timestamptz, most integer, lease interval)
    RETURNS TABLE (org_id uuid, certificate_id uuid, issuance jsonb, issuer bytea, failures integer)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE credenza.revocations r SET due_at = 'infinity'
        WHERE (r.org_id, r.certificate_id) IN (
            SELECT w.org_id, w.certificate_id FROM credenza.revocations w
            JOIN credenza.certificates c ON c.org_id = w.org_id AND c.id = w.certificate_id
            WHERE w.due_at <= at AND w.due_at < 'infinity' AND c.not_after < at
            ORDER BY w.due_at LIMIT most FOR UPDATE OF w SKIP LOCKED);
    RETURN QUERY
        UPDATE credenza.revocations r SET due_at = at + lease
            WHERE (r.org_id, r.certificate_id) IN (
                SELECT w.org_id, w.certificate_id FROM credenza.revocations w
                WHERE w.due_at <= at AND w.due_at < 'infinity' ORDER BY w.due_at LIMIT most FOR UPDATE SKIP LOCKED)
            RETURNING r.org_id, r.certificate_id, r.issuance, r.issuer, r.failures;
END
$$;

-- What was found out at `at` about a certificate: what its issuer says, or with `told` NULL why nobody knows. `next`: when to ask
-- again. `authority`: the issuer's certificate, if it was found. That one was revoked, or is not any more, is recorded, and its alert
-- is looked at.
CREATE FUNCTION system.settle_revocation(
    org uuid, certificate uuid, at timestamptz, told text, told_since timestamptz, because text, as_of timestamptz,
    until timestamptz, source text, authority bytea, next timestamptz, request text)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    was credenza.revocations;
    says text := told;
    why text := because;
BEGIN
    SELECT r.* INTO was FROM credenza.revocations r WHERE r.org_id = org AND r.certificate_id = certificate FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- Whoever sits in between may repeat what was said before: what is older than what is known is no news.
    IF says IS NOT NULL AND settle_revocation.as_of < was.as_of THEN
        says := NULL;
        why := 'older';
    END IF;
    IF says IS NULL THEN
        UPDATE credenza.revocations r
            SET issuer = coalesce(authority, r.issuer), asked_at = at, failures = r.failures + 1, failure = why, due_at = next,
                state = CASE WHEN r.state = 'good' AND r.until < at THEN 'unknown' ELSE r.state END,
                since = CASE WHEN r.state = 'good' AND r.until < at THEN r.until ELSE r.since END,
                reason = CASE WHEN r.state = 'revoked' OR r.state = 'good' AND r.until >= at THEN r.reason ELSE why END
            WHERE r.org_id = org AND r.certificate_id = certificate;
        RETURN;
    END IF;
    UPDATE credenza.revocations r
        SET issuer = coalesce(authority, r.issuer), asked_at = at, failures = 0, failure = NULL, due_at = next, state = says,
            since = CASE WHEN says = 'revoked' THEN told_since WHEN r.state = 'good' THEN r.since ELSE settle_revocation.as_of END,
            reason = CASE WHEN says = 'revoked' THEN because END, as_of = settle_revocation.as_of,
            until = settle_revocation.until, source = settle_revocation.source
        WHERE r.org_id = org AND r.certificate_id = certificate;
    IF (says = 'revoked') <> (was.state = 'revoked') THEN
        PERFORM audit.append_system(
            org, NULL, NULL, NULL, CASE says WHEN 'revoked' THEN 'certificate.found_revoked' ELSE 'certificate.found_good' END,
            'certificate', credenza.type_id('crt', certificate), 'done', request,
            jsonb_strip_nulls(jsonb_build_object('source', settle_revocation.source, 'reason', because)), '{}');
        UPDATE credenza.alerts a SET due_at = '-infinity' WHERE a.org_id = org AND a.certificate_id = certificate;
    END IF;
END
$$;

-- Of these certificates those that are revoked.
CREATE FUNCTION system.revoked_among(orgs uuid[], certificates uuid[]) RETURNS TABLE (org_id uuid, certificate_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.org_id, r.certificate_id
        FROM unnest(orgs, certificates) AS l (org_id, certificate_id)
        JOIN credenza.revocations r ON r.org_id = l.org_id AND r.certificate_id = l.certificate_id
        WHERE r.state = 'revoked';
END;

-- That a certificate was revoked is told of once, whatever step its end is at.
ALTER TABLE credenza.alert_mails DROP CONSTRAINT alert_mails_kind_check;
ALTER TABLE credenza.alert_mails
    ADD CONSTRAINT alert_mails_kind_check CHECK (kind IN ('alert', 'escalation', 'digest', 'revocation'));
ALTER TABLE credenza.alert_notices DROP CONSTRAINT alert_notices_kind_check;
ALTER TABLE credenza.alert_notices
    ADD CONSTRAINT alert_notices_kind_check CHECK (kind IN ('alert', 'escalation', 'revocation'));

GRANT EXECUTE ON FUNCTION
    system.claim_revocations(timestamptz, integer, interval),
    system.settle_revocation(uuid, uuid, timestamptz, text, timestamptz, text, timestamptz, timestamptz, text, bytea,
                             timestamptz, text),
    system.revoked_among(uuid[], uuid[]) TO credenza_system;
