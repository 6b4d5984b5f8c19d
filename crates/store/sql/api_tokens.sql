-- $1: of all members, or the caller's alone
SELECT t.id, t.member_id, coalesce(m.name, '') AS member_name, t.name, t.scope, t.ranges::text[] AS ranges, t.sensitive,
       t.sensitive_object, t.created_at, t.expires_at, t.revoked_at, t.last_used_at, host(t.last_address) AS last_address
FROM credenza.api_tokens t
LEFT JOIN credenza.members m ON m.org_id = t.org_id AND m.id = t.member_id
WHERE $1 OR t.member_id = (SELECT credenza.member())
ORDER BY t.revoked_at IS NOT NULL OR t.expires_at <= now(), t.created_at DESC, t.id
