SELECT coalesce(array_agg(DISTINCT country) FILTER (WHERE country IS NOT NULL), '{}') AS countries,
       coalesce(array_agg(DISTINCT coalesce(profile, kind)), '{}') AS kinds
FROM credenza.certificates
