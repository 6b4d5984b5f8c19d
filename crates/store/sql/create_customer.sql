INSERT INTO credenza.customers (org_id, id, name, tax_id, country, notes) VALUES ($1, $2, $3, $4, $5, $6)
