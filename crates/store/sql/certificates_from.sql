 FROM credenza.certificates c
LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
