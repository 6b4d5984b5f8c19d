-- $1 crew, $2 contractor, $3 only this worker, $4 only of crews on this site. Only types that some site or work needs; what another
-- has replaced says nothing.
SELECT t.worker_id, t.type_id, t.state, t.issued_on, t.expires_on
FROM credenza.tickets t
JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
WHERE t.state <> 'superseded' AND w.archived_at IS NULL
  AND t.type_id IN (SELECT r.type_id FROM credenza.site_requirements r UNION SELECT r.type_id FROM credenza.duty_requirements r)
  AND ($1::uuid IS NULL OR w.crew_id = $1)
  AND ($2::uuid IS NULL OR w.contractor_id = $2)
  AND ($3::uuid IS NULL OR t.worker_id = $3)
  AND ($4::uuid IS NULL OR w.crew_id IN (SELECT g.id FROM credenza.crews g WHERE g.site_id = $4))
