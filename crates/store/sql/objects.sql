SELECT id, version, kind, file_name, size, created_at FROM credenza.objects WHERE certificate_id = $1 ORDER BY kind
