-- $2 search, $3 worker, $4 type, $5 status, $6 crew, $7 site, $8 contractor, $9 ends before, $10 and $11 cursor (end, id), $12 limit
WHERE ($2::text IS NULL OR strpos(credenza.fold(concat_ws(' ', v.number, v.issuer, v.code)), credenza.fold($2)) > 0
       OR strpos(v.worker_search, credenza.fold($2)) > 0 OR strpos(v.type_search, credenza.fold($2)) > 0)
  -- Of who has left, only where he is asked for.
  AND (v.worker_id = $3 OR $3::uuid IS NULL AND v.archived_at IS NULL)
  AND ($4::uuid IS NULL OR v.type_id = $4)
  AND ($5::text IS NULL OR v.status = $5)
  AND ($6::uuid IS NULL OR v.crew_id = $6)
  AND ($7::uuid IS NULL OR EXISTS (SELECT FROM credenza.crews g
                                   WHERE g.org_id = v.org_id AND g.id = v.crew_id AND g.site_id = $7))
  AND ($8::uuid IS NULL OR v.contractor_id = $8)
  AND ($9::date IS NULL OR v.expires_on < $9)
  AND ($10::text IS NULL OR (v.ends_on, v.id) > ($10::date, $11::uuid))
ORDER BY v.ends_on, v.id
LIMIT $12
