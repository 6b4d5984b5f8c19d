SELECT k.kek_id, e.wrapped_kek, k.wrapped_dek
FROM credenza.object_keys k
JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id
WHERE k.object_id = $1 AND k.version = $2 AND e.wrapped_kek IS NOT NULL
