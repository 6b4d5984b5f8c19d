UPDATE credenza.downloads d SET used_at = now()
FROM credenza.objects o
WHERE d.id = $1 AND d.used_at IS NULL AND now() < d.expires_at
  AND o.org_id = d.org_id AND o.id = d.object_id AND o.version = d.object_version
RETURNING d.certificate_id, d.object_id, d.object_version, o.kind, o.file_name
