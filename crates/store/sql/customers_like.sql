-- $1 countries and $2 tax ids, pairwise; $3 names in lower case: customers that may be the same
SELECT c.id, c.name, c.tax_id, c.country, c.notes, c.version
FROM credenza.customers c
WHERE (c.country, c.tax_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
   OR lower(c.name) = ANY (SELECT lower(n) FROM unnest($3::text[]) AS n)
ORDER BY c.id
