-- Why: what a scanner said at the gate is known afterwards, as it signed it: in order, each record once, and in the audit log too.

-- record: the signed bytes; hash: SHA-256 of what is signed in them, which the next record and the audit log name. at and clock_offset
-- are the phone's; received_at is ours. told_at: when it was, as far as that can be believed; doubtful: the phone's own time cannot be,
-- or is not corrected, and told_at may be that of the receipt.
CREATE TABLE credenza.gate_log (
    org_id       uuid NOT NULL,
    scanner_id   uuid NOT NULL,
    epoch        integer NOT NULL,
    seq          bigint NOT NULL CHECK (seq BETWEEN 1 AND 4294967295),
    site_id      uuid NOT NULL,
    at           timestamptz NOT NULL,
    clock_offset bigint,
    received_at  timestamptz NOT NULL,
    told_at      timestamptz NOT NULL,
    doubtful     boolean NOT NULL,
    bundle_at    timestamptz,
    cti          bytea CHECK (length(cti) = 16),
    pass_id      uuid,
    worker_id    uuid,
    verdict      text NOT NULL CHECK (verdict IN ('valid', 'expiring', 'expired', 'revoked', 'suspended', 'not_yet_valid',
                                                  'unknown_issuer', 'forged', 'stale', 'cannot_tell')),
    reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 64),
    assurance    text CHECK (assurance IN ('static', 'live')),
    status_as_of timestamptz,
    decision     text NOT NULL CHECK (decision IN ('go', 'no_go', 'cannot_tell')),
    missing      text[] NOT NULL CHECK (cardinality(missing) <= 50),
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    record       bytea NOT NULL CHECK (length(record) <= 2048),
    PRIMARY KEY (org_id, scanner_id, epoch, seq),
    FOREIGN KEY (org_id, scanner_id, epoch) REFERENCES credenza.scanner_epochs (org_id, scanner_id, epoch),
    FOREIGN KEY (org_id, site_id) REFERENCES credenza.sites (org_id, id),
    FOREIGN KEY (org_id, pass_id) REFERENCES credenza.passes (org_id, id),
    FOREIGN KEY (org_id, worker_id) REFERENCES credenza.workers (org_id, id),
    CHECK ((pass_id IS NULL) = (worker_id IS NULL))
);
CREATE INDEX gate_log_by_time ON credenza.gate_log (org_id, told_at, scanner_id, epoch, seq);
CREATE INDEX gate_log_by_worker ON credenza.gate_log (org_id, worker_id, told_at) WHERE worker_id IS NOT NULL;

ALTER TABLE credenza.gate_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.gate_log TO credenza_owner USING (true) WITH CHECK (true);
-- Who sees all workers sees every scan, also of a pass that is nobody's here; everybody else those of the workers over whom he stands.
CREATE POLICY see ON credenza.gate_log FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('gate_log.read')) AND org_id = (SELECT credenza.org_with('worker.read_all')));
CREATE POLICY stand_over ON credenza.gate_log FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('gate_log.read')) AND worker_id = ANY ((SELECT credenza.own_workers())::uuid[]));
GRANT SELECT ON credenza.gate_log TO credenza_app;

-- One record of a scanner; `enrolled`: since when its epoch is.
CREATE FUNCTION credenza_private.put_scan(
    org uuid, scanner uuid, scanner_label text, site uuid, of_epoch integer, enrolled timestamptz, scan jsonb, request text)
    RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    phone    timestamptz := to_timestamp((scan ->> 'at')::bigint);
    drift    bigint := (scan ->> 'clock_offset')::bigint;
    -- As far as years go: a record can name moments that there are not.
    believed timestamptz := to_timestamp(greatest(0, least(253402300799, (scan ->> 'at')::bigint + coalesce(drift, 0))));
    possible boolean := believed BETWEEN enrolled - interval '5 minutes' AND now() + interval '5 minutes';
    pass     credenza.passes;
