SELECT c.epoch, c.size, c.root, c.at,
       c.note || coalesce((SELECT string_agg(k.line, '' ORDER BY k.witness) FROM audit.cosignatures k
                           WHERE k.org_id = c.org_id AND k.epoch = c.epoch AND k.size = c.size), '') AS note
FROM audit.checkpoints c
ORDER BY c.epoch DESC, c.size DESC LIMIT 1
