-- $1 first moments, $2 ends, $3 customer, $4 kind, $5 whether also what another has taken the place of, $6 whether by customer; else
-- by kind. The eleven most frequent groups have their own rows, the others have one together.
WITH ending AS (
    SELECT span.place, CASE WHEN $6::boolean THEN coalesce(c.customer_id::text, '') ELSE coalesce(c.profile, c.kind) END AS key,
           CASE WHEN $6 THEN u.name END AS name
    FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS span (first, beyond, place)
    JOIN credenza.certificates c ON coalesce(c.not_after, 'infinity') >= span.first AND coalesce(c.not_after, 'infinity') < span.beyond
    JOIN credenza.alerts a ON a.org_id = c.org_id AND a.certificate_id = c.id
    LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
    WHERE ($3::uuid IS NULL OR c.customer_id = $3)
      AND ($4::text IS NULL OR coalesce(c.profile, c.kind) = $4)
      AND ($5::boolean OR a.successor_id IS NULL)
), frequent AS (
    SELECT key FROM ending GROUP BY key ORDER BY count(*) DESC, key LIMIT 11
)
SELECT e.place, f.key, max(e.name) FILTER (WHERE f.key IS NOT NULL) AS name, count(*) AS count
FROM ending e LEFT JOIN frequent f ON f.key = e.key
GROUP BY e.place, f.key
ORDER BY f.key NULLS LAST, e.place
