SELECT c.id AS key, credenza.type_id('crw', c.id) AS id, c.name, credenza.type_id('sit', c.site_id) AS site_id, s.name AS site,
       array_to_string(ARRAY(SELECT credenza.type_id('mbr', o.member_id) FROM credenza.crew_supervisors o
                             WHERE o.org_id = c.org_id AND o.crew_id = c.id ORDER BY 1), ' ') AS supervisors,
       to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM credenza.crews c
LEFT JOIN credenza.sites s ON s.org_id = c.org_id AND s.id = c.site_id
WHERE ($1::uuid IS NULL OR c.id > $1)
ORDER BY c.id
LIMIT $2
