-- $1 organization
SELECT e.epoch, e.seq, e.at, NULL::text AS actor_name, e.bytes,
       coalesce(array_agg(d.field ORDER BY d.field) FILTER (WHERE d.field IS NOT NULL), '{}') AS fields,
       coalesce(array_agg(d.salt ORDER BY d.field) FILTER (WHERE d.field IS NOT NULL), '{}') AS salts,
       coalesce(array_agg(d.value ORDER BY d.field) FILTER (WHERE d.field IS NOT NULL), '{}') AS values
FROM audit.entries e
LEFT JOIN audit.disclosures d ON d.org_id = e.org_id AND d.epoch = e.epoch AND d.seq = e.seq
WHERE e.org_id = $1
GROUP BY e.epoch, e.seq, e.at, e.bytes
ORDER BY e.epoch, e.seq
