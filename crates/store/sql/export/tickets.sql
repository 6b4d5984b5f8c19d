SELECT t.id AS key, credenza.type_id('tkt', t.id) AS id, credenza.type_id('wkr', t.worker_id) AS worker_id, w.reference, w.name AS worker,
       y.code AS type, t.number, t.issuer, t.issued_on::text AS issued_on, t.expires_on::text AS expires_on, t.state, t.reason,
       t.code AS public_code, credenza.type_id('tkt', t.renews_id) AS renews, credenza.type_id('mbr', t.recorded_by) AS recorded_by,
       to_char(t.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS recorded_at, credenza.type_id('mbr', t.approved_by) AS approved_by, to_char(t.approved_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS approved_at,
       credenza.type_id('mbr', t.decided_by) AS decided_by, to_char(t.decided_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS decided_at
FROM credenza.tickets t
JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
WHERE ($1::uuid IS NULL OR t.id > $1)
ORDER BY t.id
LIMIT $2
