-- Why: an organization says of which permissions' acts, beside those that always take one, a step-up is asked for. The
-- engine asks too: what such a permission lets somebody write is refused in a transaction that has not spent a proof for it
-- (docs/adr/0014-sensitive-permissions.md). Where nothing is set, that costs a write one look at the organization's row.

ALTER TABLE credenza.organizations
    ADD COLUMN sensitive_permissions text[] NOT NULL DEFAULT '{}'
        CHECK (sensitive_permissions <@ '{customer.write,certificate.write,token.manage,organization.manage}');
GRANT UPDATE (sensitive_permissions) ON credenza.organizations TO credenza_app;

-- That this transaction has spent a proof of the acting session for one of `acts`, each "action object"; or that an API token
-- acts which was made for one of `standing`.
CREATE FUNCTION credenza_private.must_be_proven(org uuid, acts text[], standing text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
           SELECT FROM credenza_private.actor a
           LEFT JOIN credenza.api_tokens t ON t.org_id = a.org_id AND t.id = a.session_id
           WHERE a.org_id = org
             AND (EXISTS (SELECT FROM credenza.step_up_proofs p
                          WHERE p.org_id = a.org_id AND p.session_id = a.session_id AND p.used_at = now()
                            AND p.action || ' ' || p.object = ANY (acts))
                  OR EXISTS (SELECT FROM unnest(t.sensitive) AS act WHERE act || ' ' || t.sensitive_object = ANY (standing)))) THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
END
$$;

-- Refuses a write without the proof that the organization asks for. The argument is the permission that the write takes.
CREATE FUNCTION credenza_private.prove_write() RETURNS trigger
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
        acts := ARRAY['customer.create ' || org];
        standing := acts;
    ELSIF TG_TABLE_NAME = 'customers' THEN
        acts := ARRAY['customer.update ' || credenza.type_id('cus', OLD.id)];
        standing := acts || ('customer.update ' || org);
    ELSIF TG_TABLE_NAME = 'certificates' AND TG_OP = 'INSERT' THEN
        acts := ARRAY['certificate.upload ' || org];
        standing := acts;
    ELSIF TG_TABLE_NAME = 'certificates' THEN
        -- An upload changes the certificate that has waited for its key, or the other way round.
        acts := ARRAY['certificate.update ' || credenza.type_id('crt', OLD.id), 'certificate.upload ' || org];
        standing := ARRAY['certificate.update ' || org, 'certificate.upload ' || org,
                          'certificate.update ' || credenza.type_id('cus', OLD.customer_id)];
    ELSE
        acts := ARRAY['organization.update ' || org];
    END IF;
    PERFORM credenza_private.must_be_proven(NEW.org_id, acts, standing);
    RETURN NULL;
END
$$;

-- What a function of the owner writes, that function answers for. AFTER, because a trigger before a write has the generated
-- columns made anew.
CREATE TRIGGER prove_write AFTER INSERT OR UPDATE ON credenza.customers
    FOR EACH ROW WHEN (current_user <> 'credenza_owner') EXECUTE FUNCTION credenza_private.prove_write('customer.write');
CREATE TRIGGER prove_write AFTER INSERT OR UPDATE ON credenza.certificates
    FOR EACH ROW WHEN (current_user <> 'credenza_owner') EXECUTE FUNCTION credenza_private.prove_write('certificate.write');
CREATE TRIGGER prove_write AFTER UPDATE OF name, time_zone, locale ON credenza.organizations
    FOR EACH ROW WHEN (current_user <> 'credenza_owner') EXECUTE FUNCTION credenza_private.prove_write('organization.manage');

-- The list itself always takes a proof, in the engine too: who could shorten it would need no other.
CREATE FUNCTION credenza_private.prove_sensitivity() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.must_be_proven(
        NEW.org_id, ARRAY['organization.sensitive_permissions ' || credenza.type_id('org', NEW.org_id)], '{}');
    RETURN NULL;
END
$$;
CREATE TRIGGER prove_sensitivity AFTER UPDATE OF sensitive_permissions ON credenza.organizations
    FOR EACH ROW WHEN (OLD.sensitive_permissions IS DISTINCT FROM NEW.sensitive_permissions)
    EXECUTE FUNCTION credenza_private.prove_sensitivity();

-- As before; of another member, where the organization has made that sensitive, with a proof.
CREATE OR REPLACE FUNCTION credenza.revoke_api_token(token uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    whose uuid;
BEGIN
    UPDATE credenza.sessions s SET revoked_at = now(), revoked_because = 'token_revoked'
        FROM credenza_private.actor a
        WHERE s.org_id = a.org_id AND s.id = token AND s.scope IS NOT NULL AND s.revoked_at IS NULL
          AND a.scope IS NULL AND (s.member_id = a.member_id OR 'token.manage' = ANY (a.permissions))
        RETURNING s.member_id INTO whose;
    IF whose <> credenza.member()
       AND EXISTS (SELECT FROM credenza.organizations o
                   WHERE o.org_id = credenza.org() AND 'token.manage' = ANY (o.sensitive_permissions)) THEN
        PERFORM credenza_private.must_be_proven(
            credenza.org(), ARRAY['api_token.revoke_other ' || credenza.type_id('tok', token)], '{}');
    END IF;
    RETURN whose;
END
$$;

-- An API token can be made for what an organization has made sensitive, too. What it may do is within its scope: some acts
-- are called as their permission is, the others belong to one that writes.
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT conname FROM pg_constraint
                WHERE conrelid = 'credenza.api_tokens'::regclass AND contype = 'c'
                  AND pg_get_constraintdef(oid) LIKE '%sensitive <@%' LOOP
        EXECUTE format('ALTER TABLE credenza.api_tokens DROP CONSTRAINT %I', rule.conname);
    END LOOP;
END
$$;
ALTER TABLE credenza.api_tokens ADD CONSTRAINT api_tokens_sensitive_check CHECK (
    sensitive <@ '{certificate.download,certificate.reveal_password,certificate.delete,audit.export,customer.create,customer.update,certificate.upload,certificate.update}'
    AND sensitive <@ (scope
        || CASE WHEN 'customer.write' = ANY (scope) THEN '{customer.create,customer.update}'::text[] ELSE '{}' END
        || CASE WHEN 'certificate.write' = ANY (scope) THEN '{certificate.upload,certificate.update}'::text[] ELSE '{}' END));

-- As before; also for an upload and a new customer, which are the organization's, and for a change of a customer.
CREATE OR REPLACE FUNCTION credenza.standing_proof(for_action text, for_object text, certificate uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proof text;
BEGIN
    SELECT t.step_up INTO proof
        FROM credenza_private.actor a
        JOIN credenza.api_tokens t ON t.org_id = a.org_id AND t.id = a.session_id
        WHERE for_action = ANY (t.sensitive)
          AND CASE WHEN for_action LIKE 'certificate.%' AND for_action <> 'certificate.upload' THEN EXISTS (
                       SELECT FROM credenza.certificates c
                       WHERE c.org_id = a.org_id AND c.id = certificate AND credenza.type_id('crt', c.id) = for_object
                         AND t.sensitive_object IN (credenza.type_id('org', c.org_id), credenza.type_id('cus', c.customer_id)))
                   WHEN for_action = 'customer.update' THEN
                       t.sensitive_object IN (for_object, credenza.type_id('org', a.org_id))
                   ELSE for_object = t.sensitive_object AND for_object = credenza.type_id('org', a.org_id) END;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    RETURN proof;
END
$$;
