SELECT c.id AS key, credenza.type_id('cus', c.id) AS id, c.name, c.tax_id, c.country, c.notes, to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at,
       to_char(c.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at
FROM credenza.customers c
WHERE ($1::uuid IS NULL OR c.id > $1)
ORDER BY c.id
LIMIT $2
