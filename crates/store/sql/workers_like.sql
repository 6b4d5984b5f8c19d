-- $1 references, $2 names. Apart, since one index finds references; names, whose cases are folded, are looked through, and only when
-- there are any.
SELECT w.id, w.name, w.reference, w.email, w.contractor_id, w.crew_id, w.member_id, w.archived_at, w.version,
       ARRAY(SELECT h.duty_id FROM credenza.worker_duties h WHERE h.org_id = w.org_id AND h.worker_id = w.id ORDER BY 1) AS roles
FROM credenza.workers w WHERE w.reference = ANY ($1)
UNION
SELECT w.id, w.name, w.reference, w.email, w.contractor_id, w.crew_id, w.member_id, w.archived_at, w.version,
       ARRAY(SELECT h.duty_id FROM credenza.worker_duties h WHERE h.org_id = w.org_id AND h.worker_id = w.id ORDER BY 1) AS roles
FROM credenza.workers w WHERE cardinality($2::text[]) > 0 AND lower(w.name) IN (SELECT lower(n) FROM unnest($2::text[]) AS n)
ORDER BY id
