-- Why: what a firm keeps. Everything leads with org_id, and foreign keys are composite: a plain one would let a row
-- point at another organization's. Only metadata is in clear; the bytes lie sealed in the object store, and the keys
-- that open them, wrapped, in a narrow table of their own.

-- What search compares: lower case, without the accents that people leave out when they type.
CREATE FUNCTION credenza.fold(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog
RETURN translate(lower(word), 'áàâãäåéèêëíìîïóòôõöúùûüñçý', 'aaaaaaeeeeiiiiooooouuuuncy');
GRANT EXECUTE ON FUNCTION credenza.fold(text) TO credenza_app;

CREATE TABLE credenza.customers (
    org_id     uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    tax_id     text CHECK (length(tax_id) BETWEEN 1 AND 40),
    country    text CHECK (country ~ '^[A-Z]{2}$'),
    notes      text NOT NULL DEFAULT '' CHECK (length(notes) <= 4000),
    search     text NOT NULL GENERATED ALWAYS AS (credenza.fold(name || ' ' || coalesce(tax_id, ''))) STORED,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, country, tax_id)
);
CREATE INDEX customers_by_name ON credenza.customers (org_id, lower(name), id);

-- Key-encryption keys, each wrapped under a root key that the database never sees. Destroying the wrapped key is
-- crypto-shredding: the row stays as a tombstone.
CREATE TABLE credenza.keks (
    org_id      uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id          uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('primary', 'decrypt_only', 'destroyed')),
    wrapped_kek bytea CHECK (length(wrapped_kek) BETWEEN 16 AND 8192),
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    CHECK ((state = 'destroyed') = (wrapped_kek IS NULL))
);
CREATE UNIQUE INDEX one_primary_kek ON credenza.keks (org_id) WHERE state = 'primary';

-- A stored X.509 file or pair, with or without its key; or a key that waits for its certificate (fingerprint NULL).
CREATE TABLE credenza.certificates (
    org_id             uuid NOT NULL,
    id                 uuid NOT NULL,
    customer_id        uuid,
    name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    kind               text NOT NULL CHECK (kind ~ '^[a-z0-9_]{1,32}$'),
    profile            text CHECK (profile ~ '^[a-z0-9_.-]{1,64}$'),
    holder             text CHECK (length(holder) <= 1000),
    tax_id             text CHECK (length(tax_id) <= 100),
    country            text CHECK (country ~ '^[A-Z]{2}$'),
    not_before         timestamptz,
    not_after          timestamptz,
    fingerprint_sha256 bytea CHECK (length(fingerprint_sha256) = 32),
    spki_sha256        bytea NOT NULL CHECK (length(spki_sha256) = 32),
    key_algorithm      text NOT NULL CHECK (length(key_algorithm) <= 64),
    has_private_key    boolean NOT NULL,
    has_password       boolean NOT NULL,
    -- What else was read from the file, as the parser wrote it: subject, issuer, serial, usages, chain.
    metadata           jsonb NOT NULL CHECK (jsonb_typeof(metadata) = 'object'),
    search             text NOT NULL GENERATED ALWAYS AS (
                           credenza.fold(name || ' ' || coalesce(holder, '') || ' ' || coalesce(tax_id, ''))) STORED,
    version            integer NOT NULL DEFAULT 1,
    created_by         uuid NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, customer_id) REFERENCES credenza.customers (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES credenza.members (org_id, id),
    UNIQUE (org_id, fingerprint_sha256),
    CHECK ((fingerprint_sha256 IS NULL) = (not_after IS NULL)),
    CHECK (fingerprint_sha256 IS NOT NULL OR has_private_key)
);
-- A key that waits for its certificate has no end yet: it comes last.
CREATE INDEX certificates_by_expiry ON credenza.certificates (org_id, (coalesce(not_after, 'infinity')), id);
CREATE INDEX certificates_by_customer ON credenza.certificates (org_id, customer_id, not_after);
CREATE INDEX certificates_by_public_key ON credenza.certificates (org_id, spki_sha256);

-- Sealed bytes. `kind` and `version` are part of what the seal is bound to.
CREATE TABLE credenza.objects (
    org_id         uuid NOT NULL,
    id             uuid NOT NULL,
    version        integer NOT NULL CHECK (version >= 1),
    certificate_id uuid NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('certificate-file', 'private-key-file', 'password')),
    file_name      text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 255),
    size           integer NOT NULL CHECK (size BETWEEN 1 AND 1048576),
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id, version),
    UNIQUE (org_id, certificate_id, kind),
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.certificates (org_id, id)
);

