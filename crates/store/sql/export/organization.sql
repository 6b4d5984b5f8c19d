-- $1 where the last page ended, $2 limit. So in each of these files: the first column is for paging, the others are the table's.
SELECT o.org_id AS key, credenza.type_id('org', o.org_id) AS id, o.name, o.locale AS language, o.time_zone,
       array_to_string(o.sensitive_permissions, ' ') AS sensitive_permissions, o.require_passkeys::text AS require_passkeys,
       to_char(o.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM credenza.organizations o
WHERE ($1::uuid IS NULL OR o.org_id > $1)
ORDER BY o.org_id
LIMIT $2
