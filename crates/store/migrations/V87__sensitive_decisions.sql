-- Why: an organization may ask for a step-up of who approves tickets, and of who takes them back (docs/adr/0014-sensitive-permissions.md).
-- The app writes no ticket: the function that decides asks for the proof.

DO $$
DECLARE
    rule record;
    kept text;
BEGIN
    FOR rule IN SELECT conname, pg_get_constraintdef(oid) AS words FROM pg_constraint
                WHERE conrelid = 'credenza.organizations'::regclass AND contype = 'c'
                  AND pg_get_constraintdef(oid) LIKE '%sensitive_permissions <@%' LOOP
        -- Those that there are by now, and two more.
        kept := substring(rule.words FROM '{([^}]*)}');
        EXECUTE format('ALTER TABLE credenza.organizations DROP CONSTRAINT %I', rule.conname);
        EXECUTE format('ALTER TABLE credenza.organizations ADD CONSTRAINT %I CHECK (sensitive_permissions <@ %L::text[])',
                       rule.conname, '{' || kept || ',ticket.approve,ticket.revoke}');
    END LOOP;
END
$$;

-- As before; where the organization has made that sensitive, with a proof for this act on this ticket.
CREATE OR REPLACE FUNCTION credenza.decide_ticket(ticket uuid, act text, because text, OUT alone boolean, OUT replaced uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    takes text := CASE WHEN act IN ('approve', 'send_back') THEN 'ticket.approve' ELSE 'ticket.revoke' END;
    org   uuid := credenza_private.working_with(takes);
    me    uuid := credenza.member();
    there credenza.tickets := credenza_private.own_ticket(org, ticket);
    next  text := CASE act WHEN 'approve' THEN 'approved' WHEN 'send_back' THEN 'sent_back' WHEN 'suspend' THEN 'suspended'
                           WHEN 'reinstate' THEN 'approved' WHEN 'revoke' THEN 'revoked' END;
BEGIN
    IF EXISTS (SELECT FROM credenza.organizations o WHERE o.org_id = org AND takes = ANY (o.sensitive_permissions)) THEN
        PERFORM credenza_private.must_be_proven(org, ARRAY['ticket.' || act || ' ' || credenza.type_id('tkt', ticket)], '{}');
    END IF;
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
