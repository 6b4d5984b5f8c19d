INSERT INTO credenza.downloads (org_id, id, session_id, certificate_id, object_id, object_version, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
RETURNING expires_at
