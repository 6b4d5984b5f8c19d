-- $1 workers. What was revoked or replaced is none that a row could mean.
SELECT t.id, t.worker_id, t.type_id, t.number, t.issuer, t.issued_on, t.expires_on
FROM credenza.tickets t
WHERE t.worker_id = ANY ($1) AND t.state NOT IN ('revoked', 'superseded')
ORDER BY t.id
