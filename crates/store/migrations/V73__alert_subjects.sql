-- Why: certificates are not all that ends. Tickets, invitations, API tokens and keys past their age are watched by the same engine,
-- with the same promise (docs/adr/0033-alert-subjects.md). What an alert is about is its `subject`, a word, and the id of that.
-- Another kind of subject takes: its word below, a trigger that calls `credenza_private.watch`, and a line in each of the
-- functions `alert_audience` and `alert_called` and in the policies.

ALTER TABLE credenza.alerts RENAME COLUMN certificate_id TO subject_id;
ALTER TABLE credenza.alerts
    DROP CONSTRAINT alerts_org_id_certificate_id_fkey,
    ADD subject text NOT NULL DEFAULT 'certificate'
        CHECK (subject IN ('certificate', 'ticket', 'invitation', 'api_token', 'kek')),
    -- Whether it needs nobody: it was revoked, replaced, put aside, or nobody has approved it yet.
    ADD closed boolean NOT NULL DEFAULT false,
    ADD certificate_id uuid GENERATED ALWAYS AS (CASE WHEN subject = 'certificate' THEN subject_id END) STORED,
    ADD FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.certificates (org_id, id) ON DELETE CASCADE,
    ADD CHECK (successor_id IS NULL OR subject = 'certificate');
ALTER TABLE credenza.alerts ALTER subject DROP DEFAULT;
CREATE INDEX alerts_of_others ON credenza.alerts (org_id, ends_at, subject_id) WHERE subject <> 'certificate';
CREATE INDEX alerts_by_certificate ON credenza.alerts (org_id, certificate_id) WHERE certificate_id IS NOT NULL;

ALTER TABLE credenza.alert_notices RENAME COLUMN certificate_id TO subject_id;
ALTER TABLE credenza.webhook_deliveries RENAME COLUMN certificate_id TO subject_id;
ALTER TABLE credenza.alert_mails RENAME COLUMN certificate_id TO subject_id;
ALTER TABLE credenza.alert_mails
    DROP CONSTRAINT alert_mails_org_id_certificate_id_fkey,
    ADD FOREIGN KEY (org_id, subject_id) REFERENCES credenza.alerts (org_id, subject_id) ON DELETE SET NULL (subject_id);
-- That something was revoked is told to programs too.
ALTER TABLE credenza.webhook_deliveries
    DROP CONSTRAINT webhook_deliveries_kind_check,
    ADD CONSTRAINT webhook_deliveries_kind_check CHECK (kind IN ('alert', 'escalation', 'revocation', 'test'));

-- Whoever sees what an alert is about sees the alert; whoever may act on it may decide. The inner tables are under their own
-- policies.
DROP POLICY see ON credenza.alerts;
CREATE POLICY see ON credenza.alerts FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND CASE subject
        WHEN 'certificate' THEN (SELECT credenza.org_with('certificate.read')) IS NOT NULL
        WHEN 'ticket' THEN subject_id IN (SELECT t.id FROM credenza.tickets t)
        WHEN 'invitation' THEN (SELECT credenza.org_with('member.invite')) IS NOT NULL
        WHEN 'api_token' THEN subject_id IN (SELECT t.id FROM credenza.api_tokens t)
        WHEN 'kek' THEN (SELECT credenza.org_with('organization.manage')) IS NOT NULL
        ELSE false END);
DROP POLICY change ON credenza.alerts;
CREATE POLICY change ON credenza.alerts FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND CASE subject
        WHEN 'certificate' THEN (SELECT credenza.org_with('certificate.write')) IS NOT NULL
        WHEN 'ticket' THEN (SELECT credenza.org_with('ticket.write')) IS NOT NULL
            AND subject_id IN (SELECT t.id FROM credenza.tickets t)
        WHEN 'invitation' THEN (SELECT credenza.org_with('member.invite')) IS NOT NULL
        WHEN 'api_token' THEN subject_id IN (SELECT t.id FROM credenza.api_tokens t)
        WHEN 'kek' THEN (SELECT credenza.org_with('organization.manage')) IS NOT NULL
        ELSE false END);

