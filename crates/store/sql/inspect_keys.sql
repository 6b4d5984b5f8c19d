-- Keys under a KEK that was destroyed are meant to be worth nothing.
SELECT k.org_id, k.object_id, o.id IS NULL AS unowned
FROM credenza.object_keys k
LEFT JOIN credenza.objects o ON o.org_id = k.org_id AND o.id = k.object_id AND o.version = k.version
LEFT JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id
WHERE o.id IS NULL OR e.id IS NULL
ORDER BY k.org_id, k.object_id
