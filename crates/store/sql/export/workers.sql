SELECT w.id AS key, credenza.type_id('wkr', w.id) AS id, w.name, w.reference, w.email, k.name AS contractor, c.name AS crew,
       s.name AS site,
       array_to_string(ARRAY(SELECT d.name FROM credenza.worker_duties h
                             JOIN credenza.duties d ON d.org_id = h.org_id AND d.id = h.duty_id
                             WHERE h.org_id = w.org_id AND h.worker_id = w.id ORDER BY lower(d.name), d.id), '; ') AS roles,
       credenza.type_id('mbr', w.member_id) AS member_id, to_char(w.archived_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS archived_at,
       to_char(w.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at, to_char(w.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at
FROM credenza.workers w
LEFT JOIN credenza.contractors k ON k.org_id = w.org_id AND k.id = w.contractor_id
LEFT JOIN credenza.crews c ON c.org_id = w.org_id AND c.id = w.crew_id
LEFT JOIN credenza.sites s ON s.org_id = c.org_id AND s.id = c.site_id
WHERE ($1::uuid IS NULL OR w.id > $1)
ORDER BY w.id
LIMIT $2
