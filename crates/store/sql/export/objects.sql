-- Everything sealed that the caller sees and that is not the server's own. $1 where the last page ended, $2 limit, $3 one of them
SELECT x.id, x.version, x.of, x.owner, x.kind, x.file_name
FROM (
    SELECT o.id, o.version, 'certificate' AS of, o.certificate_id AS owner, o.kind, o.file_name
        FROM credenza.objects o
        JOIN credenza.certificates c ON c.org_id = o.org_id AND c.id = o.certificate_id
    UNION ALL
    SELECT o.id, o.version, 'ticket', v.ticket_id, o.kind, o.file_name
        FROM credenza.evidence v
        JOIN credenza.objects o ON o.org_id = v.org_id AND o.id = v.object_id AND o.version = v.object_version
    UNION ALL
    SELECT p.object_id, p.object_version, 'worker', p.worker_id, 'photo',
           'photo.' || CASE p.media_type WHEN 'image/png' THEN 'png' ELSE 'jpg' END
        FROM credenza.worker_photos p
    UNION ALL
    SELECT f.object_id, f.object_version, 'worker', f.worker_id, replace(f.kind, '_', '-'), replace(f.kind, '_', '-') || '.txt'
        FROM credenza.restricted_fields f
) x
WHERE ($1::uuid IS NULL OR x.id > $1) AND ($3::uuid IS NULL OR x.id = $3)
ORDER BY x.id
LIMIT $2
