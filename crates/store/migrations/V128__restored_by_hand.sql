-- What was restored with PostgreSQL's own tools is begun anew by this function alone: the passes that are out are given up by it, and not
-- only by the program beside it. Last, so that the entries about them come in the new epoch. Whatever else it does by now stays.
DO $$
DECLARE
    before CONSTANT text := pg_get_functiondef('credenza_private.begin_after_restore(jsonb, text)'::regprocedure);
    after  CONSTANT text := replace(before, '    RETURN organizations;',
                                            E'    PERFORM credenza_private.give_up_passes(request);\n    RETURN organizations;');
BEGIN
    IF after = before THEN
        RAISE EXCEPTION 'begin_after_restore does not end where it did';
    END IF;
    EXECUTE after;
END
$$;
