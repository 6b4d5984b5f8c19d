-- $1 crew, $2 contractor, $3 only this worker. Only types that some site needs; what another has replaced says nothing.
SELECT t.worker_id, t.type_id, t.state, t.issued_on, t.expires_on
FROM credenza.tickets t
JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
WHERE t.state <> 'superseded' AND w.archived_at IS NULL
  AND t.type_id IN (SELECT r.type_id FROM credenza.site_requirements r)
  AND ($1::uuid IS NULL OR w.crew_id = $1)
  AND ($2::uuid IS NULL OR w.contractor_id = $2)
  AND ($3::uuid IS NULL OR t.worker_id = $3)
