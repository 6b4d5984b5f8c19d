-- Why: where nothing can be scanned, a scanner asks about a ticket by its code. What it says of that is a check like any other, and
-- stands in its log (docs/adr/0045-typed-codes.md): never go, since a code says of nobody that it is his.

-- code: what was typed; code_status: what was said of it. ticket_id: the organization's ticket with that code.
ALTER TABLE credenza.gate_log
    ADD code text CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
    ADD code_status text CHECK (code_status IN ('valid', 'expiring', 'expired', 'not_yet_valid', 'suspended', 'revoked',
                                                'superseded', 'unknown')),
    ADD ticket_id uuid,
    ADD FOREIGN KEY (org_id, ticket_id) REFERENCES credenza.tickets (org_id, id),
    DROP CONSTRAINT gate_log_check,
    ADD CONSTRAINT gate_log_worker_check CHECK ((pass_id IS NULL AND ticket_id IS NULL) = (worker_id IS NULL)),
    ADD CONSTRAINT gate_log_typed_check CHECK (
        (code IS NULL) = (code_status IS NULL)
        AND CASE WHEN code IS NULL THEN ticket_id IS NULL
                 ELSE cti IS NULL AND assurance IS NULL AND decision <> 'go' END);

-- As before (V82), with a typed code: whose ticket it is, is looked up as for a pass; of one that nobody ever approved, nobody's.
CREATE OR REPLACE FUNCTION credenza_private.put_scan(
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
    ticket   credenza.tickets;
BEGIN
    IF scan ->> 'cti' IS NOT NULL THEN
        SELECT p.* INTO pass FROM credenza.passes p WHERE p.org_id = org AND p.id = (scan ->> 'cti')::uuid;
    END IF;
    IF scan ->> 'code' IS NOT NULL THEN
        SELECT t.* INTO ticket FROM credenza.tickets t
            WHERE t.org_id = org AND t.code = scan ->> 'code' AND t.approved_at IS NOT NULL;
    END IF;
    INSERT INTO credenza.gate_log (
            org_id, scanner_id, epoch, seq, site_id, at, clock_offset, received_at, told_at, doubtful, bundle_at, cti, pass_id,
            code, code_status, ticket_id, worker_id, verdict, reason, assurance, status_as_of, decision, missing, hash, record)
        VALUES (
            org, scanner, of_epoch, (scan ->> 'seq')::bigint, site, phone, drift, now(),
            CASE WHEN possible THEN believed ELSE now() END, drift IS NULL OR NOT possible,
            to_timestamp((scan ->> 'bundle_at')::bigint), decode(scan ->> 'cti', 'hex'), pass.id,
            scan ->> 'code', scan ->> 'code_status', ticket.id, coalesce(pass.worker_id, ticket.worker_id),
            scan ->> 'verdict', scan ->> 'reason', scan ->> 'assurance', to_timestamp((scan ->> 'status_as_of')::bigint),
            scan ->> 'decision', ARRAY(SELECT jsonb_array_elements_text(scan -> 'missing')), decode(scan ->> 'hash', 'hex'),
            decode(scan ->> 'record', 'hex'));
    PERFORM audit.append_system(
        org, 'anonymous', NULL, NULL, 'gate.scan', 'scanner', scanner_label, 'done', request,
        jsonb_build_object('by', 'scanner', 'epoch', of_epoch::text, 'number', scan ->> 'seq', 'record', scan ->> 'hash',
                           'decision', scan ->> 'decision', 'verdict', scan ->> 'verdict')
            || CASE WHEN scan ->> 'code' IS NULL THEN '{}' ELSE '{"kind": "code"}'::jsonb END, '{}');
END
$$;
