-- $1 first moments, $2 ends
SELECT count(c.id) AS count
FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS span (first, beyond, place)
LEFT JOIN credenza.certificates c ON c.not_after >= span.first AND c.not_after < span.beyond
GROUP BY span.place
ORDER BY span.place
