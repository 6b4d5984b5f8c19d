SELECT c.id AS key, credenza.type_id('crt', c.id) AS id, c.name, credenza.type_id('cus', c.customer_id) AS customer_id,
       u.name AS customer, c.kind, c.profile, c.holder, c.tax_id, c.country, to_char(c.not_before, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS not_before,
       to_char(c.not_after, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS not_after, c.key_algorithm, c.has_private_key::text AS has_private_key,
       c.has_password::text AS has_password, encode(c.fingerprint_sha256, 'hex') AS fingerprint_sha256,
       encode(c.spki_sha256, 'hex') AS public_key_sha256, c.metadata ->> 'subject' AS subject, c.metadata ->> 'issuer' AS issuer,
       c.metadata ->> 'serial' AS serial, r.state AS revocation, to_char(r.as_of, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS revocation_as_of,
       credenza.type_id('crt', a.successor_id) AS superseded_by, credenza.type_id('mbr', c.created_by) AS uploaded_by,
       to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at, to_char(c.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at
FROM credenza.certificates c
LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
LEFT JOIN credenza.revocations r ON r.org_id = c.org_id AND r.certificate_id = c.id
LEFT JOIN credenza.alerts a ON a.org_id = c.org_id AND a.certificate_id = c.id
WHERE ($1::uuid IS NULL OR c.id > $1)
ORDER BY c.id
LIMIT $2
