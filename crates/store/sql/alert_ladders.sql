SELECT l.subject, l.type_id, y.name AS type_name, l.steps, l.repeat_days, l.escalate_days, s.hour, s.working_days
FROM credenza.alert_ladders l
LEFT JOIN credenza.ticket_types y ON y.org_id = l.org_id AND y.id = l.type_id
LEFT JOIN credenza.alert_settings s ON s.org_id = l.org_id
ORDER BY l.subject, lower(y.name) NULLS FIRST, l.id
