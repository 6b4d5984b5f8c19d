SELECT o.org_id, o.id, o.version, o.certificate_id, o.size, k.object_id IS NOT NULL AS has_key
FROM credenza.objects o
LEFT JOIN credenza.object_keys k ON k.org_id = o.org_id AND k.object_id = o.id AND k.version = o.version
ORDER BY o.org_id, o.id, o.version
