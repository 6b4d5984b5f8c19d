-- $1 of these workers. Only types that some site or work needs; what another has replaced says nothing.
SELECT t.worker_id, t.type_id, t.state, t.issued_on, t.expires_on
FROM credenza.tickets t
WHERE t.state <> 'superseded' AND t.worker_id = ANY ($1::uuid[])
  AND t.type_id IN (SELECT r.type_id FROM credenza.site_requirements r UNION SELECT r.type_id FROM credenza.duty_requirements r)
