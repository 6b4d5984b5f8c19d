-- $1 now, $2 customer
SELECT c.id, c.name, c.tax_id, c.country, c.notes, c.version, c.created_at, c.updated_at,
       (SELECT count(*) FROM credenza.certificates x WHERE x.org_id = c.org_id AND x.customer_id = c.id) AS certificates,
       (SELECT min(x.not_after) FROM credenza.certificates x
        WHERE x.org_id = c.org_id AND x.customer_id = c.id AND x.not_after >= $1) AS next_expiry
FROM credenza.customers c
WHERE c.id = $2
