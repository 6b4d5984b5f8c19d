-- Why: an organization's people are managed from within it. Members, roles and invitations are changed by functions alone,
-- which decide again what policy in code has decided: who may, over whom, that an administrator is left, that a seat is
-- free. A rule that says no raises CZ409 with the rule's name as its message. All of them first take the lock on the
-- organization's row, so that two at the same moment see each other.

-- How many active members there may be; NULL for any number. The operator sets it, see `credenza_private.set_seats`.
ALTER TABLE credenza.organizations ADD seat_limit integer CHECK (seat_limit >= 1);

-- A built-in role is called by its id in the language of whoever looks at it; a custom one has the id rol_… and a name.
ALTER TABLE credenza.roles
    ADD name text CHECK (length(name) BETWEEN 1 AND 80),
    ADD version integer NOT NULL DEFAULT 1,
    ADD UNIQUE (org_id, name),
    ADD CHECK (builtin = (name IS NULL));

-- Organizations that were made before get the new permissions and roles.
UPDATE credenza.roles SET permissions = permissions || '{member.invite,member.manage,role.manage}'
    WHERE builtin AND id = 'admin';
INSERT INTO credenza.roles (org_id, id, builtin, permissions)
    SELECT o.org_id, r.id, true, r.permissions
    FROM credenza.organizations o,
         (VALUES ('hse_manager', '{member.read}'::text[]), ('supervisor', '{member.read}'), ('worker', '{}')) AS r (id, permissions);

-- What else ends a session.
ALTER TABLE credenza.sessions
    DROP CONSTRAINT sessions_revoked_because_check,
    ADD CONSTRAINT sessions_revoked_because_check
        CHECK (revoked_because IN ('signed_out', 'refresh_reuse', 'suspended', 'removed'));

-- Somebody is asked to join. token_hash: SHA-256 of the link's secret. The row goes when the invitation is accepted or
-- revoked; the log keeps that it was.
CREATE TABLE credenza.invitations (
    org_id     uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id         uuid NOT NULL,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    email      text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    invited_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, token_hash),
    UNIQUE (org_id, email),
    FOREIGN KEY (org_id, invited_by) REFERENCES credenza.members (org_id, id)
);
-- Not unique: that would be a key across organizations, and hashes of 256 random bits do not meet.
CREATE INDEX invitations_by_token ON credenza.invitations (token_hash);
CREATE INDEX invitations_by_member ON credenza.invitations (org_id, invited_by);

CREATE TABLE credenza.invitation_roles (
    org_id        uuid NOT NULL,
    invitation_id uuid NOT NULL,
    role_id       text NOT NULL,
    PRIMARY KEY (org_id, invitation_id, role_id),
    FOREIGN KEY (org_id, invitation_id) REFERENCES credenza.invitations (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, role_id) REFERENCES credenza.roles (org_id, id)
);
CREATE INDEX invitation_roles_by_role ON credenza.invitation_roles (org_id, role_id);
CREATE INDEX member_roles_by_role ON credenza.member_roles (org_id, role_id);

ALTER TABLE credenza.invitations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.invitation_roles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.invitations TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.invitation_roles TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON credenza.invitations FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('member.invite')));
CREATE POLICY see ON credenza.invitation_roles FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('member.invite')));
-- Whoever can read a row can tell who asked for the link, not the link.
GRANT SELECT (org_id, id, email, invited_by, created_at, sent_at, expires_at) ON credenza.invitations TO credenza_app;
GRANT SELECT ON credenza.invitation_roles TO credenza_app;

