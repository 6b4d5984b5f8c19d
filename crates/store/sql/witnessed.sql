SELECT DISTINCT ON (k.witness) k.witness, k.epoch, k.size, k.at
FROM audit.cosignatures k
ORDER BY k.witness, k.epoch DESC, k.size DESC
