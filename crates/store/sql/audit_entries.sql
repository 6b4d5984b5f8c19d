-- $1 action, $2 actor, $3 object, $4 from, $5 to, $6 and $7 cursor (epoch, seq), $8 limit
SELECT e.epoch, e.seq, e.at, m.name AS actor_name, e.bytes,
       ARRAY(SELECT d.field FROM audit.disclosures d WHERE d.org_id = e.org_id AND d.epoch = e.epoch AND d.seq = e.seq ORDER BY 1) AS fields,
       ARRAY(SELECT d.salt FROM audit.disclosures d WHERE d.org_id = e.org_id AND d.epoch = e.epoch AND d.seq = e.seq ORDER BY d.field) AS salts,
       ARRAY(SELECT d.value FROM audit.disclosures d WHERE d.org_id = e.org_id AND d.epoch = e.epoch AND d.seq = e.seq ORDER BY d.field) AS values
FROM audit.entries e
LEFT JOIN credenza.members m ON m.org_id = e.org_id AND m.label = e.actor
WHERE ($1::text IS NULL OR e.action = $1)
  AND ($2::text IS NULL OR e.actor = $2)
  AND ($3::text IS NULL OR e.object = $3)
  AND ($4::timestamptz IS NULL OR e.at >= $4)
  AND ($5::timestamptz IS NULL OR e.at < $5)
  AND ($6::integer IS NULL OR (e.epoch, e.seq) < ($6, $7::bigint))
ORDER BY e.epoch DESC, e.seq DESC
LIMIT $8
