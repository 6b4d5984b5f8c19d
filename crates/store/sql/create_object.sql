INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
VALUES ($1, $2, 1, $3, $4, $5, $6)
