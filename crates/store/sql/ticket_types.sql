-- $1 search, $2 whether in the archive, $3 and $4 cursor (folded name, id), $5 limit, $6 only this one, $7 only of this code
SELECT y.id, y.code, y.name, y.valid_months, y.renewal_days, y.medical, y.archived_at,
       (SELECT count(*) FROM credenza.tickets t WHERE t.org_id = y.org_id AND t.type_id = y.id) AS tickets,
       y.version, y.created_at, y.updated_at, lower(y.name) AS sort_key
FROM credenza.ticket_types y
WHERE ($1::text IS NULL OR strpos(y.search, credenza.fold($1)) > 0)
  AND ($2::boolean IS NULL OR (y.archived_at IS NOT NULL) = $2)
  AND ($3::text IS NULL OR (lower(y.name), y.id) > ($3, $4::uuid))
  AND ($6::uuid IS NULL OR y.id = $6)
  AND ($7::text IS NULL OR lower(y.code) = lower($7))
ORDER BY $7 IS NOT NULL AND y.code <> $7, lower(y.name), y.id
LIMIT $5
