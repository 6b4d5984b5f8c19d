     , (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'version', o.version, 'kind', o.kind, 'file_name', o.file_name,
               'size', o.size, 'created_at', o.created_at) ORDER BY o.kind)
        FROM credenza.objects o WHERE o.org_id = c.org_id AND o.certificate_id = c.id) AS objects
FROM credenza.certificates c
-- A certificate that is nobody's needs no look at the customers, nor a verification of the context for it.
CROSS JOIN LATERAL (SELECT CASE WHEN c.customer_id IS NOT NULL
    THEN (SELECT named.name FROM credenza.customers named WHERE named.org_id = c.org_id AND named.id = c.customer_id) END AS name) AS u
WHERE c.id = $1
