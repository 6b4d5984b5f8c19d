-- $1 site. The newest first; of each, the newest enrolment and the link that is open.
SELECT s.id, s.name, s.site_id, s.created_at, m.name AS created_by, s.revoked_at,
       e.epoch, e.seq, e.enrolled_at, e.closed_at, e.forked_at, e.last_seen_at, e.bundle_at,
       CASE WHEN l.used_epoch IS NULL AND now() < l.expires_at THEN l.expires_at END AS link_until
FROM credenza.scanners s
LEFT JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.created_by
LEFT JOIN credenza.scanner_links l ON l.org_id = s.org_id AND l.scanner_id = s.id
LEFT JOIN LATERAL (SELECT n.epoch, n.seq, n.enrolled_at, n.closed_at, n.forked_at, n.last_seen_at, n.bundle_at
                   FROM credenza.scanner_epochs n WHERE n.org_id = s.org_id AND n.scanner_id = s.id
                   ORDER BY n.epoch DESC LIMIT 1) AS e ON true
WHERE s.site_id = $1
ORDER BY s.revoked_at IS NOT NULL, s.created_at DESC, s.id DESC
LIMIT 500
