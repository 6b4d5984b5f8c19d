SELECT request_hash, object FROM credenza.idempotency_keys
WHERE member_id = credenza.member() AND key = $1
