-- $1 these. Who has left does not work.
SELECT w.id, w.name, w.crew_id, g.name AS crew_name, g.site_id, w.contractor_id, c.name AS contractor_name,
       ARRAY(SELECT h.duty_id FROM credenza.worker_duties h WHERE h.org_id = w.org_id AND h.worker_id = w.id) AS roles
FROM credenza.workers w
LEFT JOIN credenza.crews g ON g.org_id = w.org_id AND g.id = w.crew_id
LEFT JOIN credenza.contractors c ON c.org_id = w.org_id AND c.id = w.contractor_id
WHERE w.archived_at IS NULL AND w.id = ANY ($1::uuid[])
