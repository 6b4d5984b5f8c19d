-- $1 references, $2 names. Apart, since another index finds each. The column is compared, and not lower(name): the policies come first,
-- and what they let nothing look at before them is no index of an expression.
SELECT w.id, w.name, w.reference, w.email, w.contractor_id, w.crew_id, w.member_id, w.archived_at, w.version,
       ARRAY(SELECT h.duty_id FROM credenza.worker_duties h WHERE h.org_id = w.org_id AND h.worker_id = w.id ORDER BY 1) AS roles
FROM credenza.workers w WHERE w.reference = ANY ($1)
UNION
SELECT w.id, w.name, w.reference, w.email, w.contractor_id, w.crew_id, w.member_id, w.archived_at, w.version,
       ARRAY(SELECT h.duty_id FROM credenza.worker_duties h WHERE h.org_id = w.org_id AND h.worker_id = w.id ORDER BY 1) AS roles
FROM credenza.workers w WHERE w.folded_name = ANY (ARRAY(SELECT lower(n) FROM unnest($2::text[]) AS n))
ORDER BY id
