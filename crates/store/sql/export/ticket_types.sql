SELECT y.id AS key, credenza.type_id('tty', y.id) AS id, y.code, y.name, y.valid_months::text AS valid_months,
       y.renewal_days::text AS renewal_days, y.medical::text AS medical, to_char(y.archived_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS archived_at
FROM credenza.ticket_types y
WHERE ($1::uuid IS NULL OR y.id > $1)
ORDER BY y.id
LIMIT $2
