-- $1 and $2 cursor (address, id), $3 limit
SELECT i.id, i.email, i.created_at, i.sent_at, i.expires_at, i.expires_at <= now() AS expired, m.name AS invited_by,
       ARRAY(SELECT r.role_id FROM credenza.invitation_roles r WHERE r.org_id = i.org_id AND r.invitation_id = i.id ORDER BY 1) AS roles
FROM credenza.invitations i
LEFT JOIN credenza.members m ON m.org_id = i.org_id AND m.id = i.invited_by
WHERE $1::text IS NULL OR (i.email, i.id) > ($1, $2::uuid)
ORDER BY i.email, i.id
LIMIT $3
