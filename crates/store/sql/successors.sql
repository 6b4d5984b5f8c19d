-- $1 certificate: what of the same tax id ends later, as what may have taken its place
SELECT s.id, s.name, s.not_after
FROM credenza.certificates c
JOIN credenza.certificates s ON s.org_id = c.org_id AND s.tax_id = c.tax_id AND s.id <> c.id AND s.not_after > c.not_after
WHERE c.id = $1
ORDER BY s.not_after DESC, s.id
LIMIT 50
