SELECT c.id, c.customer_id, u.name AS customer_name, c.name, c.kind, c.profile, c.holder, c.tax_id, c.country,
       c.not_before, c.not_after, c.fingerprint_sha256, c.spki_sha256, c.key_algorithm, c.has_private_key,
       c.has_password, c.metadata, c.version, c.created_by, c.created_at, c.updated_at,
       (SELECT jsonb_build_object('state', r.state, 'since', r.since, 'reason', r.reason, 'as_of', r.as_of, 'until', r.until,
               'source', r.source, 'asked_at', r.asked_at, 'failure', r.failure)
        FROM credenza.revocations r WHERE r.org_id = c.org_id AND r.certificate_id = c.id) AS revocation
