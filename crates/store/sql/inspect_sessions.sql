-- Who may act by a session is kept beside it (V109); `standing` says who may. Nobody acts by one that is over, whatever its row says.
SELECT coalesce(s.org_id, l.org_id) AS org_id, coalesce(s.session_id, l.session_id) AS session_id
FROM (SELECT * FROM credenza_private.standing WHERE now() < ends_at) AS s
FULL JOIN (SELECT * FROM credenza_private.live_sessions WHERE now() < ends_at) AS l
       ON l.org_id = s.org_id AND l.session_id = s.session_id
WHERE (s.name, s.ends_at, s.member_id, s.user_id, s.session_label, s.member_label, s.amr, s.authenticated_at, s.scope, s.permissions,
       s.must_enrol)
    IS DISTINCT FROM
      (l.name, l.ends_at, l.member_id, l.user_id, l.session_label, l.member_label, l.amr, l.authenticated_at, l.scope, l.permissions,
       l.must_enrol)
ORDER BY 1, 2
