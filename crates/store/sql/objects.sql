-- The organization is in it because no policy says it in a way that an index can be asked by.
SELECT id, version, kind, file_name, size, created_at FROM credenza.objects
WHERE org_id = $1 AND certificate_id = $2 ORDER BY kind
