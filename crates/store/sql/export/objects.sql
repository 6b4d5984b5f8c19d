-- $1 where the last page ended, $2 limit
SELECT o.id, o.version, o.certificate_id, o.kind, o.file_name, c.name
FROM credenza.objects o
JOIN credenza.certificates c ON c.org_id = o.org_id AND c.id = o.certificate_id
WHERE ($1::uuid IS NULL OR o.id > $1)
ORDER BY o.id
LIMIT $2
