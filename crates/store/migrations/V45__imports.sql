-- Why: an import does for many rows what its act does for one, each row in a transaction of its own, so that a crash leaves whole
-- rows. Where an organization asks for a proof, the import takes one, and spends it again with each row: in the row's
-- transaction, by its token, for no more rows than an import has, and no longer than an import lasts
-- (docs/adr/0025-imports.md).

ALTER TABLE credenza.step_up_proofs ADD COLUMN rows_done integer NOT NULL DEFAULT 0 CHECK (rows_done BETWEEN 0 AND 5000);

-- Spends, for one row more, a proof that an import has been begun with; returns its id for the row's entry.
CREATE FUNCTION credenza.spend_step_up_for_row(token bytea, for_action text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza.org();
    spent text;
BEGIN
    UPDATE credenza.step_up_proofs SET used_at = now(), rows_done = rows_done + 1
        WHERE org_id = org AND session_id = credenza.session() AND token_hash = sha256(token)
          AND action = for_action AND action IN ('customer.import', 'certificate.import')
          AND object = credenza.type_id('org', org)
          AND rows_done < 5000 AND used_at > now() - interval '2 minutes' AND now() < expires_at + interval '1 hour'
        RETURNING label INTO spent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    RETURN spent;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.spend_step_up_for_row(bytea, text) TO credenza_app;

-- As before; also by the proof of an import, which is for the organization.
CREATE OR REPLACE FUNCTION credenza_private.prove_write() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org      text;
    acts     text[];
    standing text[];
BEGIN
    IF NOT EXISTS (SELECT FROM credenza.organizations o
                   WHERE o.org_id = NEW.org_id AND TG_ARGV[0] = ANY (o.sensitive_permissions)) THEN
        RETURN NULL;
    END IF;
    org := credenza.type_id('org', NEW.org_id);
    IF TG_TABLE_NAME = 'customers' AND TG_OP = 'INSERT' THEN
        standing := ARRAY['customer.create ' || org];
        acts := standing || ('customer.import ' || org);
    ELSIF TG_TABLE_NAME = 'customers' THEN
        acts := ARRAY['customer.update ' || credenza.type_id('cus', OLD.id), 'customer.import ' || org];
        standing := ARRAY['customer.update ' || credenza.type_id('cus', OLD.id), 'customer.update ' || org];
    ELSIF TG_TABLE_NAME = 'certificates' AND TG_OP = 'INSERT' THEN
        standing := ARRAY['certificate.upload ' || org];
        acts := standing || ('certificate.import ' || org);
    ELSIF TG_TABLE_NAME = 'certificates' THEN
        -- An upload changes the certificate that has waited for its key, or the other way round.
        acts := ARRAY['certificate.update ' || credenza.type_id('crt', OLD.id), 'certificate.upload ' || org,
                      'certificate.import ' || org];
        standing := ARRAY['certificate.update ' || org, 'certificate.upload ' || org,
                          'certificate.update ' || credenza.type_id('cus', OLD.customer_id)];
    ELSE
        acts := ARRAY['organization.update ' || org];
    END IF;
    PERFORM credenza_private.must_be_proven(NEW.org_id, acts, standing);
    RETURN NULL;
END
$$;
