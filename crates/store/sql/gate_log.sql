-- $1 site, $2 scanner, $3 decision, $4 verdict, $5 worker, $6 from, $7 to, $8 to $11 cursor (moment, scanner, epoch, number), $12 limit.
-- The newest first.
SELECT g.scanner_id, s.name AS scanner_name, g.epoch, g.seq, g.site_id, t.name AS site_name, g.at, g.clock_offset, g.received_at,
       g.told_at, g.doubtful, g.bundle_at, g.cti, g.code, g.code_status, g.ticket_id, g.worker_id, w.name AS worker_name, g.verdict, g.reason, g.assurance,
       g.status_as_of, g.decision, g.missing, g.task, g.task_name, g.hash, g.record
FROM credenza.gate_log g
JOIN credenza.scanners s ON s.org_id = g.org_id AND s.id = g.scanner_id
LEFT JOIN credenza.sites t ON t.org_id = g.org_id AND t.id = g.site_id
LEFT JOIN credenza.workers w ON w.org_id = g.org_id AND w.id = g.worker_id
WHERE ($1::uuid IS NULL OR g.site_id = $1) AND ($2::uuid IS NULL OR g.scanner_id = $2)
  AND ($3::text IS NULL OR g.decision = $3) AND ($4::text IS NULL OR g.verdict = $4)
  AND ($5::uuid IS NULL OR g.worker_id = $5)
  AND ($6::timestamptz IS NULL OR g.told_at >= $6) AND ($7::timestamptz IS NULL OR g.told_at < $7)
  AND ($8::timestamptz IS NULL OR (g.told_at, g.scanner_id, g.epoch, g.seq) < ($8, $9::uuid, $10::integer, $11::bigint))
ORDER BY g.told_at DESC, g.scanner_id DESC, g.epoch DESC, g.seq DESC
LIMIT $12
