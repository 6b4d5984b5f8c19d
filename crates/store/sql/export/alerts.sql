SELECT a.subject_id AS key, a.subject, credenza.type_id(CASE a.subject WHEN 'certificate' THEN 'crt' WHEN 'ticket' THEN 'tkt'
           WHEN 'invitation' THEN 'inv' WHEN 'api_token' THEN 'tok' ELSE 'kek' END, a.subject_id) AS subject_id,
       to_char(a.ends_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ends_at,
       a.last_step::text AS last_step, to_char(a.acknowledged_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS acknowledged_at,
       credenza.type_id('mbr', a.acknowledged_by) AS acknowledged_by, to_char(a.snoozed_until, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS snoozed_until, a.muted_because,
       credenza.type_id('mbr', a.assignee_id) AS assignee
FROM credenza.alerts a
WHERE ($1::uuid IS NULL OR a.subject_id > $1)
ORDER BY a.subject_id
LIMIT $2
