-- $15 whose it is, where nobody has said so before; left open, the customer's who has the certificate's tax id.
UPDATE credenza.certificates AS c
SET name = $2, kind = $3, profile = $4, holder = $5, tax_id = $6, country = $7, not_before = $8, not_after = $9,
    fingerprint_sha256 = $10, key_algorithm = $11, has_private_key = $12, has_password = $13, metadata = $14,
    customer_id = coalesce(c.customer_id, $15,
        (SELECT u.id FROM credenza.customers u WHERE u.org_id = c.org_id AND u.country = $7 AND u.tax_id = $6)),
    version = version + 1, updated_at = now()
WHERE c.id = $1
