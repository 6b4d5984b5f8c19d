-- Why: a restored backup is a step back in time, in which a scanner that was revoked since would live again. So no enrolment outlives a
-- restore: its key fetches nothing any more, and who stands at the gate enrols it anew. A phone that had brought records since has
-- forgotten them; those that the backup does not have are gone, and the numbers of the next show it.

-- A restore, and nothing else, makes the database another key to vouch for contexts with: that is the moment.
CREATE FUNCTION credenza_private.close_scanners() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM credenza.scanner_links;
    UPDATE credenza.scanner_epochs SET closed_at = now() WHERE closed_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER close_scanners AFTER DELETE ON credenza_private.context_key
    FOR EACH STATEMENT EXECUTE FUNCTION credenza_private.close_scanners();
