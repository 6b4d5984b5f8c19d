-- Why: a restored backup is a step back in time, in which a pass that was taken back since would live again, and the places of those
-- that were issued since would be given to others. So the keys that signed passes are given up with a restore. Phones take another
-- pass when they have signal; what was printed is printed again.
CREATE FUNCTION credenza_private.give_up_passes(request text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    key   credenza.pass_keys;
    given bigint := 0;
BEGIN
    FOR key IN UPDATE credenza.pass_keys k SET distrusted_at = now()
               WHERE k.purpose = 'pass' AND k.distrusted_at IS NULL AND now() < k.not_after + interval '7 days' RETURNING k.* LOOP
        PERFORM audit.append_system(
            key.org_id, NULL, NULL, NULL, 'pass_key.distrust', 'pass_key', credenza.type_id('psk', key.id), 'done', request,
            jsonb_build_object('purpose', key.purpose, 'because', 'restored'), '{}');
        given := given + 1;
    END LOOP;
    RETURN given;
END
$$;
