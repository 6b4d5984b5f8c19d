-- $2 the worker
SELECT x.*, lower(x.name) AS sort_key FROM credenza.workers x WHERE x.id = $2
