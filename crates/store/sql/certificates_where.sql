-- $1 now, $2 search, $3 status, $4 customer, $5 country, $6 kind of file or profile, $7 expires before,
-- $11 expires from, $12 profile, or kind of file where there is no profile, $13 what is known of its revocation
FROM credenza.certificates c
LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
WHERE ($2::text IS NULL OR strpos(c.search, credenza.fold($2)) > 0 OR strpos(u.search, credenza.fold($2)) > 0)
  AND ($3::text IS NULL OR $3 = CASE
        WHEN c.not_after IS NULL THEN 'awaiting_certificate'
        WHEN c.not_after < $1::timestamptz THEN 'expired'
        WHEN c.not_before > $1 THEN 'not_yet_valid'
        WHEN c.not_after <= $1 + interval '30 days' THEN 'expiring'
        ELSE 'valid' END)
  AND ($4::uuid IS NULL OR c.customer_id = $4)
  AND ($5::text IS NULL OR c.country = $5)
  AND ($6::text IS NULL OR c.kind = $6 OR c.profile = $6)
  AND ($7::timestamptz IS NULL OR c.not_after < $7)
  AND ($11::timestamptz IS NULL OR c.not_after >= $11)
  AND ($12::text IS NULL OR coalesce(c.profile, c.kind) = $12)
  AND ($13::text IS NULL OR EXISTS (SELECT FROM credenza.revocations r
       WHERE r.org_id = c.org_id AND r.certificate_id = c.id AND r.state = $13))
