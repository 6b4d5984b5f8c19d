SELECT s.id AS key, credenza.type_id('sit', s.id) AS id, s.name, to_char(s.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM credenza.sites s
WHERE ($1::uuid IS NULL OR s.id > $1)
ORDER BY s.id
LIMIT $2
