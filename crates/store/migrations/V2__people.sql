-- Why: who there is. A person (user) may be a member of several organizations; roles are sets of permissions; a session
-- is one member signed in on one device, and knows how and when it was authenticated.

CREATE TABLE credenza.organizations (
    org_id             uuid PRIMARY KEY,
    label              text NOT NULL GENERATED ALWAYS AS (credenza.type_id('org', org_id)) STORED,
    name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    time_zone          text NOT NULL DEFAULT 'UTC' CHECK (length(time_zone) BETWEEN 1 AND 64),
    locale             text NOT NULL DEFAULT 'en' CHECK (locale IN ('en', 'es')),
    idle_timeout       interval NOT NULL DEFAULT '15 minutes' CHECK (idle_timeout BETWEEN '5 minutes' AND '24 hours'),
    absolute_timeout   interval NOT NULL DEFAULT '12 hours' CHECK (absolute_timeout BETWEEN '15 minutes' AND '30 days'),
    version            integer NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE credenza.users (
    id         uuid PRIMARY KEY,
    email      text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (email)
);

-- Apart from `users`, so that no query about people can meet a password hash.
CREATE TABLE credenza.user_passwords (
    user_id    uuid PRIMARY KEY REFERENCES credenza.users (id) ON DELETE CASCADE,
    phc        text NOT NULL CHECK (phc LIKE '$argon2id$%'),
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE credenza.roles (
    org_id      uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id          text NOT NULL CHECK (id ~ '^[a-z][a-z0-9_]{0,39}$'),
    builtin     boolean NOT NULL,
    permissions text[] NOT NULL CHECK (array_position(permissions, NULL) IS NULL
                                       AND array_to_string(permissions, '') ~ '^[a-z_.]*$'),
    PRIMARY KEY (org_id, id)
);

-- access_epoch rises with every change of roles (see the triggers below): a context minted before it is void at the next
-- statement. A change of status needs no epoch, since it is looked at itself.
CREATE TABLE credenza.members (
    org_id       uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id           uuid NOT NULL,
    label        text NOT NULL GENERATED ALWAYS AS (credenza.type_id('mbr', id)) STORED,
    user_id      uuid NOT NULL REFERENCES credenza.users (id),
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email        text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    status       text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'removed')),
    access_epoch integer NOT NULL DEFAULT 1,
    joined_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, user_id)
);
CREATE INDEX members_by_user ON credenza.members (user_id);

CREATE TABLE credenza.member_roles (
    org_id    uuid NOT NULL,
    member_id uuid NOT NULL,
    role_id   text NOT NULL,
    PRIMARY KEY (org_id, member_id, role_id),
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, role_id) REFERENCES credenza.roles (org_id, id)
);

CREATE FUNCTION credenza_private.raise_access_epoch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'roles' THEN
        UPDATE credenza.members m SET access_epoch = access_epoch + 1
            FROM credenza.member_roles mr
            WHERE mr.org_id = NEW.org_id AND mr.role_id = NEW.id AND m.org_id = mr.org_id AND m.id = mr.member_id;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE org_id = OLD.org_id AND id = OLD.member_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE org_id = NEW.org_id AND id = NEW.member_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER raise_access_epoch AFTER INSERT OR UPDATE OR DELETE ON credenza.member_roles
    FOR EACH ROW EXECUTE FUNCTION credenza_private.raise_access_epoch();
CREATE TRIGGER raise_access_epoch AFTER UPDATE OF permissions ON credenza.roles
    FOR EACH ROW EXECUTE FUNCTION credenza_private.raise_access_epoch();

-- What the audit log can hold of a session's RFC 8176 authentication method references: 1 to 8, ascending, none twice.
CREATE FUNCTION credenza.is_amr(amr text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog
RETURN array_to_string(amr, ',', '?') ~ '^[a-z0-9_]{2,16}(,[a-z0-9_]{2,16}){0,7}$'
    AND amr = ARRAY(SELECT DISTINCT method COLLATE "C" FROM unnest(amr) AS method ORDER BY method COLLATE "C");

-- handle_hash: SHA-256 of the secret that an access token carries, with which `credenza.enter` finds the session.
CREATE TABLE credenza.sessions (
    org_id           uuid NOT NULL,
    id               uuid NOT NULL,
    label            text NOT NULL GENERATED ALWAYS AS (credenza.type_id('ses', id)) STORED,
    member_id        uuid NOT NULL,
    handle_hash      bytea NOT NULL CHECK (length(handle_hash) = 32),
    amr              text[] NOT NULL CHECK (credenza.is_amr(amr)),
    authenticated_at timestamptz NOT NULL DEFAULT now(),
    created_at       timestamptz NOT NULL DEFAULT now(),
    last_seen_at     timestamptz NOT NULL DEFAULT now(),
    idle_expires_at  timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    revoked_at       timestamptz,
    revoked_because  text CHECK (revoked_because IN ('signed_out', 'refresh_reuse')),
    user_agent       text NOT NULL DEFAULT '' CHECK (length(user_agent) <= 400),
    address          text NOT NULL DEFAULT '' CHECK (length(address) <= 64),
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE,
    CHECK ((revoked_at IS NULL) = (revoked_because IS NULL))
);
-- Not unique: that would be a key across organizations, and hashes of 256 random bits do not meet.
CREATE INDEX sessions_by_handle ON credenza.sessions (handle_hash);

-- A session's refresh tokens form a family: each may be used once; a second use ends the session.
CREATE TABLE credenza.refresh_tokens (
    org_id     uuid NOT NULL,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    session_id uuid NOT NULL,
    issued_at  timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz,
    PRIMARY KEY (org_id, token_hash),
    FOREIGN KEY (org_id, session_id) REFERENCES credenza.sessions (org_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_by_hash ON credenza.refresh_tokens (token_hash);
CREATE INDEX refresh_tokens_by_session ON credenza.refresh_tokens (org_id, session_id);

-- The one-time link of the first start.
CREATE TABLE credenza.setup_tokens (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz
);
