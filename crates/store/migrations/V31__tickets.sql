-- Why: the life of a ticket is the same whoever writes: a trigger knows its steps and functions alone take them, so that an
-- impossible state is impossible also for a statement that policy in code never saw (docs/adr/0020-tickets.md).

-- Codes are asked about by anybody, in no organization, so each is given once in the whole installation. What stands here says
-- nothing about whose it is. A code is never given again, also when its ticket was withdrawn.
CREATE TABLE credenza_private.ticket_codes (
    code text PRIMARY KEY CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$')
);
ALTER TABLE credenza_private.ticket_codes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza_private.ticket_codes TO credenza_owner USING (true) WITH CHECK (true);

-- recorded_by: who wrote it last; he is not to approve it. renews_id: in whose place it comes. `reason` is that of the last act.
CREATE TABLE credenza.tickets (
    org_id      uuid NOT NULL,
    id          uuid NOT NULL,
    worker_id   uuid NOT NULL,
    type_id     uuid NOT NULL,
    code        text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
    number      text CHECK (length(number) BETWEEN 1 AND 80),
    issuer      text CHECK (length(issuer) BETWEEN 1 AND 200),
    issued_on   date CHECK (issued_on BETWEEN '1900-01-01' AND '2199-12-31'),
    expires_on  date CHECK (expires_on BETWEEN '1900-01-01' AND '2299-12-31'),
    state       text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'sent_back', 'approved', 'suspended', 'revoked', 'superseded')),
    reason      text CHECK (length(reason) BETWEEN 1 AND 1000),
    renews_id   uuid,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    approved_by uuid,
    approved_at timestamptz,
    decided_by  uuid,
    decided_at  timestamptz,
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, renews_id),
    FOREIGN KEY (org_id, worker_id) REFERENCES credenza.workers (org_id, id),
    FOREIGN KEY (org_id, type_id) REFERENCES credenza.ticket_types (org_id, id),
    FOREIGN KEY (org_id, renews_id) REFERENCES credenza.tickets (org_id, id),
    FOREIGN KEY (org_id, recorded_by) REFERENCES credenza.members (org_id, id),
    FOREIGN KEY (org_id, approved_by) REFERENCES credenza.members (org_id, id),
    FOREIGN KEY (org_id, decided_by) REFERENCES credenza.members (org_id, id),
    CHECK (expires_on >= issued_on),
    CHECK (renews_id <> id),
    -- Once approved, it is known for ever by whom and when; before, by nobody.
    CHECK ((approved_at IS NULL) = (state IN ('pending', 'sent_back'))),
    CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    -- Nobody is told no without a reason.
    CHECK (reason IS NOT NULL OR state NOT IN ('sent_back', 'suspended', 'revoked'))
);
CREATE INDEX tickets_by_worker ON credenza.tickets (org_id, worker_id);
CREATE INDEX tickets_by_type ON credenza.tickets (org_id, type_id);
CREATE INDEX tickets_by_end ON credenza.tickets (org_id, (coalesce(expires_on, 'infinity')), id);
-- Not unique here: that is seen to above, across organizations.
CREATE INDEX tickets_by_code ON credenza.tickets (code);

ALTER TABLE credenza.tickets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.tickets TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON credenza.tickets FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND org_id = (SELECT credenza.org_with('worker.read_all')));
CREATE POLICY stand_over ON credenza.tickets FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')) AND worker_id = ANY ((SELECT credenza.own_workers())::uuid[]));
GRANT SELECT ON credenza.tickets TO credenza_app;

