-- Why: a hash chain does not notice that its tail was cut off, that all of it was written anew, or that a backup took it back.
-- So what an epoch's log was at a size is signed, again and again, by a signer that remembers what it signed apart from this
-- database (docs/AUDIT.md, "Checkpoints"; docs/adr/0028). Here the signed notes are kept for exports. They are appended by one
-- function, and nobody may change or remove one.

SET LOCAL ROLE credenza_audit;

CREATE TABLE audit.checkpoints (
    org_id uuid NOT NULL,
    epoch  integer NOT NULL CHECK (epoch >= 1),
    size   bigint NOT NULL CHECK (size >= 1),
    root   bytea NOT NULL CHECK (length(root) = 32),
    at     timestamptz NOT NULL DEFAULT now(),
    note   text NOT NULL CHECK (octet_length(note) <= 16384),
    PRIMARY KEY (org_id, epoch, size)
);
ALTER TABLE audit.checkpoints ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY append ON audit.checkpoints FOR INSERT TO credenza_audit WITH CHECK (true);
CREATE POLICY find ON audit.checkpoints FOR SELECT TO credenza_audit USING (true);
CREATE POLICY read ON audit.checkpoints FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('audit.read')));
REVOKE ALL ON audit.checkpoints FROM credenza_audit;
GRANT SELECT, INSERT ON audit.checkpoints TO credenza_audit;
GRANT SELECT ON audit.checkpoints TO credenza_app;

-- Logs that have grown since their last checkpoint: all that a checkpoint is due for, because so many entries wait or the last
-- one is so old; or, when `which` names one, that one, also when nothing waits. `size` and `root` are those of the last checkpoint
-- of the present epoch.
CREATE FUNCTION audit.logs_to_sign(
    which uuid, older interval, entries bigint,
    OUT org uuid, OUT epoch integer, OUT seq bigint, OUT size bigint, OUT root bytea)
    RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT h.org_id, h.epoch, h.seq, coalesce(c.size, 0), c.root
    FROM audit.heads h
    LEFT JOIN LATERAL (SELECT k.size, k.root, k.at FROM audit.checkpoints k
                       WHERE k.org_id = h.org_id AND k.epoch = h.epoch ORDER BY k.size DESC LIMIT 1) AS c ON true
    WHERE CASE WHEN which IS NULL
               THEN h.seq > coalesce(c.size, 0)
                    AND (h.seq - coalesce(c.size, 0) >= entries OR c.at IS NULL OR c.at <= now() - older)
               ELSE h.org_id = which END
    ORDER BY h.org_id;
END;

-- What a signer needs of entries: their hashes, and nothing of what they say.
CREATE FUNCTION audit.leaves(
    which uuid, in_epoch integer, beyond bigint, most integer, OUT seq bigint, OUT prev bytea, OUT leaf bytea)
    RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.seq, e.prev, sha256('\x00'::bytea || e.bytes) FROM audit.entries e
    WHERE e.org_id = which AND e.epoch = in_epoch AND e.seq > beyond
    ORDER BY e.seq LIMIT most;
END;

-- Keeps a checkpoint. False when another root is kept for this size.
CREATE FUNCTION audit.add_checkpoint(org uuid, of_epoch integer, of_size bigint, of_root bytea, signed text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM audit.heads h WHERE h.org_id = org AND h.epoch = of_epoch AND h.seq >= of_size) THEN
        RAISE EXCEPTION 'a checkpoint of no log' USING ERRCODE = 'CZ500';
    END IF;
    INSERT INTO audit.checkpoints (org_id, epoch, size, root, note) VALUES (org, of_epoch, of_size, of_root, signed)
        ON CONFLICT DO NOTHING;
    RETURN EXISTS (SELECT FROM audit.checkpoints c
                   WHERE c.org_id = org AND c.epoch = of_epoch AND c.size = of_size AND c.root = of_root);
END
$$;

-- What a new epoch cites of the one before: its last checkpoint, in the words of an entry's details.
CREATE FUNCTION audit.last_checkpoint(org uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce((SELECT jsonb_build_object('checkpoint_epoch', c.epoch::text, 'checkpoint_size', c.size::text,
                                               'checkpoint_root', encode(c.root, 'hex'))
                     FROM audit.checkpoints c WHERE c.org_id = org ORDER BY c.epoch DESC, c.size DESC LIMIT 1), '{}');
END;
GRANT EXECUTE ON FUNCTION
    audit.logs_to_sign(uuid, interval, bigint), audit.leaves(uuid, integer, bigint, integer),
    audit.add_checkpoint(uuid, integer, bigint, bytea, text), audit.last_checkpoint(uuid)
    TO credenza_owner;

SET LOCAL ROLE credenza_owner;

CREATE FUNCTION system.logs_to_sign(
    which uuid, older interval, entries bigint,
    OUT org uuid, OUT epoch integer, OUT seq bigint, OUT size bigint, OUT root bytea)
    RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.org, l.epoch, l.seq, l.size, l.root FROM audit.logs_to_sign(which, older, entries) AS l;
END;
CREATE FUNCTION system.leaves(
    which uuid, in_epoch integer, beyond bigint, most integer, OUT seq bigint, OUT prev bytea, OUT leaf bytea)
    RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.seq, l.prev, l.leaf FROM audit.leaves(which, in_epoch, beyond, most) AS l;
END;
CREATE FUNCTION system.add_checkpoint(org uuid, of_epoch integer, of_size bigint, of_root bytea, signed text) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT audit.add_checkpoint(org, of_epoch, of_size, of_root, signed);
END;
GRANT EXECUTE ON FUNCTION
    system.logs_to_sign(uuid, interval, bigint), system.leaves(uuid, integer, bigint, integer),
    system.add_checkpoint(uuid, integer, bigint, bytea, text)
    TO credenza_system;

-- The first entry after a restore cites the last checkpoint that the backup has; whatever else that function does by now stays.
DO $$
DECLARE
    before CONSTANT text := pg_get_functiondef('credenza_private.begin_after_restore(jsonb, text)'::regprocedure);
    after  CONSTANT text := replace(before, 'details || jsonb_build_object(''sessions_ended''',
                                            'details || audit.last_checkpoint(org) || jsonb_build_object(''sessions_ended''');
BEGIN
    IF after = before THEN
        RAISE EXCEPTION 'begin_after_restore does not tell of a restore where it did';
    END IF;
    EXECUTE after;
END
$$;
