SELECT id, id = (SELECT credenza.session()) AS current, amr, user_agent, address, created_at, last_seen_at,
       least(idle_expires_at, expires_at) AS ends_at,
       coalesce(revoked_at, CASE WHEN now() >= least(idle_expires_at, expires_at) THEN least(idle_expires_at, expires_at) END) AS ended_at,
       coalesce(revoked_because, CASE WHEN now() >= expires_at THEN 'expired' WHEN now() >= idle_expires_at THEN 'idle' END) AS ended_because,
       revoked_because = 'refresh_reuse' AND reuse_seen_at IS NULL AS unseen
FROM credenza.sessions
WHERE member_id = (SELECT credenza.member()) AND scope IS NULL
  AND ((revoked_at IS NOT NULL OR now() >= least(idle_expires_at, expires_at)) = $1)
  AND revoked_because IS DISTINCT FROM 'renewed' AND last_seen_at > now() - interval '30 days'
ORDER BY current DESC, coalesce(revoked_at, last_seen_at) DESC, id
LIMIT 100
