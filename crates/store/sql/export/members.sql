SELECT m.id AS key, credenza.type_id('mbr', m.id) AS id, m.name, m.email, m.status,
       array_to_string(ARRAY(SELECT r.role_id FROM credenza.member_roles r
                             WHERE r.org_id = m.org_id AND r.member_id = m.id ORDER BY 1), ' ') AS roles,
       to_char(m.joined_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS joined_at
FROM credenza.members m
WHERE ($1::uuid IS NULL OR m.id > $1)
ORDER BY m.id
LIMIT $2
