## Rotation of keys

action-kek-rotate = Chaves trocadas
audit-kek-rotate = O operador colocou as chaves da organização sob chaves novas ({ $object }).
