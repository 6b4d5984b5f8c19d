-- $1 search, $2 and $3 cursor (folded name, id), $4 limit, $5 only this one
SELECT u.id, u.name, u.site_id, s.name AS site_name,
       ARRAY(SELECT o.member_id FROM credenza.crew_supervisors o WHERE o.org_id = u.org_id AND o.crew_id = u.id
             ORDER BY o.member_id) AS overseers,
       ARRAY(SELECT m.name FROM credenza.crew_supervisors o
             LEFT JOIN credenza.members m ON m.org_id = o.org_id AND m.id = o.member_id
             WHERE o.org_id = u.org_id AND o.crew_id = u.id ORDER BY o.member_id) AS overseer_names,
       (SELECT count(*) FROM credenza.workers w
        WHERE w.org_id = u.org_id AND w.crew_id = u.id AND w.archived_at IS NULL) AS workers,
       u.version, u.created_at, u.updated_at, lower(u.name) AS sort_key
FROM credenza.crews u
LEFT JOIN credenza.sites s ON s.org_id = u.org_id AND s.id = u.site_id
WHERE ($1::text IS NULL OR strpos(u.search, credenza.fold($1)) > 0)
  AND ($2::text IS NULL OR (lower(u.name), u.id) > ($2, $3::uuid))
  AND ($5::uuid IS NULL OR u.id = $5)
ORDER BY lower(u.name), u.id
LIMIT $4
