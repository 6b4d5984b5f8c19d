UPDATE credenza.certificates
SET name = $2, kind = $3, profile = $4, holder = $5, tax_id = $6, country = $7, not_before = $8, not_after = $9,
    fingerprint_sha256 = $10, key_algorithm = $11, has_private_key = $12, has_password = $13, metadata = $14,
    customer_id = coalesce(customer_id, $15),
    version = version + 1, updated_at = now()
WHERE id = $1
