-- Why: a company's tickets are more than 5,000 rows. An import takes 10,000, also where it begins with a proof.

ALTER TABLE credenza.step_up_proofs DROP CONSTRAINT step_up_proofs_rows_done_check;
ALTER TABLE credenza.step_up_proofs ADD CONSTRAINT step_up_proofs_rows_done_check CHECK (rows_done BETWEEN 0 AND 10000);

-- As before, for so many rows.
CREATE OR REPLACE FUNCTION credenza.spend_step_up_for_row(token bytea, for_action text) RETURNS text
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
          AND rows_done < 10000 AND used_at > now() - interval '2 minutes' AND now() < expires_at + interval '1 hour'
        RETURNING label INTO spent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    RETURN spent;
END
$$;
