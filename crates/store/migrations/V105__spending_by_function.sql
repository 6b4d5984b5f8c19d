-- Why: a statement that spends a permission to download meets the policies for seeing and for changing it, before and after, and those
-- of the object: nine verifications of one context, four tenths of what a download cost in the database (docs/PERFORMANCE.md). As with a
-- step-up's proof, a function spends it, which verifies once. The app cannot change a permission any more.

DROP POLICY spend ON credenza.downloads;
REVOKE UPDATE (used_at) ON credenza.downloads FROM credenza_app;
CREATE POLICY find ON credenza.downloads FOR SELECT TO credenza_owner USING (true);
-- Once: a spent or expired permission is not there to be spent, for whatever statement.
CREATE POLICY spend ON credenza.downloads FOR UPDATE TO credenza_owner USING (used_at IS NULL AND now() < expires_at) WITH CHECK (true);

-- Spends a permission of the session of the context, whose member may download. All NULL when there is none.
CREATE FUNCTION credenza.spend_download(
    download uuid, OUT certificate_id uuid, OUT object_id uuid, OUT object_version integer, OUT kind text, OUT file_name text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    who record;
BEGIN
    SELECT a.org_id, a.session_id INTO who FROM credenza_private.actor a WHERE 'certificate.download' = ANY (a.permissions);
    UPDATE credenza.downloads d SET used_at = now()
        FROM credenza.objects o
        WHERE d.org_id = who.org_id AND d.id = download AND d.session_id = who.session_id
          AND o.org_id = d.org_id AND o.id = d.object_id AND o.version = d.object_version
        RETURNING d.certificate_id, d.object_id, d.object_version, o.kind, o.file_name
            INTO certificate_id, object_id, object_version, kind, file_name;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.spend_download(uuid) TO credenza_app;
