-- $1 to $3 the record before (scanner, epoch, number), $4 limit. In the order in which each scanner signed.
SELECT g.scanner_id AS key_scanner, g.epoch AS key_epoch, g.seq AS key_seq, g.record,
       credenza.type_id('scn', g.scanner_id) AS scanner_id, s.name AS scanner, g.epoch::text AS epoch, g.seq::text AS number,
       credenza.type_id('sit', g.site_id) AS site_id, t.name AS site,
       to_char(g.told_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, g.doubtful::text AS doubtful,
       to_char(g.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS phone_at, g.clock_offset::text AS clock_offset,
       to_char(g.received_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS received_at,
       to_char(g.bundle_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS bundle_at, encode(g.cti, 'hex') AS pass,
       g.code, g.code_status, credenza.type_id('tkt', g.ticket_id) AS ticket_id,
       credenza.type_id('wkr', g.worker_id) AS worker_id, w.name AS worker, g.decision, g.verdict, g.reason, g.assurance,
       to_char(g.status_as_of, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS status_as_of, array_to_string(g.missing, ' ') AS missing,
       credenza.type_id('dty', encode(g.task, 'hex')::uuid) AS task_id, g.task_name AS task,
       encode(g.hash, 'hex') AS hash
FROM credenza.gate_log g
JOIN credenza.scanners s ON s.org_id = g.org_id AND s.id = g.scanner_id
LEFT JOIN credenza.sites t ON t.org_id = g.org_id AND t.id = g.site_id
LEFT JOIN credenza.workers w ON w.org_id = g.org_id AND w.id = g.worker_id
WHERE ($1::uuid IS NULL OR (g.scanner_id, g.epoch, g.seq) > ($1, $2::integer, $3::bigint))
ORDER BY g.scanner_id, g.epoch, g.seq
LIMIT $4
