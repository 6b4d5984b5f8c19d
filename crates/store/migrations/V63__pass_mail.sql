-- Why: a worker is mailed where his pass is by who issues passes, and only by him. The queue takes a mail of any member; this looks
-- at the worker first.
CREATE FUNCTION credenza.queue_pass_mail(worker uuid, mail uuid, sealed bytea, lifetime interval) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.issuing_for(worker, false);
    PERFORM credenza.queue_mail(mail, sealed, lifetime);
END
$$;
GRANT EXECUTE ON FUNCTION credenza.queue_pass_mail(uuid, uuid, bytea, interval) TO credenza_app;
