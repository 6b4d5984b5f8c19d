SELECT c.epoch, c.size,
       c.note || coalesce((SELECT string_agg(k.line, '' ORDER BY k.witness) FROM audit.cosignatures k
                           WHERE k.org_id = c.org_id AND k.epoch = c.epoch AND k.size = c.size), '') AS note
FROM audit.checkpoints c
WHERE $1::uuid IS NULL OR c.org_id = $1
ORDER BY c.epoch, c.size
