-- $1 now, $2 search, $3 country, $4 and $5 cursor (folded name, id), $6 limit
SELECT c.id, c.name, c.tax_id, c.country, c.notes, c.version, c.created_at, c.updated_at,
       coalesce(k.certificates, 0) AS certificates, k.next_expiry,
       lower(c.name) AS sort_key
FROM credenza.customers c
LEFT JOIN LATERAL (
    SELECT count(*) AS certificates, min(x.not_after) FILTER (WHERE x.not_after >= $1) AS next_expiry
    FROM credenza.certificates x WHERE x.org_id = c.org_id AND x.customer_id = c.id
) k ON true
WHERE ($2::text IS NULL OR strpos(c.search, credenza.fold($2)) > 0)
  AND ($3::text IS NULL OR c.country = $3)
  AND ($4::text IS NULL OR (lower(c.name), c.id) > ($4, $5::uuid))
ORDER BY lower(c.name), c.id
LIMIT $6
