SELECT s.id AS key, credenza.type_id('sit', s.id) AS id, s.name,
       array_to_string(ARRAY(SELECT y.code FROM credenza.site_requirements r
                             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
                             WHERE r.org_id = s.org_id AND r.site_id = s.id ORDER BY 1), ' ') AS needs,
       to_char(s.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM credenza.sites s
WHERE ($1::uuid IS NULL OR s.id > $1)
ORDER BY s.id
LIMIT $2
