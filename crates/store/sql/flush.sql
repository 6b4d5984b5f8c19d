-- A commit of its own, waiting for the disk: a transactional message is the smallest thing that needs one.
SELECT pg_logical_emit_message(true, 'credenza', '')
