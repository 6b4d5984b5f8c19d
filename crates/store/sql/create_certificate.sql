-- $3 whose it is; left open, the customer's who has the certificate's tax id.
INSERT INTO credenza.certificates (org_id, id, customer_id, name, kind, profile, holder, tax_id, country, not_before,
    not_after, fingerprint_sha256, spki_sha256, key_algorithm, has_private_key, has_password, metadata, created_by)
VALUES ($1, $2, coalesce($3, (SELECT u.id FROM credenza.customers u WHERE u.org_id = $1 AND u.country = $9 AND u.tax_id = $8)),
    $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
