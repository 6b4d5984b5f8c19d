-- $1 now. Changes with whatever the board of the caller is made of: rows that come or go, and versions that rise.
SELECT encode(sha256(convert_to(concat_ws(' ',
    (SELECT ($1::timestamptz AT TIME ZONE o.time_zone)::date FROM credenza.organizations o),
    (SELECT concat(count(*), ' ', sum(w.version), ' ', max(w.updated_at)) FROM credenza.workers w),
    (SELECT concat(count(*), ' ', sum(t.version), ' ', max(t.updated_at)) FROM credenza.tickets t),
    (SELECT concat(count(*), ' ', sum(y.version), ' ', max(y.updated_at)) FROM credenza.ticket_types y),
    (SELECT concat(count(*), ' ', sum(s.version), ' ', max(s.updated_at)) FROM credenza.sites s),
    (SELECT concat(count(*), ' ', sum(d.version), ' ', max(d.updated_at)) FROM credenza.duties d),
    (SELECT concat(count(*), ' ', sum(c.version), ' ', max(c.updated_at)) FROM credenza.crews c),
    (SELECT concat(count(*), ' ', sum(c.version), ' ', max(c.updated_at)) FROM credenza.contractors c)
), 'UTF8')), 'hex') AS mark
