-- $1 crew, $2 contractor. Workers by name, each with what changes when he does, or one of his tickets.
SELECT w.id, lower(w.name) AS sort_key, concat_ws(' ', w.version, w.updated_at, t.mark) AS mark
FROM credenza.workers w
LEFT JOIN (
    SELECT t.worker_id, concat_ws(' ', count(*), sum(t.version), max(t.updated_at)) AS mark
    FROM credenza.tickets t GROUP BY t.worker_id
) AS t ON t.worker_id = w.id
WHERE w.archived_at IS NULL
  AND ($1::uuid IS NULL OR w.crew_id = $1)
  AND ($2::uuid IS NULL OR w.contractor_id = $2)
ORDER BY lower(w.name), w.id
