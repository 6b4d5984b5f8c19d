-- $1 search, $2 and $3 cursor (folded name, id), $4 limit, $5 only this one
SELECT u.id, u.name, NULL::uuid AS site_id, NULL::text AS site_name, '{}'::uuid[] AS overseers, '{}'::text[] AS overseer_names,
       (SELECT count(*) FROM credenza.workers w JOIN credenza.crews c ON c.org_id = w.org_id AND c.id = w.crew_id
        WHERE c.org_id = u.org_id AND c.site_id = u.id AND w.archived_at IS NULL) AS workers,
       u.version, u.created_at, u.updated_at, lower(u.name) AS sort_key
FROM credenza.sites u
WHERE ($1::text IS NULL OR strpos(u.search, credenza.fold($1)) > 0)
  AND ($2::text IS NULL OR (lower(u.name), u.id) > ($2, $3::uuid))
  AND ($5::uuid IS NULL OR u.id = $5)
ORDER BY lower(u.name), u.id
LIMIT $4
