SELECT m.id, m.name, m.email, m.status, m.joined_at, m.id = credenza.member() AS oneself,
       ARRAY(SELECT r.role_id FROM credenza.member_roles r WHERE r.org_id = m.org_id AND r.member_id = m.id ORDER BY 1) AS roles
FROM credenza.members m
WHERE m.status <> 'removed' AND m.id = $1
