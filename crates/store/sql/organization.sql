SELECT o.name, o.time_zone, o.locale, o.version, o.seat_limit, o.require_passkeys, o.sensitive_permissions,
       (extract(epoch FROM o.step_up_window) / 60)::integer AS step_up_minutes, m.name AS member_name, m.email AS member_email, own.*,
       (extract(epoch FROM o.idle_timeout) / 60)::integer AS idle_minutes,
       (extract(epoch FROM o.absolute_timeout) / 60)::integer AS absolute_minutes,
       EXISTS (SELECT FROM credenza.sessions s WHERE s.member_id = m.id AND s.org_id = m.org_id
               AND s.revoked_because = 'refresh_reuse' AND s.reuse_seen_at IS NULL) AS unseen_reuse
FROM credenza.organizations o
JOIN credenza.members m ON m.org_id = o.org_id AND m.id = credenza.member(),
LATERAL (SELECT coalesce(array_agg(p.org_id), '{}') AS own_ids, coalesce(array_agg(p.name), '{}') AS own_names
         FROM credenza.own_organizations() p) AS own
