-- $1 organization, $2 the key to get under, $3 object, $4 version: what was looked at last, or NULL, $5 how many
SELECT k.object_id, k.version, o.kind, k.kek_id AS id, e.wrapped_kek, k.wrapped_dek
FROM credenza.object_keys k
JOIN credenza.objects o ON o.org_id = k.org_id AND o.id = k.object_id AND o.version = k.version
JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id
WHERE k.org_id = $1 AND k.kek_id <> $2 AND e.wrapped_kek IS NOT NULL
  AND (k.object_id, k.version) > (coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'), coalesce($4::integer, 0))
ORDER BY k.object_id, k.version
LIMIT $5
