UPDATE credenza.certificates SET name = $3, customer_id = $4, version = version + 1, updated_at = now()
WHERE id = $1 AND version = $2
