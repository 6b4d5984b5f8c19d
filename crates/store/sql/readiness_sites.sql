-- $1 only this site. What is needed comes by name.
SELECT s.id, s.name, s.version,
       ARRAY(SELECT r.type_id FROM credenza.site_requirements r
             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
             WHERE r.org_id = s.org_id AND r.site_id = s.id ORDER BY lower(y.name), y.id) AS needed,
       ARRAY(SELECT y.name FROM credenza.site_requirements r
             JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
             WHERE r.org_id = s.org_id AND r.site_id = s.id ORDER BY lower(y.name), y.id) AS names
FROM credenza.sites s
WHERE $1::uuid IS NULL OR s.id = $1
ORDER BY lower(s.name), s.id
