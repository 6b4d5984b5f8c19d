-- $1 certificates, $2 customers: those of them that are there for the caller
SELECT id, true AS is_certificate FROM credenza.certificates WHERE id = ANY ($1)
UNION ALL
SELECT id, false FROM credenza.customers WHERE id = ANY ($2)
