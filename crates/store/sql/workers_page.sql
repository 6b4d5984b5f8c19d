-- $2 search, $3 crew, $4 site, $5 contractor, $6 whether in the archive, $7 and $8 cursor (folded name, id), $9 limit, $10 how the tickets
-- stand; $11 role; $1 now, whose day is that of the organization's time zone
SELECT x.*, lower(x.name) AS sort_key FROM credenza.workers x
WHERE ($2::text IS NULL OR strpos(x.search, credenza.fold($2)) > 0)
  AND ($3::uuid IS NULL OR x.crew_id = $3)
  AND ($4::uuid IS NULL OR EXISTS (SELECT FROM credenza.crews g
                                   WHERE g.org_id = x.org_id AND g.id = x.crew_id AND g.site_id = $4))
  AND ($5::uuid IS NULL OR x.contractor_id = $5)
  AND ($11::uuid IS NULL OR x.id IN (SELECT h.worker_id FROM credenza.worker_duties h WHERE h.duty_id = $11))
  AND ($6::boolean IS NULL OR (x.archived_at IS NOT NULL) = $6)
  AND CASE $10::text
      WHEN 'none' THEN NOT EXISTS (SELECT FROM credenza.tickets t WHERE t.org_id = x.org_id AND t.worker_id = x.id)
      WHEN 'pending' THEN EXISTS (SELECT FROM credenza.tickets t
                                  WHERE t.org_id = x.org_id AND t.worker_id = x.id AND t.state = 'pending')
      WHEN 'in_force' THEN (
          SELECT bool_or(h.in_force) AND NOT bool_or(h.expired OR h.stopped)
          FROM credenza.organizations o CROSS JOIN LATERAL (
              SELECT t.state = 'approved' AND coalesce(t.issued_on <= d.day, true) AND coalesce(t.expires_on >= d.day, true)
                         AS in_force,
                     t.state = 'approved' AND coalesce(t.expires_on < d.day, false) AS expired,
                     t.state = 'suspended' OR t.state = 'revoked' AND NOT EXISTS (
                         SELECT FROM credenza.tickets n
                         WHERE n.org_id = t.org_id AND n.worker_id = t.worker_id AND n.type_id = t.type_id
                           AND n.state = 'approved' AND coalesce(n.expires_on >= d.day, true)) AS stopped
              FROM (SELECT ($1::timestamptz AT TIME ZONE o.time_zone)::date AS day) d
              JOIN credenza.tickets t ON t.org_id = x.org_id AND t.worker_id = x.id) h)
      WHEN 'expired' THEN EXISTS (
          SELECT FROM credenza.tickets t JOIN credenza.organizations o ON o.org_id = t.org_id
          WHERE t.org_id = x.org_id AND t.worker_id = x.id AND t.state = 'approved'
            AND t.expires_on < ($1::timestamptz AT TIME ZONE o.time_zone)::date)
      WHEN 'expiring' THEN EXISTS (
          SELECT FROM credenza.tickets t JOIN credenza.organizations o ON o.org_id = t.org_id
          WHERE t.org_id = x.org_id AND t.worker_id = x.id AND t.state = 'approved'
            AND t.expires_on BETWEEN ($1::timestamptz AT TIME ZONE o.time_zone)::date
                                 AND ($1::timestamptz AT TIME ZONE o.time_zone)::date + 30)
      WHEN 'stopped' THEN EXISTS (
          SELECT FROM credenza.tickets t JOIN credenza.organizations o ON o.org_id = t.org_id
          WHERE t.org_id = x.org_id AND t.worker_id = x.id
            AND (t.state = 'suspended' OR t.state = 'revoked' AND NOT EXISTS (
                    SELECT FROM credenza.tickets n
                    WHERE n.org_id = t.org_id AND n.worker_id = t.worker_id AND n.type_id = t.type_id AND n.state = 'approved'
                      AND coalesce(n.expires_on >= ($1::timestamptz AT TIME ZONE o.time_zone)::date, true))))
      ELSE true END
  AND ($7::text IS NULL OR (lower(x.name), x.id) > ($7, $8::uuid))
ORDER BY lower(x.name), x.id
LIMIT $9
