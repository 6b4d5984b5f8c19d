-- $2 state, $3 assignee, $4 and $5 cursor (end, certificate), $6 limit
WHERE ($2::text IS NULL OR state = $2)
  AND ($3::uuid IS NULL OR assignee_id = $3)
  AND ($4::timestamptz IS NULL OR (ends_at, certificate_id) > ($4, $5::uuid))
ORDER BY ends_at, certificate_id
LIMIT $6
