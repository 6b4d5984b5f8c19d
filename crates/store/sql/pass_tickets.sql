SELECT * FROM (
    SELECT DISTINCT ON (t.type_id) t.id, t.type_id, t.code AS public_code, y.code, y.name AS type_name, y.medical, t.issued_on, t.expires_on
    FROM credenza.tickets t
    JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
    WHERE t.worker_id = $1 AND t.state = 'approved'
      AND (t.issued_on IS NULL OR t.issued_on <= $2) AND (t.expires_on IS NULL OR t.expires_on >= $2)
    ORDER BY t.type_id, coalesce(t.expires_on, 'infinity') DESC, t.id
) AS best
ORDER BY coalesce(expires_on, 'infinity') DESC, code
