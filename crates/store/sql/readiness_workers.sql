-- $1 crew, $2 contractor, $3 and $4 cursor (folded name, id), $5 only this one, $6 only of crews on this site. Who has left does not
-- work.
SELECT w.id, w.name, w.crew_id, g.name AS crew_name, g.site_id, w.contractor_id, c.name AS contractor_name,
       coalesce(h.roles, '{}') AS roles, lower(w.name) AS sort_key
FROM credenza.workers w
LEFT JOIN credenza.crews g ON g.org_id = w.org_id AND g.id = w.crew_id
LEFT JOIN credenza.contractors c ON c.org_id = w.org_id AND c.id = w.contractor_id
LEFT JOIN (
    SELECT h.worker_id, array_agg(h.duty_id) AS roles FROM credenza.worker_duties h GROUP BY h.worker_id
) AS h ON h.worker_id = w.id
WHERE w.archived_at IS NULL
  AND ($1::uuid IS NULL OR w.crew_id = $1)
  AND ($2::uuid IS NULL OR w.contractor_id = $2)
  AND ($3::text IS NULL OR (lower(w.name), w.id) > ($3, $4::uuid))
  AND ($5::uuid IS NULL OR w.id = $5)
  AND ($6::uuid IS NULL OR g.site_id = $6)
ORDER BY lower(w.name), w.id
