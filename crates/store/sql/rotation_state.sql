-- $1 organization. The open rotation, if there is one; the primary key; when the last rotation was finished.
SELECT k.id, k.state, k.wrapped_kek, r.object, r.version, r.kek_id IS NOT NULL AS open,
       (SELECT max(f.finished_at) FROM credenza_private.kek_rotations f WHERE f.org_id = g.org_id) AS finished_at
FROM credenza.organizations g
LEFT JOIN credenza_private.kek_rotations r ON r.org_id = g.org_id AND r.finished_at IS NULL
LEFT JOIN credenza.keks k ON k.org_id = g.org_id AND CASE WHEN r.kek_id IS NULL THEN k.state = 'primary' ELSE k.id = r.kek_id END
WHERE g.org_id = $1
