-- $1 search, $2 kind, $3 and $4 cursor (folded name, id), $5 limit, $6 only this one. What is needed comes by name.
SELECT d.id, d.kind, d.name, lower(d.name) AS sort_key, d.version, d.created_at, d.updated_at,
       ARRAY(SELECT r.type_id FROM credenza.duty_requirements r
             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
             WHERE r.org_id = d.org_id AND r.duty_id = d.id ORDER BY lower(y.name), y.id) AS needed,
       ARRAY(SELECT y.name FROM credenza.duty_requirements r
             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
             WHERE r.org_id = d.org_id AND r.duty_id = d.id ORDER BY lower(y.name), y.id) AS names,
       (SELECT count(*) FROM credenza.worker_duties h
        JOIN credenza.workers w ON w.org_id = h.org_id AND w.id = h.worker_id
        WHERE h.org_id = d.org_id AND h.duty_id = d.id AND w.archived_at IS NULL) AS workers
FROM credenza.duties d
WHERE ($1::text IS NULL OR strpos(d.search, credenza.fold($1)) > 0)
  AND ($2::text IS NULL OR d.kind = $2)
  AND ($3::text IS NULL OR (lower(d.name), d.id) > ($3, $4::uuid))
  AND ($6::uuid IS NULL OR d.id = $6)
ORDER BY lower(d.name), d.id
LIMIT $5
