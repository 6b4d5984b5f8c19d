SELECT d.id AS key, credenza.type_id('dty', d.id) AS id, d.kind, d.name,
       array_to_string(ARRAY(SELECT y.code FROM credenza.duty_requirements r
                             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
                             WHERE r.org_id = d.org_id AND r.duty_id = d.id ORDER BY 1), ' ') AS needs,
       to_char(d.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at, to_char(d.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at
FROM credenza.duties d
WHERE ($1::uuid IS NULL OR d.id > $1)
ORDER BY d.id
LIMIT $2