-- Who may see what an alert is about. told: who is told of it, while somebody of these wants to be; when nobody does, the
-- administrators among the others are. acts: who may decide about it.
CREATE FUNCTION credenza_private.alert_audience(a credenza.alerts)
    RETURNS TABLE (member_id uuid, told boolean, acts boolean)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF a.subject = 'certificate' THEN
        RETURN QUERY SELECT m.id, true, 'certificate.write' = ANY (m.permissions) FROM credenza.members m
            WHERE m.org_id = a.org_id AND m.status = 'active' AND 'certificate.read' = ANY (m.permissions);
    ELSIF a.subject = 'ticket' THEN
        -- Who stands over the worker, he himself, and who approves tickets without administering everything.
        RETURN QUERY
            SELECT m.id, s.stands OR m.permissions @> '{ticket.approve,worker.read_all}' AND NOT 'organization.manage' = ANY (m.permissions),
                   'ticket.write' = ANY (m.permissions)
            FROM credenza.tickets t
            JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
            JOIN credenza.members m ON m.org_id = t.org_id AND m.status = 'active' AND 'worker.read' = ANY (m.permissions),
            LATERAL (SELECT m.id = w.member_id IS TRUE
                OR EXISTS (SELECT FROM credenza.crew_supervisors c
                           WHERE c.org_id = w.org_id AND c.crew_id = w.crew_id AND c.member_id = m.id)
                OR EXISTS (SELECT FROM credenza.contractor_managers c
                           WHERE c.org_id = w.org_id AND c.contractor_id = w.contractor_id AND c.member_id = m.id)) AS s (stands)
            WHERE t.org_id = a.org_id AND t.id = a.subject_id AND (s.stands OR 'worker.read_all' = ANY (m.permissions));
    ELSIF a.subject = 'invitation' THEN
        RETURN QUERY SELECT m.id, m.id = i.invited_by, true FROM credenza.invitations i
            JOIN credenza.members m ON m.org_id = i.org_id AND m.status = 'active' AND 'member.invite' = ANY (m.permissions)
            WHERE i.org_id = a.org_id AND i.id = a.subject_id;
    ELSIF a.subject = 'api_token' THEN
        RETURN QUERY SELECT m.id, true, true FROM credenza.api_tokens t
            JOIN credenza.members m ON m.org_id = t.org_id AND m.status = 'active'
                AND (m.id = t.member_id OR 'token.manage' = ANY (m.permissions))
            WHERE t.org_id = a.org_id AND t.id = a.subject_id;
    ELSIF a.subject = 'kek' THEN
        RETURN QUERY SELECT m.id, true, true FROM credenza.members m
            WHERE m.org_id = a.org_id AND m.status = 'active' AND 'organization.manage' = ANY (m.permissions);
    END IF;
END
$$;

-- What leaves the house calls it: the least by which its reader knows what is meant. Of a ticket that tells of somebody's health,
-- its code; of an invitation, where its address leads and how it begins.
CREATE FUNCTION credenza_private.alert_called(a credenza.alerts) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE a.subject
        WHEN 'certificate' THEN (SELECT credenza_private.called(c) FROM credenza.certificates c
                                 WHERE c.org_id = a.org_id AND c.id = a.subject_id)
        WHEN 'ticket' THEN (SELECT w.name || ' · ' || CASE WHEN y.medical THEN t.code ELSE y.name END
                            FROM credenza.tickets t
                            JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
                            JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
                            WHERE t.org_id = a.org_id AND t.id = a.subject_id)
        WHEN 'invitation' THEN (SELECT left(i.email, 1) || '…@' || split_part(i.email, '@', 2) FROM credenza.invitations i
                                WHERE i.org_id = a.org_id AND i.id = a.subject_id)
        WHEN 'api_token' THEN (SELECT t.name FROM credenza.api_tokens t WHERE t.org_id = a.org_id AND t.id = a.subject_id)
        WHEN 'kek' THEN credenza.type_id('kek', a.subject_id)
    END;
END
$$;

