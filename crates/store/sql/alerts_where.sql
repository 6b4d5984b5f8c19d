-- $2 state, $3 assignee, $4 and $5 cursor (end, subject), $6 limit, $7 kind of subject
WHERE ($2::text IS NULL OR state = $2)
  AND ($7::text IS NULL OR subject = $7)
  AND ($3::uuid IS NULL OR assignee_id = $3)
  AND ($4::timestamptz IS NULL OR (ends_at, subject_id) > ($4, $5::uuid))
ORDER BY ends_at, subject_id
LIMIT $6
