SELECT org_id, member_id, user_id, session_id, permissions, authenticated_at FROM credenza.enter($1)
