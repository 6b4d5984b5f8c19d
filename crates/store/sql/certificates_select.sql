SELECT c.id, c.customer_id, u.name AS customer_name, c.name, c.kind, c.profile, c.holder, c.tax_id, c.country,
       c.not_before, c.not_after, c.fingerprint_sha256, c.spki_sha256, c.key_algorithm, c.has_private_key,
       c.has_password, c.metadata, c.version, c.created_by, c.created_at, c.updated_at
