-- $1 references, $2 names
SELECT w.id, w.name, w.reference, w.email, w.contractor_id, w.crew_id, w.member_id, w.archived_at, w.version
FROM credenza.workers w
WHERE w.reference = ANY ($1) OR lower(w.name) IN (SELECT lower(n) FROM unnest($2::text[]) AS n)
ORDER BY w.id