-- Watches something, or lets it be; the same again changes nothing. What is not watched, and needs nobody, gets no alert.
CREATE FUNCTION credenza_private.watch(org uuid, what text, id uuid, ends timestamptz, needless boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.alerts a
        SET closed = needless, due_at = '-infinity', ends_at = ends,
            watched_from = CASE WHEN a.ends_at = ends THEN a.watched_from ELSE now() END,
            last_step = CASE WHEN a.ends_at = ends THEN a.last_step END,
            stepped_at = CASE WHEN a.ends_at = ends THEN a.stepped_at END,
            escalated_step = CASE WHEN a.ends_at = ends THEN a.escalated_step END,
            acknowledged_step = CASE WHEN a.ends_at = ends THEN a.acknowledged_step END,
            acknowledged_at = CASE WHEN a.ends_at = ends THEN a.acknowledged_at END,
            acknowledged_by = CASE WHEN a.ends_at = ends THEN a.acknowledged_by END,
            snoozed_until = CASE WHEN a.ends_at = ends THEN a.snoozed_until END
        WHERE a.org_id = org AND a.subject_id = watch.id AND (a.closed, a.ends_at) IS DISTINCT FROM (needless, ends);
    IF NOT FOUND AND NOT needless THEN
        INSERT INTO credenza.alerts (org_id, subject_id, subject, ends_at, watched_from) VALUES (org, watch.id, what, ends, now())
            ON CONFLICT (org_id, subject_id) DO NOTHING;
    END IF;
END
$$;

-- What is gone needs nobody.
CREATE FUNCTION credenza_private.unwatch() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM credenza.alerts a WHERE a.org_id = OLD.org_id AND a.subject_id = OLD.id;
    RETURN NULL;
END
$$;

-- A ticket is good through its last day in the organization's time zone. It needs nobody while it is not approved, when it was
-- revoked or replaced, when its worker has left, and when he has a later one of its type.
CREATE FUNCTION credenza_private.watch_tickets(org uuid, worker uuid) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT credenza_private.watch(
            t.org_id, 'ticket', t.id,
            (t.expires_on + 1)::timestamp AT TIME ZONE o.time_zone - interval '1 second',
            t.state NOT IN ('approved', 'suspended') OR w.archived_at IS NOT NULL OR EXISTS (
                SELECT FROM credenza.tickets n
                WHERE n.org_id = t.org_id AND n.worker_id = t.worker_id AND n.type_id = t.type_id AND n.id <> t.id
                  AND n.state = 'approved' AND coalesce(n.expires_on, 'infinity') > t.expires_on))
        FROM credenza.tickets t
        JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
        JOIN credenza.organizations o ON o.org_id = t.org_id
        WHERE t.org_id = org AND t.worker_id = worker AND t.expires_on IS NOT NULL;
END;

CREATE FUNCTION credenza_private.watch_ticket() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.watch_tickets(NEW.org_id, NEW.worker_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER watch_ticket AFTER UPDATE OF state ON credenza.tickets
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION credenza_private.watch_ticket();
CREATE TRIGGER unwatch AFTER DELETE ON credenza.tickets FOR EACH ROW EXECUTE FUNCTION credenza_private.unwatch();

CREATE FUNCTION credenza_private.watch_worker() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.watch_tickets(NEW.org_id, NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER watch_worker AFTER UPDATE OF archived_at ON credenza.workers
    FOR EACH ROW WHEN ((OLD.archived_at IS NULL) <> (NEW.archived_at IS NULL)) EXECUTE FUNCTION credenza_private.watch_worker();

CREATE FUNCTION credenza_private.watch_invitation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.watch(NEW.org_id, 'invitation', NEW.id, NEW.expires_at, false);
    RETURN NULL;
END
$$;
CREATE TRIGGER watch_invitation AFTER INSERT OR UPDATE OF expires_at ON credenza.invitations
    FOR EACH ROW EXECUTE FUNCTION credenza_private.watch_invitation();
CREATE TRIGGER unwatch AFTER DELETE ON credenza.invitations FOR EACH ROW EXECUTE FUNCTION credenza_private.unwatch();

CREATE FUNCTION credenza_private.watch_api_token() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.watch(NEW.org_id, 'api_token', NEW.id, NEW.expires_at, NEW.revoked_at IS NOT NULL);
    RETURN NULL;
END
$$;
CREATE TRIGGER watch_api_token AFTER INSERT OR UPDATE OF revoked_at ON credenza.api_tokens
    FOR EACH ROW EXECUTE FUNCTION credenza_private.watch_api_token();
CREATE TRIGGER unwatch AFTER DELETE ON credenza.api_tokens FOR EACH ROW EXECUTE FUNCTION credenza_private.unwatch();

-- The age at which a key that seals what is new should be rotated.
CREATE FUNCTION credenza_private.kek_age() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN interval '1 year';

CREATE FUNCTION credenza_private.watch_kek() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.watch(NEW.org_id, 'kek', NEW.id, NEW.created_at + credenza_private.kek_age(), NEW.state <> 'primary');
    RETURN NULL;
END
$$;
CREATE TRIGGER watch_kek AFTER INSERT OR UPDATE OF state ON credenza.keks
    FOR EACH ROW EXECUTE FUNCTION credenza_private.watch_kek();

-- What is there already.
SELECT credenza_private.watch_tickets(w.org_id, w.id) FROM credenza.workers w;
SELECT credenza_private.watch(org_id, 'invitation', id, expires_at, false) FROM credenza.invitations;
SELECT credenza_private.watch(org_id, 'api_token', id, expires_at, revoked_at IS NOT NULL) FROM credenza.api_tokens;
SELECT credenza_private.watch(org_id, 'kek', id, created_at + credenza_private.kek_age(), state <> 'primary') FROM credenza.keks;

-- As before (V20), under the new names.
CREATE OR REPLACE FUNCTION credenza_private.watch_certificate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    older uuid[];
    newer uuid;
BEGIN
    IF NEW.not_after IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' OR OLD.not_after IS DISTINCT FROM NEW.not_after THEN
        INSERT INTO credenza.alerts AS a (org_id, subject_id, subject, ends_at, watched_from)
            VALUES (NEW.org_id, NEW.id, 'certificate', NEW.not_after, CASE TG_OP WHEN 'INSERT' THEN NEW.created_at ELSE now() END)
            ON CONFLICT (org_id, subject_id) DO UPDATE
                SET ends_at = excluded.ends_at, watched_from = excluded.watched_from, last_step = NULL, stepped_at = NULL,
                    escalated_step = NULL, acknowledged_step = NULL, acknowledged_at = NULL, acknowledged_by = NULL,
                    snoozed_until = NULL;
    END IF;
    IF NEW.tax_id IS NULL THEN
        RETURN NULL;
    END IF;
    -- In steps, since a connection keeps its plans: a join that was planned while there were few alerts would go through all of an
    -- organization's when there are many.
    SELECT array_agg(c.id) INTO older FROM credenza.certificates c
        WHERE c.org_id = NEW.org_id AND c.tax_id = NEW.tax_id AND credenza_private.renews(c, NEW);
    IF older IS NOT NULL THEN
        UPDATE credenza.alerts a SET successor_id = NEW.id
            WHERE a.org_id = NEW.org_id AND a.subject_id = ANY (older) AND a.successor_id IS NULL;
    END IF;
    SELECT c.id INTO newer FROM credenza.certificates c
        WHERE c.org_id = NEW.org_id AND c.tax_id = NEW.tax_id AND credenza_private.renews(NEW, c)
        ORDER BY c.not_after DESC, c.id LIMIT 1;
    IF newer IS NOT NULL THEN
        UPDATE credenza.alerts a SET successor_id = newer
            WHERE a.org_id = NEW.org_id AND a.subject_id = NEW.id AND a.successor_id IS NULL;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION credenza_private.decide_alert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.due_at := '-infinity';
    IF NEW.acknowledged_at IS DISTINCT FROM OLD.acknowledged_at AND NEW.acknowledged_at IS NOT NULL AND credenza.member() IS NOT NULL THEN
        NEW.acknowledged_by := credenza.member();
    END IF;
    IF NEW.muted_because IS DISTINCT FROM OLD.muted_because THEN
        NEW.muted_by := CASE WHEN NEW.muted_because IS NOT NULL THEN credenza.member() END;
    END IF;
    -- Whoever works says that he sees to his own ticket. That others hear nothing of it is not his to say.
    IF NEW.subject = 'ticket' AND credenza.member() IS NOT NULL AND credenza.org_with('ticket.approve') IS NULL
       AND (NEW.snoozed_until, NEW.muted_because, NEW.assignee_id)
           IS DISTINCT FROM (OLD.snoozed_until, OLD.muted_because, OLD.assignee_id)
       AND EXISTS (SELECT FROM credenza.tickets t JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
                   WHERE t.org_id = NEW.org_id AND t.id = NEW.subject_id AND w.member_id = credenza.member()) THEN
        PERFORM credenza_private.refuse('own_ticket');
    END IF;
    -- Only who may see it can look after it. Who is no member at all, the key refuses.
    IF NEW.assignee_id IS DISTINCT FROM OLD.assignee_id AND NEW.assignee_id IS NOT NULL
       AND EXISTS (SELECT FROM credenza.members m WHERE m.org_id = NEW.org_id AND m.id = NEW.assignee_id)
       AND NOT EXISTS (SELECT FROM credenza_private.alert_audience(NEW) w WHERE w.member_id = NEW.assignee_id) THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'CZ404';
    END IF;
    -- What takes its place ends later.
    IF NEW.successor_id IS DISTINCT FROM OLD.successor_id AND EXISTS (
           SELECT FROM credenza.certificates c WHERE c.org_id = NEW.org_id AND c.id = NEW.successor_id
              AND (c.not_after > NEW.ends_at) IS NOT TRUE) THEN
        RAISE EXCEPTION 'no such certificate' USING ERRCODE = 'CZ404';
    END IF;
    RETURN NEW;
END
$$;

-- Another time zone is another end of a ticket's last day.
CREATE FUNCTION credenza_private.rezone_tickets() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.watch_tickets(w.org_id, w.id) FROM credenza.workers w WHERE w.org_id = NEW.org_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER rezone_tickets AFTER UPDATE OF time_zone ON credenza.organizations
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION credenza_private.rezone_tickets();