BEGIN
    IF scan ->> 'cti' IS NOT NULL THEN
        SELECT p.* INTO pass FROM credenza.passes p WHERE p.org_id = org AND p.id = (scan ->> 'cti')::uuid;
    END IF;
    INSERT INTO credenza.gate_log (
            org_id, scanner_id, epoch, seq, site_id, at, clock_offset, received_at, told_at, doubtful, bundle_at, cti, pass_id,
            worker_id, verdict, reason, assurance, status_as_of, decision, missing, hash, record)
        VALUES (
            org, scanner, of_epoch, (scan ->> 'seq')::bigint, site, phone, drift, now(),
            CASE WHEN possible THEN believed ELSE now() END, drift IS NULL OR NOT possible,
            to_timestamp((scan ->> 'bundle_at')::bigint), decode(scan ->> 'cti', 'hex'), pass.id, pass.worker_id,
            scan ->> 'verdict', scan ->> 'reason', scan ->> 'assurance', to_timestamp((scan ->> 'status_as_of')::bigint),
            scan ->> 'decision', ARRAY(SELECT jsonb_array_elements_text(scan -> 'missing')), decode(scan ->> 'hash', 'hex'),
            decode(scan ->> 'record', 'hex'));
    PERFORM audit.append_system(
        org, 'anonymous', NULL, NULL, 'gate.scan', 'scanner', scanner_label, 'done', request,
        jsonb_build_object('by', 'scanner', 'epoch', of_epoch::text, 'number', scan ->> 'seq', 'record', scan ->> 'hash',
                           'decision', scan ->> 'decision', 'verdict', scan ->> 'verdict'), '{}');
END
$$;

-- Appends records to the log of the scanner of the context: all of them that are new, in their order, or none. The caller has verified
-- their signatures; what follows what is decided here, under the lock of the epoch. `outcome`: 'appended', 'gap' or 'forked'; with it how
-- far the log goes now.
CREATE FUNCTION credenza.append_scans(scans jsonb, request text, OUT outcome text, OUT seq bigint, OUT hash bytea)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me     record;
    log    credenza.scanner_epochs;
    one    jsonb;
    number bigint;
    fresh  jsonb[] := '{}';
    known  bytea;
    told   bytea;
BEGIN
    SELECT c.* INTO me FROM credenza_private.scanning c;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    SELECT e.* INTO log FROM credenza.scanner_epochs e
        WHERE e.org_id = me.org_id AND e.scanner_id = me.scanner_id AND e.epoch = me.epoch FOR UPDATE;
    -- The scanner may have been revoked while this waited.
    PERFORM FROM credenza_private.scanning;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    seq := log.seq;
    hash := log.hash;
    FOR one IN SELECT s.value FROM jsonb_array_elements(scans) WITH ORDINALITY AS s (value, nth) ORDER BY s.nth LOOP
        number := (one ->> 'seq')::bigint;
        told := decode(one ->> 'hash', 'hex');
        IF number > seq + 1 THEN
            outcome := 'gap';
        ELSIF number = seq + 1 THEN
            known := hash;
            IF decode(one ->> 'prev', 'hex') = hash THEN
                fresh := array_append(fresh, one);
                seq := number;
                hash := told;
                CONTINUE;
            END IF;
            outcome := 'forked';
        ELSE
            known := CASE WHEN number > log.seq THEN decode(fresh[number - log.seq] ->> 'hash', 'hex')
                          ELSE (SELECT g.hash FROM credenza.gate_log g
                                WHERE g.org_id = me.org_id AND g.scanner_id = me.scanner_id AND g.epoch = me.epoch
                                  AND g.seq = number) END;
            CONTINUE WHEN known = told;
            outcome := 'forked';
        END IF;
        EXIT;
    END LOOP;
    IF outcome IS NULL THEN
        FOREACH one IN ARRAY fresh LOOP
            PERFORM credenza_private.put_scan(
                me.org_id, me.scanner_id, me.label, me.site_id, me.epoch, log.enrolled_at, one, request);
        END LOOP;
        UPDATE credenza.scanner_epochs e SET seq = append_scans.seq, hash = append_scans.hash, last_seen_at = now()
            WHERE e.org_id = me.org_id AND e.scanner_id = me.scanner_id AND e.epoch = me.epoch;
        outcome := 'appended';
        RETURN;
    END IF;
    seq := log.seq;
    hash := log.hash;
    -- The first fork is a finding; those that follow from it say no more.
    IF outcome = 'forked' AND log.forked_at IS NULL THEN
        UPDATE credenza.scanner_epochs e SET forked_at = now()
            WHERE e.org_id = me.org_id AND e.scanner_id = me.scanner_id AND e.epoch = me.epoch;
        PERFORM audit.append_system(
            me.org_id, 'anonymous', NULL, NULL, 'gate.fork', 'scanner', me.label, 'refused', request,
            jsonb_build_object('by', 'scanner', 'epoch', me.epoch::text, 'number', number::text, 'record', encode(told, 'hex'),
                               'known', encode(known, 'hex')), '{}');
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.append_scans(jsonb, text) TO credenza_app;
