INSERT INTO credenza.idempotency_keys (org_id, member_id, key, request_hash, object) VALUES ($1, $2, $3, $4, $5)
