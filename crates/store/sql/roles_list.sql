-- Built-in roles first, in the order in which they were made up; custom ones by name.
SELECT r.id, r.name, r.builtin, r.permissions, r.version,
       (SELECT count(*) FROM credenza.member_roles mr WHERE mr.org_id = r.org_id AND mr.role_id = r.id) AS members
FROM credenza.roles r
ORDER BY NOT r.builtin, array_position('{admin,member,auditor,hse_manager,supervisor,worker}', r.id), lower(r.name), r.id
