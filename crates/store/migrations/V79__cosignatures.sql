-- Why: whoever has the key of the signer of checkpoints can sign two logs. Somebody else who is shown each checkpoint, a witness,
-- cosigns those that grow from what he saw before (docs/AUDIT.md, "Witnesses"; docs/adr/0034). Here his signatures are kept for exports,
-- appended by one function like the checkpoints. With each is the edge of the tree at its size: the proof that the next one grew
-- from there begins with it, and need not read the log from its first entry.

SET LOCAL ROLE credenza_audit;

CREATE TABLE audit.cosignatures (
    org_id  uuid NOT NULL,
    epoch   integer NOT NULL CHECK (epoch >= 1),
    size    bigint NOT NULL CHECK (size >= 1),
    witness text NOT NULL CHECK (octet_length(witness) BETWEEN 1 AND 512),
    line    text NOT NULL CHECK (octet_length(line) BETWEEN 1 AND 512 AND line LIKE E'\u2014 %\n'),
    edge    bytea NOT NULL CHECK (length(edge) BETWEEN 32 AND 2048 AND length(edge) % 32 = 0),
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, epoch, witness, size)
);
ALTER TABLE audit.cosignatures ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY append ON audit.cosignatures FOR INSERT TO credenza_audit WITH CHECK (true);
CREATE POLICY find ON audit.cosignatures FOR SELECT TO credenza_audit USING (true);
CREATE POLICY read ON audit.cosignatures FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('audit.read')));
REVOKE ALL ON audit.cosignatures FROM credenza_audit;
GRANT SELECT, INSERT ON audit.cosignatures TO credenza_audit;
GRANT SELECT ON audit.cosignatures TO credenza_app;

-- The last checkpoint of each epoch that this witness has not cosigned: of one organization or of all. `seen` and `edge` are of the
-- last one of that epoch that he did.
CREATE FUNCTION audit.logs_to_witness(
    by_whom text, which uuid,
    OUT org uuid, OUT epoch integer, OUT size bigint, OUT note text, OUT seen bigint, OUT edge bytea)
    RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT h.org_id, e.epoch, c.size, c.note, coalesce(s.size, 0), s.edge
    FROM audit.heads h
    CROSS JOIN LATERAL generate_series(1, h.epoch) AS e(epoch)
    CROSS JOIN LATERAL (SELECT k.size, k.note FROM audit.checkpoints k
                        WHERE k.org_id = h.org_id AND k.epoch = e.epoch ORDER BY k.size DESC LIMIT 1) AS c
    LEFT JOIN LATERAL (SELECT k.size, k.edge FROM audit.cosignatures k
                       WHERE k.org_id = h.org_id AND k.epoch = e.epoch AND k.witness = by_whom
                       ORDER BY k.size DESC LIMIT 1) AS s ON true
    WHERE (which IS NULL OR h.org_id = which) AND coalesce(s.size, 0) < c.size
    ORDER BY h.org_id, e.epoch;
END;

-- Keeps a cosignature of a checkpoint that is kept.
CREATE FUNCTION audit.add_cosignature(
    org uuid, of_epoch integer, of_size bigint, by_whom text, signed text, of_edge bytea) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM audit.checkpoints c WHERE c.org_id = org AND c.epoch = of_epoch AND c.size = of_size) THEN
        RAISE EXCEPTION 'a cosignature of no checkpoint' USING ERRCODE = 'CZ500';
    END IF;
    INSERT INTO audit.cosignatures (org_id, epoch, size, witness, line, edge)
        VALUES (org, of_epoch, of_size, by_whom, signed, of_edge) ON CONFLICT DO NOTHING;
END
$$;
GRANT EXECUTE ON FUNCTION
    audit.logs_to_witness(text, uuid), audit.add_cosignature(uuid, integer, bigint, text, text, bytea)
    TO credenza_owner;

SET LOCAL ROLE credenza_owner;

CREATE FUNCTION system.logs_to_witness(
    by_whom text, which uuid,
    OUT org uuid, OUT epoch integer, OUT size bigint, OUT note text, OUT seen bigint, OUT edge bytea)
    RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.org, l.epoch, l.size, l.note, l.seen, l.edge FROM audit.logs_to_witness(by_whom, which) AS l;
END;
CREATE FUNCTION system.add_cosignature(
    org uuid, of_epoch integer, of_size bigint, by_whom text, signed text, of_edge bytea) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT audit.add_cosignature(org, of_epoch, of_size, by_whom, signed, of_edge);
END;
GRANT EXECUTE ON FUNCTION
    system.logs_to_witness(text, uuid), system.add_cosignature(uuid, integer, bigint, text, text, bytea)
    TO credenza_system;
