-- $1 and $2 epoch and seq to go on after, $3 limit
SELECT e.epoch, e.seq, e.at, NULL::text AS actor_name, e.bytes,
       ARRAY(SELECT d.field FROM audit.disclosures d WHERE d.org_id = e.org_id AND d.epoch = e.epoch AND d.seq = e.seq ORDER BY 1) AS fields,
       ARRAY(SELECT d.salt FROM audit.disclosures d WHERE d.org_id = e.org_id AND d.epoch = e.epoch AND d.seq = e.seq ORDER BY d.field) AS salts,
       ARRAY(SELECT d.value FROM audit.disclosures d WHERE d.org_id = e.org_id AND d.epoch = e.epoch AND d.seq = e.seq ORDER BY d.field) AS values
FROM audit.entries e
WHERE (e.epoch, e.seq) > ($1, $2)
ORDER BY e.epoch, e.seq
LIMIT $3
