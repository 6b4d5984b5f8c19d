SELECT v.id, v.ticket_id, v.object_id, v.object_version, v.media_type, o.file_name, o.size, v.added_by, m.name AS added_by_name,
       v.added_at
FROM credenza.evidence v
JOIN credenza.objects o ON o.org_id = v.org_id AND o.id = v.object_id AND o.version = v.object_version
LEFT JOIN credenza.members m ON m.org_id = v.org_id AND m.id = v.added_by
