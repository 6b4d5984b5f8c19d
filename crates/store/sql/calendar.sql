-- $1 from, $2 before, $3 customer, $4 kind, $5 whether also what another has taken the place of, $6 and $7 cursor (end, certificate),
-- $8 limit. What mails call it: without its tax id.
SELECT c.id, c.name, c.holder, c.tax_id, coalesce(c.profile, c.kind) AS kind, c.customer_id, u.name AS customer_name, c.not_after,
       replace(coalesce(c.holder, c.name), coalesce(c.tax_id, ''), '…') AS called, a.successor_id IS NOT NULL AS renewed
FROM credenza.certificates c
JOIN credenza.alerts a ON a.org_id = c.org_id AND a.certificate_id = c.id
LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
WHERE coalesce(c.not_after, 'infinity') >= $1::timestamptz AND coalesce(c.not_after, 'infinity') < $2::timestamptz
  AND ($3::uuid IS NULL OR c.customer_id = $3)
  AND ($4::text IS NULL OR coalesce(c.profile, c.kind) = $4)
  AND ($5::boolean OR a.successor_id IS NULL)
  AND ($6::timestamptz IS NULL OR (coalesce(c.not_after, 'infinity'), c.id) > ($6, $7::uuid))
ORDER BY coalesce(c.not_after, 'infinity'), c.id
LIMIT $8
