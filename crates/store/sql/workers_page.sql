-- $2 search, $3 crew, $4 site, $5 contractor, $6 whether in the archive, $7 and $8 cursor (folded name, id), $9 limit,
-- $10 role
SELECT x.*, lower(x.name) AS sort_key FROM credenza.workers x
WHERE ($2::text IS NULL OR strpos(x.search, credenza.fold($2)) > 0)
  AND ($3::uuid IS NULL OR x.crew_id = $3)
  AND ($4::uuid IS NULL OR EXISTS (SELECT FROM credenza.crews g
                                   WHERE g.org_id = x.org_id AND g.id = x.crew_id AND g.site_id = $4))
  AND ($5::uuid IS NULL OR x.contractor_id = $5)
  AND ($10::uuid IS NULL OR x.id IN (SELECT h.worker_id FROM credenza.worker_duties h WHERE h.duty_id = $10))
  AND ($6::boolean IS NULL OR (x.archived_at IS NOT NULL) = $6)
  AND ($7::text IS NULL OR (lower(x.name), x.id) > ($7, $8::uuid))
ORDER BY lower(x.name), x.id
LIMIT $9