CREATE TABLE credenza.object_keys (
    org_id      uuid NOT NULL,
    object_id   uuid NOT NULL,
    version     integer NOT NULL,
    kek_id      uuid NOT NULL,
    wrapped_dek bytea NOT NULL CHECK (length(wrapped_dek) BETWEEN 16 AND 8192),
    PRIMARY KEY (org_id, object_id, version),
    -- Deleting an object destroys its key in the same commit, and nothing else deletes a key.
    FOREIGN KEY (org_id, object_id, version) REFERENCES credenza.objects (org_id, id, version) ON DELETE CASCADE,
    FOREIGN KEY (org_id, kek_id) REFERENCES credenza.keks (org_id, id)
) WITH (fillfactor = 45);
CREATE INDEX object_keys_by_kek ON credenza.object_keys (org_id, kek_id);

-- A single-use permission to fetch one object in one session.
CREATE TABLE credenza.downloads (
    org_id         uuid NOT NULL,
    id             uuid NOT NULL,
    session_id     uuid NOT NULL,
    certificate_id uuid NOT NULL,
    object_id      uuid NOT NULL,
    object_version integer NOT NULL,
    expires_at     timestamptz NOT NULL,
    used_at        timestamptz,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES credenza.sessions (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.certificates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, object_id, object_version) REFERENCES credenza.objects (org_id, id, version) ON DELETE CASCADE
);
CREATE INDEX downloads_by_session ON credenza.downloads (org_id, session_id);
CREATE INDEX downloads_by_certificate ON credenza.downloads (org_id, certificate_id);
CREATE INDEX downloads_by_object ON credenza.downloads (org_id, object_id, object_version);

ALTER TABLE credenza.customers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.keks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.certificates ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.objects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.object_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.downloads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY see ON credenza.customers FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('customer.read')));
CREATE POLICY add ON credenza.customers FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('customer.write')));
CREATE POLICY change ON credenza.customers FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('customer.write')))
    WITH CHECK (org_id = (SELECT credenza.org_with('customer.write')));
CREATE POLICY remove ON credenza.customers FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('customer.delete')));

-- A wrapped KEK opens nothing by itself. It is made with its organization; see system.create_organization.
CREATE POLICY see ON credenza.keks FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()));
CREATE POLICY owner ON credenza.keks TO credenza_owner USING (true) WITH CHECK (true);

CREATE POLICY see ON credenza.certificates FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.read')));
CREATE POLICY add ON credenza.certificates FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('certificate.write')));
CREATE POLICY change ON credenza.certificates FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.write')))
    WITH CHECK (org_id = (SELECT credenza.org_with('certificate.write')));
CREATE POLICY remove ON credenza.certificates FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.delete')));

CREATE POLICY see ON credenza.objects FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.read')));
CREATE POLICY add ON credenza.objects FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('certificate.write')));
CREATE POLICY remove ON credenza.objects FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.delete')));

-- The wrapped key of a password is for those who may see passwords, that of a file for those who may take files.
CREATE POLICY open_file ON credenza.object_keys FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.download'))
           AND EXISTS (SELECT FROM credenza.objects o WHERE o.org_id = object_keys.org_id AND o.id = object_keys.object_id
                       AND o.version = object_keys.version AND o.kind <> 'password'));
CREATE POLICY open_password ON credenza.object_keys FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.reveal_password'))
           AND EXISTS (SELECT FROM credenza.objects o WHERE o.org_id = object_keys.org_id AND o.id = object_keys.object_id
                       AND o.version = object_keys.version AND o.kind = 'password'));
CREATE POLICY add ON credenza.object_keys FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('certificate.write')));

CREATE POLICY see ON credenza.downloads FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.download')) AND session_id = (SELECT credenza.session()));
CREATE POLICY add ON credenza.downloads FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('certificate.download')) AND session_id = (SELECT credenza.session()));
-- Once: a spent or expired permission is not there to be spent.
CREATE POLICY spend ON credenza.downloads FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.download')) AND session_id = (SELECT credenza.session())
           AND used_at IS NULL AND now() < expires_at)
    WITH CHECK (org_id = (SELECT credenza.org_with('certificate.download')) AND session_id = (SELECT credenza.session())
           AND used_at IS NOT NULL);

GRANT SELECT, INSERT, DELETE ON credenza.customers, credenza.certificates, credenza.objects TO credenza_app;
GRANT SELECT, INSERT ON credenza.object_keys TO credenza_app;
GRANT UPDATE (name, tax_id, country, notes, version, updated_at) ON credenza.customers TO credenza_app;
GRANT UPDATE (customer_id, name, kind, profile, holder, tax_id, country, not_before, not_after, fingerprint_sha256,
              key_algorithm, has_private_key, has_password, metadata, version, updated_at)
    ON credenza.certificates TO credenza_app;
GRANT SELECT ON credenza.keks TO credenza_app;
GRANT SELECT, INSERT ON credenza.downloads TO credenza_app;
GRANT UPDATE (used_at) ON credenza.downloads TO credenza_app;
