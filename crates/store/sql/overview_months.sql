-- $1 now. Months are those of the organization's time zone.
WITH zone AS (SELECT time_zone FROM credenza.organizations),
     first AS (SELECT date_trunc('month', $1::timestamptz AT TIME ZONE (SELECT time_zone FROM zone)) AS month)
SELECT extract(year FROM m)::integer AS year, extract(month FROM m)::integer AS month, count(c.id) AS count
FROM first, generate_series(first.month, first.month + interval '11 months', interval '1 month') AS m
LEFT JOIN credenza.certificates c
    ON c.not_after >= greatest(m AT TIME ZONE (SELECT time_zone FROM zone), $1)
   AND c.not_after < (m + interval '1 month') AT TIME ZONE (SELECT time_zone FROM zone)
GROUP BY m
ORDER BY m
