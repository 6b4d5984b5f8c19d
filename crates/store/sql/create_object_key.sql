INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek) VALUES ($1, $2, 1, $3, $4)
