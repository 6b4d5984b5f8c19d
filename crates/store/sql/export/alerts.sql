SELECT a.certificate_id AS key, credenza.type_id('crt', a.certificate_id) AS certificate_id, to_char(a.ends_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ends_at,
       a.last_step::text AS last_step, to_char(a.acknowledged_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS acknowledged_at,
       credenza.type_id('mbr', a.acknowledged_by) AS acknowledged_by, to_char(a.snoozed_until, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS snoozed_until, a.muted_because,
       credenza.type_id('mbr', a.assignee_id) AS assignee
FROM credenza.alerts a
WHERE ($1::uuid IS NULL OR a.certificate_id > $1)
ORDER BY a.certificate_id
LIMIT $2
