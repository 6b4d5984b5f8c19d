SELECT s.org_id AS key, array_to_string(s.steps, ' ') AS days_before, s.repeat_days::text AS repeat_days,
       s.escalate_days::text AS escalate_days, s.hour::text AS hour, array_to_string(s.working_days, ' ') AS working_days,
       s.unanswered_days::text AS unanswered_days
FROM credenza.alert_settings s
WHERE ($1::uuid IS NULL OR s.org_id > $1)
ORDER BY s.org_id
LIMIT $2