-- The steps of a life, whoever takes them: the same as domain::TicketState::after, which a test holds beside it.
CREATE FUNCTION credenza_private.ticket_step(before text, after text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN before = after OR (before, after) IN (
    ('pending', 'approved'), ('pending', 'sent_back'), ('sent_back', 'pending'),
    ('approved', 'suspended'), ('approved', 'revoked'), ('approved', 'superseded'),
    ('suspended', 'approved'), ('suspended', 'revoked'), ('suspended', 'superseded')
);

CREATE FUNCTION credenza_private.keep_ticket() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old_one credenza.tickets;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'pending' THEN
            PERFORM credenza_private.refuse('ticket_state');
        END IF;
        INSERT INTO credenza_private.ticket_codes (code) VALUES (NEW.code);
        IF NEW.renews_id IS NOT NULL THEN
            SELECT t.* INTO old_one FROM credenza.tickets t WHERE t.org_id = NEW.org_id AND t.id = NEW.renews_id;
            IF old_one.worker_id <> NEW.worker_id OR old_one.type_id <> NEW.type_id OR old_one.state <> 'approved' THEN
                PERFORM credenza_private.refuse('not_renewable');
            END IF;
        END IF;
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state NOT IN ('pending', 'sent_back') THEN
            PERFORM credenza_private.refuse('ticket_state');
        END IF;
        RETURN NULL;
    END IF;
    IF NOT credenza_private.ticket_step(OLD.state, NEW.state) THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    -- Whose it is, what it is called and what it renews do not change; what was approved does not either.
    IF (NEW.org_id, NEW.id, NEW.worker_id, NEW.code, NEW.created_at) IS DISTINCT FROM
           (OLD.org_id, OLD.id, OLD.worker_id, OLD.code, OLD.created_at)
       OR NEW.renews_id IS DISTINCT FROM OLD.renews_id
       OR OLD.approved_at IS NOT NULL
          AND (NEW.type_id, NEW.number, NEW.issuer, NEW.issued_on, NEW.expires_on, NEW.recorded_by, NEW.approved_by, NEW.approved_at)
              IS DISTINCT FROM
              (OLD.type_id, OLD.number, OLD.issuer, OLD.issued_on, OLD.expires_on, OLD.recorded_by, OLD.approved_by, OLD.approved_at) THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    -- Only an approved ticket takes the place of another.
    IF NEW.state = 'superseded' AND OLD.state <> 'superseded' AND NOT EXISTS (
           SELECT FROM credenza.tickets t
           WHERE t.org_id = NEW.org_id AND t.renews_id = NEW.id AND t.state = 'approved') THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    RETURN NULL;
END
$$;
-- AFTER, so that the keys have spoken before.
CREATE TRIGGER keep_ticket AFTER INSERT OR UPDATE OR DELETE ON credenza.tickets
    FOR EACH ROW EXECUTE FUNCTION credenza_private.keep_ticket();

-- The organization of the context, which must hold the permission.
CREATE FUNCTION credenza_private.working_with(permission text) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org_with(permission);
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with %', permission USING ERRCODE = '42501';
    END IF;
    RETURN org;
END
$$;

-- A ticket of a worker whom the caller sees, locked.
CREATE FUNCTION credenza_private.own_ticket(org uuid, ticket uuid) RETURNS credenza.tickets
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    there credenza.tickets;
BEGIN
    SELECT t.* INTO there FROM credenza.tickets t WHERE t.org_id = org AND t.id = ticket FOR UPDATE;
    IF NOT FOUND OR NOT credenza.sees_worker(there.worker_id) THEN
        RAISE EXCEPTION 'no such ticket' USING ERRCODE = 'CZ404';
    END IF;
    RETURN there;
END
$$;

CREATE FUNCTION credenza_private.must_be_open(org uuid, kind uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM credenza.ticket_types y WHERE y.org_id = org AND y.id = kind AND y.archived_at IS NOT NULL) THEN
        PERFORM credenza_private.refuse('type_archived');
    END IF;
END
$$;

-- Records a ticket of a worker whom the caller sees; `renews`: in the place of another, once it is approved.
CREATE FUNCTION credenza.record_ticket(
    ticket uuid, worker uuid, kind uuid, public_code text, ticket_number text, ticket_issuer text, issued date, expires date,
    renews uuid)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('ticket.write');
    whose credenza.workers;
BEGIN
    SELECT w.* INTO whose FROM credenza.workers w WHERE w.org_id = org AND w.id = worker;
    IF NOT FOUND OR NOT credenza.sees_worker(worker) THEN
        RAISE EXCEPTION 'no such worker' USING ERRCODE = 'CZ404';
    END IF;
    IF whose.archived_at IS NOT NULL THEN
        PERFORM credenza_private.refuse('worker_archived');
    END IF;
    PERFORM credenza_private.must_be_open(org, kind);
    IF renews IS NOT NULL THEN
        -- It takes its turn with whoever decides about that one.
        PERFORM credenza_private.own_ticket(org, renews);
        IF EXISTS (SELECT FROM credenza.tickets t WHERE t.org_id = org AND t.renews_id = renews) THEN
            PERFORM credenza_private.refuse('renewal_open');
        END IF;
    END IF;
    INSERT INTO credenza.tickets (org_id, id, worker_id, type_id, code, number, issuer, issued_on, expires_on, renews_id, recorded_by)
        VALUES (org, ticket, worker, kind, public_code, ticket_number, ticket_issuer, issued, expires, renews, credenza.member());
END
$$;

-- Writes a ticket that nobody has approved anew, over the version that the caller saw; it is to be checked then.
CREATE FUNCTION credenza.correct_ticket(
    ticket uuid, seen_version integer, kind uuid, ticket_number text, ticket_issuer text, issued date, expires date)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('ticket.write');
    there credenza.tickets := credenza_private.own_ticket(org, ticket);
BEGIN
    IF there.state NOT IN ('pending', 'sent_back') THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    IF there.version <> seen_version THEN
        PERFORM credenza_private.refuse('stale');
    END IF;
    IF kind <> there.type_id THEN
        IF there.renews_id IS NOT NULL THEN
            PERFORM credenza_private.refuse('not_renewable');
        END IF;
        PERFORM credenza_private.must_be_open(org, kind);
    END IF;
    UPDATE credenza.tickets t
        SET type_id = kind, number = ticket_number, issuer = ticket_issuer, issued_on = issued, expires_on = expires,
            state = 'pending', recorded_by = credenza.member(), recorded_at = now(), version = version + 1, updated_at = now()
        WHERE t.org_id = org AND t.id = ticket;
END
$$;

-- Takes a ticket away that nobody has approved.
CREATE FUNCTION credenza.withdraw_ticket(ticket uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('ticket.write');
    there credenza.tickets := credenza_private.own_ticket(org, ticket);
BEGIN
    -- The trigger says whether it may go.
    DELETE FROM credenza.tickets t WHERE t.org_id = org AND t.id = there.id;
END
$$;

-- Whether somebody else than `but`, who is at work here, may approve tickets of all workers.
CREATE FUNCTION credenza_private.another_approver(org uuid, but uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM credenza.members m
    WHERE m.org_id = org AND m.id <> but AND m.status = 'active' AND m.permissions @> '{ticket.approve,worker.read_all}'
);

-- Decides about a ticket: `approve`, `send_back`, `suspend`, `reinstate` or `revoke`. Who wrote a ticket, or holds it, does not
-- approve it, unless nobody else can: `alone` says so, for the log. `replaced` is the ticket whose place it has taken.
CREATE FUNCTION credenza.decide_ticket(ticket uuid, act text, because text, OUT alone boolean, OUT replaced uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with(
              CASE WHEN act IN ('approve', 'send_back') THEN 'ticket.approve' ELSE 'ticket.revoke' END);
    me    uuid := credenza.member();
    there credenza.tickets := credenza_private.own_ticket(org, ticket);
    next  text := CASE act WHEN 'approve' THEN 'approved' WHEN 'send_back' THEN 'sent_back' WHEN 'suspend' THEN 'suspended'
                           WHEN 'reinstate' THEN 'approved' WHEN 'revoke' THEN 'revoked' END;
BEGIN
    -- Two acts lead to the same state, from different ones.
    IF next IS NULL OR next = there.state OR NOT credenza_private.ticket_step(there.state, next)
       OR act = 'approve' AND there.state <> 'pending' OR act = 'reinstate' AND there.state <> 'suspended' THEN
        PERFORM credenza_private.refuse('ticket_state');
    END IF;
    alone := act = 'approve' AND (there.recorded_by = me OR EXISTS (
        SELECT FROM credenza.workers w WHERE w.org_id = org AND w.id = there.worker_id AND w.member_id = me));
    IF alone AND credenza_private.another_approver(org, me) THEN
        PERFORM credenza_private.refuse('own_ticket');
    END IF;
    UPDATE credenza.tickets t
        SET state = next, reason = because, decided_by = me, decided_at = now(), version = version + 1, updated_at = now(),
            approved_by = CASE WHEN act = 'approve' THEN me ELSE approved_by END,
            approved_at = CASE WHEN act = 'approve' THEN now() ELSE approved_at END
        WHERE t.org_id = org AND t.id = ticket;
    IF act = 'approve' AND there.renews_id IS NOT NULL THEN
        -- One that was revoked in the meantime stays revoked.
        UPDATE credenza.tickets t
            SET state = 'superseded', decided_by = me, decided_at = now(), reason = NULL, version = version + 1, updated_at = now()
            WHERE t.org_id = org AND t.id = there.renews_id AND t.state IN ('approved', 'suspended')
            RETURNING t.id INTO replaced;
    END IF;
END
$$;

GRANT EXECUTE ON FUNCTION
    credenza.record_ticket(uuid, uuid, uuid, text, text, text, date, date, uuid),
    credenza.correct_ticket(uuid, integer, uuid, text, text, date, date), credenza.withdraw_ticket(uuid),
    credenza.decide_ticket(uuid, text, text) TO credenza_app;
