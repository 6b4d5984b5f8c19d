SELECT credenza.create_api_token($1, $2, $3, $4, $5, $6::text[]::cidr[], $7, $8, $9)
