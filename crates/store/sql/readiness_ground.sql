-- $1 now. Changes with whatever all workers' readiness is held against: the day, types, sites and work with what they need, names of
-- places.
SELECT concat_ws(' ',
    (SELECT ($1::timestamptz AT TIME ZONE o.time_zone)::date FROM credenza.organizations o),
    (SELECT concat(count(*), ' ', sum(y.version), ' ', max(y.updated_at)) FROM credenza.ticket_types y),
    (SELECT concat(count(*), ' ', sum(s.version), ' ', max(s.updated_at)) FROM credenza.sites s),
    (SELECT concat(count(*), ' ', sum(d.version), ' ', max(d.updated_at)) FROM credenza.duties d),
    (SELECT concat(count(*), ' ', sum(c.version), ' ', max(c.updated_at)) FROM credenza.crews c),
    (SELECT concat(count(*), ' ', sum(c.version), ' ', max(c.updated_at)) FROM credenza.contractors c)
) AS ground
