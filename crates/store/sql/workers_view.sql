-- $1 now; `w`: the workers. Days are those of the organization's time zone.
, today AS (SELECT ($1::timestamptz AT TIME ZONE o.time_zone)::date AS day FROM credenza.organizations o)
SELECT w.id, w.name, w.reference, w.email, w.contractor_id, c.name AS contractor_name, w.crew_id, g.name AS crew_name,
       g.site_id, s.name AS site_name,
       ARRAY(SELECT h.duty_id FROM credenza.worker_duties h
             JOIN credenza.duties d ON d.org_id = h.org_id AND d.id = h.duty_id
             WHERE h.org_id = w.org_id AND h.worker_id = w.id ORDER BY lower(d.name), d.id) AS roles,
       ARRAY(SELECT d.name FROM credenza.worker_duties h
             JOIN credenza.duties d ON d.org_id = h.org_id AND d.id = h.duty_id
             WHERE h.org_id = w.org_id AND h.worker_id = w.id ORDER BY lower(d.name), d.id) AS role_names,
       w.member_id, w.archived_at, w.version, w.created_at, w.updated_at, w.sort_key,
       k.pending, k.sent_back, k.valid, k.expiring, k.expired, k.suspended, k.next_end
FROM w
LEFT JOIN credenza.contractors c ON c.org_id = w.org_id AND c.id = w.contractor_id
LEFT JOIN credenza.crews g ON g.org_id = w.org_id AND g.id = w.crew_id
LEFT JOIN credenza.sites s ON s.org_id = g.org_id AND s.id = g.site_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE t.state = 'pending') AS pending,
           count(*) FILTER (WHERE t.state = 'sent_back') AS sent_back,
           count(*) FILTER (WHERE t.state = 'suspended') AS suspended,
           count(*) FILTER (WHERE t.state = 'approved' AND t.expires_on < d.day) AS expired,
           count(*) FILTER (WHERE t.state = 'approved' AND t.expires_on BETWEEN d.day AND d.day + y.renewal_days
                                  AND coalesce(t.issued_on <= d.day, true)) AS expiring,
           count(*) FILTER (WHERE t.state = 'approved' AND coalesce(t.expires_on > d.day + y.renewal_days, true)
                                  AND coalesce(t.issued_on <= d.day, true)) AS valid,
           min(t.expires_on) FILTER (WHERE t.state = 'approved' AND t.expires_on >= d.day) AS next_end
    FROM today d, credenza.tickets t
    JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
    WHERE t.org_id = w.org_id AND t.worker_id = w.id
) k
ORDER BY w.sort_key, w.id
