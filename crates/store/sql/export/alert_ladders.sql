SELECT l.id AS key, l.subject, coalesce(credenza.type_id('tty', l.type_id), '') AS type_id, array_to_string(l.steps, ' ') AS days_before,
       l.repeat_days::text AS repeat_days, l.escalate_days::text AS escalate_days
FROM credenza.alert_ladders l
WHERE ($1::uuid IS NULL OR l.id > $1)
ORDER BY l.id
LIMIT $2
