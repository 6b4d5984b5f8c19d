-- $10 the bounds of the spans, the first of them $1 and the last $2; $11 by what: `subject`, `customer`, `crew`, `worker`, or else by
-- type. The eleven most frequent groups have their own rows, the others have one together, for each kind of subject.
, grouped AS (
    SELECT width_bucket(e.ends_at, $10::timestamptz[])::bigint AS place, e.subject, count(*) AS count,
           CASE $11::text WHEN 'customer' THEN e.customer_id WHEN 'crew' THEN e.crew_id WHEN 'worker' THEN e.worker_id
                          WHEN 'subject' THEN NULL ELSE e.type_id END AS id,
           CASE WHEN $11 = 'subject' THEN e.subject WHEN $11 IN ('customer', 'crew', 'worker') THEN '' ELSE e.type END AS word
    FROM ends e
    GROUP BY 1, 2, 4, 5
), frequent AS (
    SELECT id, word FROM grouped GROUP BY id, word ORDER BY sum(count) DESC, word, id LIMIT 11
)
SELECT g.place, g.subject, f.id, f.word, coalesce(u.name, x.name, w.name, y.name) AS name, sum(g.count)::bigint AS count
FROM grouped g
LEFT JOIN frequent f ON f.word = g.word AND f.id IS NOT DISTINCT FROM g.id
LEFT JOIN credenza.customers u ON $11 = 'customer' AND u.id = f.id
LEFT JOIN credenza.crews x ON $11 = 'crew' AND x.id = f.id
LEFT JOIN credenza.workers w ON $11 = 'worker' AND w.id = f.id
LEFT JOIN credenza.ticket_types y ON y.id = f.id
GROUP BY 1, 2, 3, 4, 5
ORDER BY f.word NULLS LAST, f.id, g.place
