-- $1 now. Days are those of the organization's time zone. The status is that of domain::TicketState::status.
WITH today AS (SELECT ($1::timestamptz AT TIME ZONE o.time_zone)::date AS day FROM credenza.organizations o),
view AS (
    SELECT t.org_id, t.id, t.code, t.worker_id, w.name AS worker_name, w.archived_at, w.search AS worker_search, w.crew_id,
           w.contractor_id, t.type_id, y.code AS type_code, y.name AS type_name, y.medical, t.number, t.issuer, t.issued_on,
           t.expires_on, coalesce(t.expires_on, 'infinity') AS ends_on, t.state, t.reason, t.renews_id, n.id AS renewed_by_id,
           t.recorded_by, m.name AS recorded_by_name, t.recorded_at, t.approved_by, a.name AS approved_by_name, t.approved_at,
           t.decided_by, e.name AS decided_by_name, t.decided_at, t.version, t.created_at, t.updated_at, y.search AS type_search,
           CASE WHEN t.state <> 'approved' THEN t.state
                WHEN t.expires_on < d.day THEN 'expired'
                WHEN t.issued_on > d.day THEN 'not_yet_valid'
                WHEN t.expires_on - d.day <= y.renewal_days THEN 'expiring'
                ELSE 'valid' END AS status,
           (SELECT count(*) FROM credenza.evidence x WHERE x.org_id = t.org_id AND x.ticket_id = t.id) AS evidence
    FROM credenza.tickets t
    CROSS JOIN today d
    JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
    JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
    LEFT JOIN credenza.tickets n ON n.org_id = t.org_id AND n.renews_id = t.id
    LEFT JOIN credenza.members m ON m.org_id = t.org_id AND m.id = t.recorded_by
    LEFT JOIN credenza.members a ON a.org_id = t.org_id AND a.id = t.approved_by
    LEFT JOIN credenza.members e ON e.org_id = t.org_id AND e.id = t.decided_by
)
SELECT v.*, v.ends_on::text AS sort_key FROM view v
