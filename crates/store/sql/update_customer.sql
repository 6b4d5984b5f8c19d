UPDATE credenza.customers
SET name = $3, tax_id = $4, country = $5, notes = $6, version = version + 1, updated_at = now()
WHERE id = $1 AND version = $2
