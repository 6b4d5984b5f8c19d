SELECT o.name, o.time_zone, o.locale, o.version, m.name AS member_name, m.email AS member_email
FROM credenza.organizations o
JOIN credenza.members m ON m.org_id = o.org_id AND m.id = credenza.member()
