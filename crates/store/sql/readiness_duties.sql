-- Roles and tasks with what they need, both by name.
SELECT d.id, d.kind, d.name,
       ARRAY(SELECT r.type_id FROM credenza.duty_requirements r
             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
             WHERE r.org_id = d.org_id AND r.duty_id = d.id ORDER BY lower(y.name), y.id) AS needed,
       ARRAY(SELECT y.name FROM credenza.duty_requirements r
             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
             WHERE r.org_id = d.org_id AND r.duty_id = d.id ORDER BY lower(y.name), y.id) AS names
FROM credenza.duties d
ORDER BY lower(d.name), d.id