CREATE FUNCTION credenza_private.refuse(rule text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '%', rule USING ERRCODE = 'CZ409';
END
$$;

-- The organization of the context, which must hold `permission`, with the lock on its people.
CREATE FUNCTION credenza_private.people_of(permission text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org_with(permission);
BEGIN
    -- What references an organization may go on: it takes a weaker lock.
    PERFORM FROM credenza.organizations o WHERE o.org_id = org FOR NO KEY UPDATE;
    -- Who waited for the lock may be nobody by now.
    IF org IS NULL OR credenza.org_with(permission) IS NULL THEN
        RAISE EXCEPTION 'no context with %', permission USING ERRCODE = '42501';
    END IF;
    RETURN org;
END
$$;

-- What these roles permit; `credenza_private.permissions_of` says it of a member.
CREATE FUNCTION credenza_private.permissions_in(org uuid, role_ids text[]) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT DISTINCT p FROM credenza.roles r, unnest(r.permissions) AS p WHERE r.org_id = org AND r.id = ANY (role_ids)
);

-- Nobody gives, takes or touches more than he holds himself.
CREATE FUNCTION credenza_private.must_cover(permissions text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(permissions) AS p WHERE credenza.org_with(p) IS NULL) THEN
        PERFORM credenza_private.refuse('beyond_own');
    END IF;
END
$$;

-- Roles to be given: there are some, each exists, and the caller holds all that they permit.
CREATE FUNCTION credenza_private.may_give(org uuid, role_ids text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF role_ids = '{}' OR EXISTS (SELECT FROM unnest(role_ids) AS wanted
           WHERE NOT EXISTS (SELECT FROM credenza.roles r WHERE r.org_id = org AND r.id = wanted)) THEN
        PERFORM credenza_private.refuse('unknown_role');
    END IF;
    PERFORM credenza_private.must_cover(credenza_private.permissions_in(org, role_ids));
END
$$;

-- A member whom the caller may manage: not himself, unless `oneself`, and nobody who may do more than he.
CREATE FUNCTION credenza_private.manageable(org uuid, target uuid, oneself boolean) RETURNS credenza.members
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    there credenza.members;
BEGIN
    SELECT * INTO there FROM credenza.members m WHERE m.org_id = org AND m.id = target AND m.status <> 'removed';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'CZ404';
    END IF;
    IF target = credenza.member() AND NOT oneself THEN
        PERFORM credenza_private.refuse('oneself');
    END IF;
    PERFORM credenza_private.must_cover(credenza_private.permissions_of(org, target));
    RETURN there;
END
$$;

-- An active administrator is left when `target` is none any more. Called with the lock on the organization's people.
CREATE FUNCTION credenza_private.keep_an_administrator(org uuid, target uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM credenza.member_roles mr
                   JOIN credenza.members m ON m.org_id = mr.org_id AND m.id = mr.member_id
                   WHERE mr.org_id = org AND mr.role_id = 'admin' AND m.status = 'active' AND m.id <> target) THEN
        PERFORM credenza_private.refuse('last_administrator');
    END IF;
END
$$;

-- A seat is free. Called with the lock on the organization's people. A suspended member holds none.
CREATE FUNCTION credenza_private.take_seat(org uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT o.seat_limit FROM credenza.organizations o WHERE o.org_id = org)
       <= (SELECT count(*) FROM credenza.members m WHERE m.org_id = org AND m.status = 'active') THEN
        PERFORM credenza_private.refuse('no_seat');
    END IF;
END
$$;

-- Ends what a member has open, and voids what he has asked others to.
CREATE FUNCTION credenza_private.shut_out(org uuid, target uuid, reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM credenza_private.end_sessions(org, target, NULL, reason);
    DELETE FROM credenza.invitations i WHERE i.org_id = org AND i.invited_by = target;
END
$$;

CREATE FUNCTION credenza_private.role_ids_of(org uuid, target uuid) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN ARRAY(SELECT mr.role_id FROM credenza.member_roles mr WHERE mr.org_id = org AND mr.member_id = target ORDER BY 1);

-- Each of these returns the member's name, for the audit entry.
CREATE FUNCTION credenza.suspend_member(target uuid) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.people_of('member.manage');
    member credenza.members := credenza_private.manageable(org, target, false);
BEGIN
    IF member.status <> 'active' THEN
        PERFORM credenza_private.refuse('not_active');
    END IF;
    PERFORM credenza_private.keep_an_administrator(org, target);
    UPDATE credenza.members m SET status = 'suspended' WHERE m.org_id = org AND m.id = target;
    PERFORM credenza_private.shut_out(org, target, 'suspended');
    RETURN member.name;
END
$$;

CREATE FUNCTION credenza.reinstate_member(target uuid) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.people_of('member.manage');
    member credenza.members := credenza_private.manageable(org, target, false);
BEGIN
    IF member.status <> 'suspended' THEN
        PERFORM credenza_private.refuse('not_suspended');
    END IF;
    PERFORM credenza_private.take_seat(org);
    UPDATE credenza.members m SET status = 'active' WHERE m.org_id = org AND m.id = target;
    RETURN member.name;
END
$$;

-- The row stays, without roles: what he did in the organization refers to it.
CREATE FUNCTION credenza.remove_member(target uuid) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.people_of('member.manage');
    member credenza.members := credenza_private.manageable(org, target, false);
BEGIN
    PERFORM credenza_private.keep_an_administrator(org, target);
    UPDATE credenza.members m SET status = 'removed' WHERE m.org_id = org AND m.id = target;
    DELETE FROM credenza.member_roles mr WHERE mr.org_id = org AND mr.member_id = target;
    PERFORM credenza_private.shut_out(org, target, 'removed');
    RETURN member.name;
END
$$;

-- Returns the name, and the roles that he had.
CREATE FUNCTION credenza.set_member_roles(target uuid, role_ids text[], OUT member_name text, OUT before text[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.people_of('member.manage');
    member credenza.members := credenza_private.manageable(org, target, true);
BEGIN
    PERFORM credenza_private.may_give(org, role_ids);
    before := credenza_private.role_ids_of(org, target);
    IF 'admin' = ANY (before) AND NOT 'admin' = ANY (role_ids) AND member.status = 'active' THEN
        PERFORM credenza_private.keep_an_administrator(org, target);
    END IF;
    DELETE FROM credenza.member_roles mr
        WHERE mr.org_id = org AND mr.member_id = target AND NOT mr.role_id = ANY (role_ids);
    INSERT INTO credenza.member_roles (org_id, member_id, role_id)
        SELECT org, target, id FROM unnest(role_ids) AS id ON CONFLICT DO NOTHING;
    member_name := member.name;
END
$$;

-- Leaving is everybody's right, but for the last administrator. The context dies with it, so the entry comes before, and the
-- lock, which everybody takes before the log's, comes before the entry.
CREATE FUNCTION credenza.may_leave() RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org();
BEGIN
    PERFORM FROM credenza.organizations o WHERE o.org_id = org FOR NO KEY UPDATE;
    IF credenza.member() IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    PERFORM credenza_private.keep_an_administrator(org, credenza.member());
END
$$;

CREATE FUNCTION credenza.leave_organization() RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza.org();
    target uuid := credenza.member();
BEGIN
    PERFORM credenza.may_leave();
    UPDATE credenza.members m SET status = 'removed' WHERE m.org_id = org AND m.id = target;
    DELETE FROM credenza.member_roles mr WHERE mr.org_id = org AND mr.member_id = target;
    PERFORM credenza_private.shut_out(org, target, 'removed');
END
$$;

-- Custom roles. What a role permits is at most what its maker holds, before a change and after it.
CREATE FUNCTION credenza.create_role(role text, called text, permits text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.people_of('role.manage');
BEGIN
    PERFORM credenza_private.must_cover(permits);
    IF (SELECT count(*) FROM credenza.roles r WHERE r.org_id = org) >= 60 THEN
        PERFORM credenza_private.refuse('too_many_roles');
    END IF;
    INSERT INTO credenza.roles (org_id, id, builtin, permissions, name) VALUES (org, role, false, permits, called);
END
$$;

-- A custom role that the caller may change.
CREATE FUNCTION credenza_private.own_role(org uuid, role text) RETURNS credenza.roles
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    there credenza.roles;
BEGIN
    SELECT * INTO there FROM credenza.roles r WHERE r.org_id = org AND r.id = role AND NOT r.builtin;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such role' USING ERRCODE = 'CZ404';
    END IF;
    PERFORM credenza_private.must_cover(there.permissions);
    RETURN there;
END
$$;

-- Returns what it permitted before.
CREATE FUNCTION credenza.update_role(role text, called text, permits text[], seen integer) RETURNS text[]
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.people_of('role.manage');
    before credenza.roles := credenza_private.own_role(org, role);
BEGIN
    PERFORM credenza_private.must_cover(permits);
    IF before.version <> seen THEN
        PERFORM credenza_private.refuse('stale');
    END IF;
    UPDATE credenza.roles r SET name = called, permissions = permits, version = version + 1
        WHERE r.org_id = org AND r.id = role;
    RETURN before.permissions;
END
$$;

-- Returns its name.
CREATE FUNCTION credenza.delete_role(role text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.people_of('role.manage');
    before credenza.roles := credenza_private.own_role(org, role);
BEGIN
    IF EXISTS (SELECT FROM credenza.member_roles mr WHERE mr.org_id = org AND mr.role_id = role)
       OR EXISTS (SELECT FROM credenza.invitation_roles ir WHERE ir.org_id = org AND ir.role_id = role) THEN
        PERFORM credenza_private.refuse('role_in_use');
    END IF;
    DELETE FROM credenza.roles r WHERE r.org_id = org AND r.id = role;
    RETURN before.name;
END
$$;

-- Invitations. One for an address at a time; whether the address has an account is looked at when it is accepted.
CREATE FUNCTION credenza.invite(invitation uuid, link_hash bytea, address text, role_ids text[], lifetime interval)
    RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org  uuid := credenza_private.people_of('member.invite');
    ends timestamptz := now() + least(lifetime, interval '7 days');
BEGIN
    PERFORM credenza_private.may_give(org, role_ids);
    IF EXISTS (SELECT FROM credenza.members m WHERE m.org_id = org AND m.email = address AND m.status <> 'removed') THEN
        PERFORM credenza_private.refuse('already_member');
    END IF;
    DELETE FROM credenza.invitations i WHERE i.org_id = org AND i.email = address AND i.expires_at <= now();
    IF EXISTS (SELECT FROM credenza.invitations i WHERE i.org_id = org AND i.email = address) THEN
        PERFORM credenza_private.refuse('already_invited');
    END IF;
    IF (SELECT count(*) FROM credenza.invitations i WHERE i.org_id = org) >= 1000 THEN
        PERFORM credenza_private.refuse('too_many_invitations');
    END IF;
    INSERT INTO credenza.invitations (org_id, id, token_hash, email, invited_by, expires_at)
        VALUES (org, invitation, link_hash, address, credenza.member(), ends);
    INSERT INTO credenza.invitation_roles (org_id, invitation_id, role_id) SELECT org, invitation, id FROM unnest(role_ids) AS id;
    RETURN ends;
END
$$;

-- An invitation that the caller may send again or take back: its roles permit nothing that he does not hold.
CREATE FUNCTION credenza_private.own_invitation(org uuid, invitation uuid) RETURNS credenza.invitations
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    there credenza.invitations;
BEGIN
    SELECT * INTO there FROM credenza.invitations i WHERE i.org_id = org AND i.id = invitation;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such invitation' USING ERRCODE = 'CZ404';
    END IF;
    PERFORM credenza_private.must_cover(credenza_private.permissions_in(org,
        ARRAY(SELECT ir.role_id FROM credenza.invitation_roles ir WHERE ir.org_id = org AND ir.invitation_id = invitation)));
    RETURN there;
END
$$;

-- A new link in the place of the old one, which is void from now on. Who sends it again has become the one who invites.
CREATE FUNCTION credenza.resend_invitation(
    invitation uuid, link_hash bytea, lifetime interval, OUT address text, OUT ends timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.people_of('member.invite');
    there credenza.invitations := credenza_private.own_invitation(org, invitation);
BEGIN
    address := there.email;
    ends := now() + least(lifetime, interval '7 days');
    UPDATE credenza.invitations i
        SET token_hash = link_hash, expires_at = ends, sent_at = now(), invited_by = credenza.member()
        WHERE i.org_id = org AND i.id = invitation;
END
$$;

-- Returns the address.
CREATE FUNCTION credenza.revoke_invitation(invitation uuid) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.people_of('member.invite');
    there credenza.invitations := credenza_private.own_invitation(org, invitation);
BEGIN
    DELETE FROM credenza.invitations i WHERE i.org_id = org AND i.id = invitation;
    RETURN there.email;
END
$$;

-- Where the person of the context is an active member, by name: what he may switch to. Nothing else of an organization
-- is told here, and of no other person.
CREATE FUNCTION credenza.own_organizations() RETURNS TABLE (org_id uuid, name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT o.org_id, o.name
        FROM credenza.members me
        JOIN credenza.members m ON m.user_id = me.user_id AND m.status = 'active'
        JOIN credenza.organizations o ON o.org_id = m.org_id
        WHERE me.org_id = credenza.org() AND me.id = credenza.member()
        ORDER BY lower(o.name), o.org_id;
END
$$;

GRANT EXECUTE ON FUNCTION credenza.suspend_member(uuid), credenza.reinstate_member(uuid), credenza.remove_member(uuid),
    credenza.set_member_roles(uuid, text[]), credenza.may_leave(), credenza.leave_organization(), credenza.create_role(text, text, text[]),
    credenza.update_role(text, text, text[], integer), credenza.delete_role(text),
    credenza.invite(uuid, bytea, text, text[], interval), credenza.resend_invitation(uuid, bytea, interval),
    credenza.revoke_invitation(uuid), credenza.own_organizations() TO credenza_app;

-- The invitation behind a link that is good, and the password hash of its address's account, if it has one.
CREATE FUNCTION system.find_invitation(link_hash bytea)
    RETURNS TABLE (org_id uuid, org_name text, org_locale text, invitation_id uuid, email text, user_id uuid, phc text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT i.org_id, o.name, o.locale, i.id, i.email, u.id, p.phc
        FROM credenza.invitations i
        JOIN credenza.organizations o ON o.org_id = i.org_id
        LEFT JOIN credenza.users u ON u.email = i.email
        LEFT JOIN credenza.user_passwords p ON p.user_id = u.id
        WHERE i.token_hash = link_hash AND now() < i.expires_at;
END;

-- Accepts an invitation: for the account `known`, whose password the caller has checked; or, if that is NULL, for a new
-- account with this id, name and password hash. Returns the member's id. NULL when the link is not good (any more), when
-- its inviter could not send it any more, or when an account was made for the address in the meantime.
CREATE FUNCTION system.accept_invitation(
    link_hash bytea, known uuid, new_user uuid, user_name text, password_phc text, new_member uuid, request text,
    personal jsonb)
    RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    i       credenza.invitations;
    account credenza.users;
    joined  credenza.members;
    roles   text[];
BEGIN
    SELECT v.* INTO i FROM credenza.invitations v WHERE v.token_hash = link_hash;
    PERFORM FROM credenza.organizations o WHERE o.org_id = i.org_id FOR NO KEY UPDATE;
    -- Read again under the lock: of many who accept at once, one does.
    SELECT v.* INTO i FROM credenza.invitations v WHERE v.token_hash = link_hash AND now() < v.expires_at;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    roles := ARRAY(SELECT ir.role_id FROM credenza.invitation_roles ir
                   WHERE ir.org_id = i.org_id AND ir.invitation_id = i.id ORDER BY 1);
    IF NOT EXISTS (SELECT FROM credenza.members m WHERE m.org_id = i.org_id AND m.id = i.invited_by AND m.status = 'active')
       OR NOT credenza_private.permissions_of(i.org_id, i.invited_by)
              @> (credenza_private.permissions_in(i.org_id, roles) || 'member.invite'::text) THEN
        RETURN NULL;
    END IF;
    IF known IS NULL THEN
        INSERT INTO credenza.users (id, email, name) VALUES (new_user, i.email, user_name)
            ON CONFLICT (email) DO NOTHING RETURNING * INTO account;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        INSERT INTO credenza.user_passwords (user_id, phc) VALUES (new_user, password_phc);
    ELSE
        SELECT u.* INTO account FROM credenza.users u WHERE u.id = known AND u.email = i.email;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    SELECT m.* INTO joined FROM credenza.members m WHERE m.org_id = i.org_id AND m.user_id = account.id;
    IF joined.status <> 'removed' THEN
        RETURN NULL;
    END IF;
    PERFORM credenza_private.take_seat(i.org_id);
    IF joined.id IS NULL THEN
        INSERT INTO credenza.members (org_id, id, user_id, name, email)
            VALUES (i.org_id, new_member, account.id, account.name, account.email) RETURNING * INTO joined;
    ELSE
        UPDATE credenza.members m SET status = 'active', joined_at = now(), name = account.name, email = account.email
            WHERE m.org_id = i.org_id AND m.id = joined.id RETURNING * INTO joined;
    END IF;
    INSERT INTO credenza.member_roles (org_id, member_id, role_id) SELECT i.org_id, joined.id, id FROM unnest(roles) AS id;
    DELETE FROM credenza.invitations v WHERE v.org_id = i.org_id AND v.id = i.id;
    PERFORM audit.append_system(i.org_id, 'anonymous', NULL, NULL, 'invitation.accept', 'member', joined.label, 'done', request,
        jsonb_build_object('invitation', credenza.type_id('inv', i.id), 'roles', left(array_to_string(roles, ' '), 512)),
        personal);
    RETURN joined.id;
END
$$;

-- Records that an invitation was not accepted: the password was wrong.
CREATE FUNCTION system.refuse_invitation(link_hash bytea, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    i credenza.invitations;
BEGIN
    SELECT v.* INTO i FROM credenza.invitations v WHERE v.token_hash = link_hash;
    IF FOUND THEN
        PERFORM audit.append_system(i.org_id, 'anonymous', NULL, NULL, 'invitation.accept', 'invitation',
            credenza.type_id('inv', i.id), 'refused', request, '{}', '{}');
    END IF;
END
$$;

-- The organization in which a person was last at work, of those where he is an active member.
CREATE FUNCTION system.last_organization(account uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT m.org_id FROM credenza.members m
        WHERE m.user_id = account AND m.status = 'active'
        ORDER BY (SELECT max(s.last_seen_at) FROM credenza.sessions s WHERE s.org_id = m.org_id AND s.member_id = m.id)
                     DESC NULLS LAST, m.joined_at, m.id
        LIMIT 1;
END;

-- Ends the session of `handle`, and opens one of the same person in another organization, by the same authentication: its
-- methods and its time go along, so that switching makes nothing younger.
CREATE FUNCTION system.switch_session(
    handle bytea, target uuid, session uuid, new_handle bytea, refresh bytea, agent text, from_address text, request text,
    personal jsonb)
    RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    old    record;
    member credenza.members;
    place  credenza.organizations;
    log    record;
BEGIN
    SELECT s.*, m.user_id, m.label AS member_label INTO old
        FROM credenza.sessions s JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        -- A person's: an API token (V13) would become one, without scope.
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active' AND s.scope IS NULL
          AND now() < s.idle_expires_at AND now() < s.expires_at
        FOR UPDATE OF s;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    SELECT m.* INTO member FROM credenza.members m
        WHERE m.org_id = target AND m.user_id = old.user_id AND m.status = 'active' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such membership' USING ERRCODE = 'CZ404';
    END IF;
    SELECT o.* INTO place FROM credenza.organizations o WHERE o.org_id = target;
    IF old.authenticated_at + place.absolute_timeout <= now() THEN
        RAISE EXCEPTION 'authenticated too long ago' USING ERRCODE = 'CZ401';
    END IF;
    UPDATE credenza.sessions s SET revoked_at = now(), revoked_because = 'signed_out'
        WHERE s.org_id = old.org_id AND s.id = old.id;
    INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, authenticated_at, idle_expires_at, expires_at,
                                   user_agent, address)
        VALUES (target, session, member.id, new_handle, old.amr, old.authenticated_at,
                least(now() + place.idle_timeout, old.authenticated_at + place.absolute_timeout),
                old.authenticated_at + place.absolute_timeout, left(agent, 400), from_address);
    INSERT INTO credenza.refresh_tokens (org_id, token_hash, session_id) VALUES (target, refresh, session);
    -- Both logs, in the order of the organizations: people who switch to and fro do not wait for each other in a circle.
    FOR log IN SELECT * FROM (VALUES (old.org_id, old.member_label, old.label, 'session.sign_out', '{}'::jsonb),
                                     (target, member.label, credenza.type_id('ses', session), 'session.switch', personal))
                             AS logs (org, member, session, action, personal) ORDER BY org LOOP
        PERFORM audit.append_system(log.org, log.member, log.session, old.amr, log.action, 'session', log.session, 'done',
            request, '{}', log.personal);
    END LOOP;
    RETURN member.id;
END
$$;

GRANT EXECUTE ON FUNCTION system.find_invitation(bytea),
    system.accept_invitation(bytea, uuid, uuid, text, text, uuid, text, jsonb), system.refuse_invitation(bytea, text),
    system.last_organization(uuid),
    system.switch_session(bytea, uuid, uuid, bytea, bytea, text, text, text, jsonb) TO credenza_system;

-- How many seats an organization has; NULL for any number. For the operator, who runs as the database's own superuser or
-- as the owner: no role of the server may execute it. Returns the seats that are taken; more of them than `seats`, and
-- nothing was changed.
CREATE FUNCTION credenza_private.set_seats(org uuid, seats integer, request text) RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken integer;
BEGIN
    PERFORM FROM credenza.organizations o WHERE o.org_id = org FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such organization' USING ERRCODE = 'CZ404';
    END IF;
    SELECT count(*) INTO taken FROM credenza.members m WHERE m.org_id = org AND m.status = 'active';
    IF taken > seats THEN
        RETURN taken;
    END IF;
    UPDATE credenza.organizations o SET seat_limit = seats WHERE o.org_id = org;
    PERFORM audit.append_system(org, NULL, NULL, NULL, 'organization.set_seats', 'organization', credenza.type_id('org', org),
        'done', request, jsonb_build_object('seats', coalesce(seats::text, 'any')), '{}');
    RETURN taken;
END
$$;
