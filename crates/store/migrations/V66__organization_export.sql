-- Why: everything that an organization keeps can leave it with one person (docs/adr/0031-exports.md). That is a permission of its own;
-- what he sees of it is what his other permissions show him, so this one widens nothing.

-- Organizations that were made before get the new permission.
UPDATE credenza.roles SET permissions = permissions || '{organization.export}' WHERE builtin AND id = 'admin';

-- An export writes ids as texts. The function knows nothing but its arguments.
GRANT EXECUTE ON FUNCTION credenza.type_id(text, uuid) TO credenza_app;
