-- $1 and $2 cursor (folded name, id), $3 limit
SELECT m.id, m.name, m.email, m.status, m.joined_at, m.id = credenza.member() AS oneself, lower(m.name) AS sort_key,
       ARRAY(SELECT r.role_id FROM credenza.member_roles r WHERE r.org_id = m.org_id AND r.member_id = m.id ORDER BY 1) AS roles
FROM credenza.members m
WHERE m.status <> 'removed' AND ($1::text IS NULL OR (lower(m.name), m.id) > ($1, $2::uuid))
ORDER BY lower(m.name), m.id
LIMIT $3
