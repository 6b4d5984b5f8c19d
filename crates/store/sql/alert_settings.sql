SELECT s.steps, s.repeat_days, s.escalate_days, s.hour, s.working_days, coalesce(s.version, 0) AS version,
       coalesce(s.unanswered_days, 3) AS unanswered_days,
       coalesce(p.delivery, 'each') AS delivery, p.locale
FROM credenza.organizations o
LEFT JOIN credenza.alert_settings s ON s.org_id = o.org_id
LEFT JOIN credenza.alert_preferences p ON p.org_id = o.org_id
