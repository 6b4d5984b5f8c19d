SELECT c.id AS key, credenza.type_id('ctr', c.id) AS id, c.name,
       array_to_string(ARRAY(SELECT credenza.type_id('mbr', o.member_id) FROM credenza.contractor_managers o
                             WHERE o.org_id = c.org_id AND o.contractor_id = c.id ORDER BY 1), ' ') AS managers,
       to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM credenza.contractors c
WHERE ($1::uuid IS NULL OR c.id > $1)
ORDER BY c.id
LIMIT $2
