-- $1 now
SELECT count(*) AS total,
       count(*) FILTER (WHERE not_after < $1) AS expired,
       count(*) FILTER (WHERE not_after >= $1 AND not_after <= $1 + interval '7 days') AS week,
       count(*) FILTER (WHERE not_after > $1 + interval '7 days' AND not_after <= $1 + interval '30 days') AS month,
       count(*) FILTER (WHERE not_after > $1 + interval '30 days' AND not_after <= $1 + interval '60 days') AS two_months,
       count(*) FILTER (WHERE not_after > $1 + interval '60 days') AS later,
       count(*) FILTER (WHERE not_after IS NULL) AS awaiting,
       (SELECT count(*) FROM credenza.customers) AS customers
FROM credenza.certificates
