#!/usr/bin/env bash
# Makes the fixtures of this folder, except those of authorities: keys, a test authority, one certificate for each
# profile of the country packs, and every form in which they are kept. Then cases.py writes index.json.
# The keys are random: each run makes other files. Needs openssl 3 with the legacy provider, python3, keytool (Java)
# and pk12util (NSS).
set -euo pipefail
cd "$(dirname "$0")/files"
password='contraseñaÑ1'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# make NAME ALGORITHM [OPTION]: a private key as PKCS#8 in DER
make() {
  openssl genpkey -algorithm "$2" ${3:+-pkeyopt "$3"} 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -outform DER -out "$1.key"
}
make rsa RSA rsa_keygen_bits:2048
make rsa1024 RSA rsa_keygen_bits:1024
make ec EC ec_paramgen_curve:P-256
make brainpool EC ec_paramgen_curve:brainpoolP256r1
make ed25519 ED25519
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/ca.key"
openssl req -x509 -utf8 -new -key "$work/ca.key" -days 7300 -subj '/C=ES/O=Autoridad de Prueba/CN=AC de prueba' \
  -addext 'keyUsage=critical,keyCertSign,cRLSign' -outform DER -out ca.cer
openssl x509 -inform DER -in ca.cer -out "$work/ca.pem"

# Names for what openssl does not know: it leaves out attributes of a subject that have none.
printf 'oid_section=oids\n[oids]\ncerticamaraNit=1.3.6.1.4.1.23267.2.3\ncerticamaraCedula=1.3.6.1.4.1.23267.2.2\n[req]\ndistinguished_name=dn\n[dn]\n' >"$work/req"
serial=1000
# issue NAME SUBJECT [EXTENSIONS [KEY [SERIAL]]]
issue() {
  local name=$1 subject=$2 extensions=${3:-} key=${4:-rsa.key}
  serial=$((serial + 1))
  printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,%s\n%s\n' \
    "${usage:-digitalSignature,nonRepudiation,keyEncipherment}" "$extensions" >"$work/ext"
  openssl req -config "$work/req" -new -utf8 -keyform DER -key "$key" -subj "$subject" -out "$work/csr"
  openssl x509 -req -in "$work/csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -set_serial "${5:-$serial}" -days 3650 \
    -extfile "$work/ext" -outform DER -out "$name.cer" 2>/dev/null
}

issue generic '/C=DE/O=Beispiel GmbH/CN=Erika Mustermann, \"x\"'
issue ec '/CN=ec' '' ec.key
issue brainpool '/CN=brainpool' '' brainpool.key
issue ed25519 '/CN=ed25519' '' ed25519.key
issue rsa1024 '/CN=rsa1024' '' rsa1024.key

# Mexico: serial numbers are twenty digits in ASCII.
sat=0x3330303031303030303030353030303033343136
usage=digitalSignature,nonRepudiation,dataEncipherment,keyAgreement issue mx-fisica-efirma \
  '/CN=EVA GÓMEZ DÍAZ/2.5.4.41=EVA GÓMEZ DÍAZ/O=EVA GÓMEZ DÍAZ/C=MX/2.5.4.45=GODE561231GR8/serialNumber=GODE561231MVZMZV08' \
  '' rsa.key $sat
usage=digitalSignature,nonRepudiation issue mx-fisica-csd \
  '/CN=EVA GÓMEZ DÍAZ/2.5.4.41=EVA GÓMEZ DÍAZ/O=EVA GÓMEZ DÍAZ/2.5.4.45=GODE561231GR8/serialNumber=GODE561231MVZMZV08/OU=Matriz' \
  '' rsa.key $sat
usage=digitalSignature,nonRepudiation,dataEncipherment,keyAgreement issue mx-moral-efirma \
  '/CN=EMPRESA & ASOCIADOS SA DE CV/2.5.4.41=EMPRESA & ASOCIADOS SA DE CV/O=EMPRESA & ASOCIADOS SA DE CV/C=MX/2.5.4.45=A&B000229XY0 \/ GODE561231GR8/serialNumber= \/ GODE561231MVZMZV08' \
  '' rsa.key $sat
issue mx-without-rfc '/C=MX/O=Sin RFC/CN=Sin RFC'

# Spain. openssl drops what stands before the first dot of a name in a section: hence `a.`
issue es-person '/C=ES/serialNumber=IDCES-99999999R/GN=MARÍA/SN=ESPAÑOLA ESPAÑOLA/CN=ESPAÑOLA ESPAÑOLA MARÍA - 99999999R' \
  $'certificatePolicies=1.3.6.1.4.1.5734.3.10.1\nsubjectAltName=dirName:alt\n[alt]\na.1.3.6.1.4.1.5734.1.1=MARIA\na.1.3.6.1.4.1.5734.1.2=ESPANOLA\na.1.3.6.1.4.1.5734.1.4=99999999R'
issue es-representative '/C=ES/O=EMPRESA EJEMPLO SL/2.5.4.97=VATES-B12345674/CN=99999999R MARÍA ESPAÑOLA (R: B12345674)/GN=MARÍA/SN=ESPAÑOLA/serialNumber=IDCES-99999999R/description=Reg:28065 \/Hoja:M-1 \/Tomo:1' \
  $'certificatePolicies=1.3.6.1.4.1.5734.3.11.1,2.16.724.1.3.5.8\nsubjectAltName=dirName:alt\n[alt]\na.1.3.6.1.4.1.5734.1.4=IDCES-99999999R\na.1.3.6.1.4.1.5734.1.6=EMPRESA EJEMPLO SL\na.1.3.6.1.4.1.5734.1.7=VATES-B12345674'
issue es-seal '/C=ES/O=AYUNTAMIENTO DE PRUEBA/2.5.4.97=VATES-P0801900B/serialNumber=P0801900B/CN=SELLO ELECTRÓNICO' \
  $'certificatePolicies=2.16.724.1.3.5.6.2\nsubjectAltName=dirName:alt\n[alt]\na.2.16.724.1.3.5.6.2.1=SELLO\na.2.16.724.1.3.5.6.2.2=AYUNTAMIENTO DE PRUEBA\na.2.16.724.1.3.5.6.2.3=P0801900B'
issue es-legacy-person '/C=ES/O=FNMT/OU=FNMT Clase 2 CA/CN=NOMBRE ESPAÑOL ESPAÑOL JUAN - NIF 12345678Z' \
  $'subjectAltName=dirName:alt\n[alt]\na.1.3.6.1.4.1.5734.1.1=JUAN\na.1.3.6.1.4.1.5734.1.2=ESPANOL\na.1.3.6.1.4.1.5734.1.4=12345678Z'
issue es-legacy-company '/C=ES/O=FNMT/OU=FNMT Clase 2 CA/CN=ENTIDAD EJEMPLO SL - CIF B12345674 - NOMBRE JUAN - NIF 12345678Z' \
  $'subjectAltName=dirName:alt\n[alt]\na.1.3.6.1.4.1.5734.1.4=12345678Z\na.1.3.6.1.4.1.5734.1.6=EMPRESA EJEMPLO SL\na.1.3.6.1.4.1.5734.1.7=B12345674'
issue es-employee '/C=ES/O=EMPRESA EJEMPLO SL/2.5.4.97=VATES-B12345674/title=CONTABLE/serialNumber=IDCES-12345678Z/GN=JUAN/SN=ESPAÑOL/CN=JUAN ESPAÑOL'
issue es-public-employee '/C=ES/O=AYUNTAMIENTO DE PRUEBA/OU=CERTIFICADO ELECTRONICO DE EMPLEADO PUBLICO/2.5.4.97=VATES-P0801900B/serialNumber=IDCES-12345678Z/CN=JUAN ESPAÑOL - DNI 12345678Z' \
  $'certificatePolicies=2.16.724.1.3.5.7.2'
issue es-dnie '/C=ES/serialNumber=12345678Z/SN=ESPAÑOL/GN=JUAN/CN=ESPAÑOL ESPAÑOL, JUAN (FIRMA)'
issue es-foreigner '/C=ES/serialNumber=PNOES-X1234567L/CN=SMITH JOHN - X1234567L'
issue es-accv '/C=ES/O=ACCV/OU=Ciudadanos/serialNumber=IDCES-12345678Z/CN=JUAN ESPAÑOL ESPAÑOL - NIF:12345678Z'
issue es-accv-foreigner '/C=ES/O=ACCV/serialNumber=X1234567L/CN=JONES MELANIE - NIE:X1234567L'
issue es-unlabelled '/C=ES/serialNumber=PNOES-X1234567L/CN=JONES MELANIE - X1234567L'
issue es-without-nif '/C=ES/O=Una web/CN=www.example.es'

# Brazil
issue br-e-cnpj '/C=BR/O=ICP-Brasil/OU=RFB e-CNPJ A1/CN=EMPRESA EXEMPLO LTDA:11222333000181' \
  $'subjectAltName=@alt\ncertificatePolicies=2.16.76.1.2.1.1\n[alt]\notherName.1=2.16.76.1.3.4;FORMAT:ASCII,OCTETSTRING:010119803905334470500000000000000000000000000000000\notherName.2=2.16.76.1.3.2;FORMAT:ASCII,OCTETSTRING:FULANO DE TAL\notherName.3=2.16.76.1.3.3;FORMAT:ASCII,OCTETSTRING:11222333000181'
issue br-e-cpf '/C=BR/O=ICP-Brasil/OU=RFB e-CPF A3/CN=FULANO DE TAL:39053344705' \
  $'subjectAltName=@alt\n[alt]\notherName.1=2.16.76.1.3.1;PRINTABLESTRING:010119803905334470500000000000000000000000000000000'
issue br-alphanumeric-cnpj '/C=BR/O=ICP-Brasil/CN=EMPRESA NOVA SA:12ABC34501DE35'
issue br-colon-in-name '/C=BR/O=ICP-Brasil/CN=EMPRESA EXEMPLO: FILIAL' \
  $'subjectAltName=@alt\n[alt]\notherName.1=2.16.76.1.3.3;FORMAT:ASCII,OCTETSTRING:11222333000181'

# Colombia, Argentina, Italy, India, Portugal
issue co-certicamara '/C=CO/O=EMPRESA DE PRUEBA SAS/CN=EMPRESA DE PRUEBA SAS/certicamaraNit=900373115/certicamaraCedula=52123456'
issue co-person '/C=CO/CN=ANA PÉREZ/serialNumber=52123456'
issue ar-afip '/C=AR/O=EJEMPLO SA/CN=facturador/serialNumber=CUIT 30500010912'
issue ar-person '/C=AR/CN=JUANA PÉREZ/serialNumber=CUIL 20267565393'
issue it-person '/C=IT/SN=ROSSI/GN=MARIO/serialNumber=TINIT-RSSMRA85T10A562S/CN=Mario Rossi/dnQualifier=2020123'
issue it-seal '/C=IT/O=ESEMPIO SPA/2.5.4.97=VATIT-00743110157/CN=Esempio sigillo'
issue it-slash-in-name '/C=IT/O=A\/B SRL/2.5.4.97=VATIT-00743110157/CN=Sigillo'
issue it-number-in-name '/C=IT/O=ESEMPIO SRL\/00743110157/2.5.4.97=VATIT-00743110157/CN=Sigillo'
issue it-cns '/C=IT/O=Regione/CN=RSSMRA85T10A562S\/6090010669298009.abc='
pan=$(printf ABCPE1234F | sha256sum | cut -d' ' -f1)
issue in-person "/C=IN/O=Personal/CN=ASHA RAO/serialNumber=$pan"
issue in-organization "/C=IN/O=EXAMPLE PRIVATE LIMITED/CN=ASHA RAO/serialNumber=$pan"
issue pt-seal '/C=PT/O=EXEMPLO LDA/2.5.4.97=VATPT-500000000/CN=Exemplo selo'

# Certificates in text
pem() { openssl x509 -inform DER -in "$1.cer"; }
pem generic >generic.pem
printf '\xef\xbb\xbf' | cat - generic.pem | sed 's/$/\r/' >windows.crt
openssl x509 -inform DER -in generic.cer -text -out with-text.pem
{ pem generic; cat "$work/ca.pem"; } >chain.pem
{ cat "$work/ca.pem"; pem generic; openssl pkey -inform DER -in rsa.key; } >bundle.pem
{ pem generic; openssl pkey -inform DER -in rsa.key -aes256 -passout "pass:$password"; } >bundle-encrypted.pem

# A key as `openssl pkcs12 -nodes` prints it: names are in Latin-1.
{ pem generic; printf 'Bag Attributes\n    friendlyName: ESPA\xd1OLA\nKey Attributes: <No Attributes>\n'; openssl pkey -inform DER -in rsa.key; } >latin1-name.pem

# PKCS#12
p12() {
  local name=$1 cert=$2 key=$3
  shift 3
  openssl pkey -inform DER -in "$key" -out "$work/key.pem"
  pem "$cert" >"$work/cert.pem"
  openssl pkcs12 -export -in "$work/cert.pem" -inkey "$work/key.pem" -out "$name.p12" -passout "pass:$password" \
    -provider legacy -provider default "$@"
}
p12 legacy-rc2-40 es-person rsa.key -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -macalg sha1 -certfile "$work/ca.pem"
p12 legacy-3des es-person rsa.key -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
p12 legacy-2des es-person rsa.key -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-2DES -macalg sha1
p12 legacy-rc2-128 es-person rsa.key -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-128 -macalg sha1
p12 legacy-rc4-128 es-person rsa.key -keypbe PBE-SHA1-RC4-128 -certpbe PBE-SHA1-RC4-128 -macalg sha1
p12 legacy-rc4-40 es-person rsa.key -keypbe PBE-SHA1-RC4-40 -certpbe PBE-SHA1-RC4-40 -macalg sha1
p12 aes256 generic rsa.key
p12 aes128-sha512 generic rsa.key -keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha512
p12 des3-pbes2 generic rsa.key -keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC -macalg sha384
p12 sha224-mac generic rsa.key -macalg sha224
p12 ec ec ec.key
p12 brainpool brainpool brainpool.key
p12 ed25519 ed25519 ed25519.key
p12 plain-cert ec ec.key -certpbe NONE
p12 unprotected ec ec.key -keypbe NONE -certpbe NONE -nomac
p12 mac-only ec ec.key -keypbe NONE -certpbe NONE
p12 no-mac generic rsa.key -nomac
p12 no-iterations generic rsa.key -noiter
p12 cert-only generic rsa.key -nokeys
p12 empty-password generic rsa.key -passout pass:
p12 empty-password-legacy generic rsa.key -passout pass: -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -macalg sha1

# What Firefox writes (600,000 rounds each), and Java
mkdir "$work/nss"
certutil -N -d "sql:$work/nss" --empty-password
pk12util -i aes256.p12 -d "sql:$work/nss" -W "$password" >/dev/null
nick=$(certutil -L -d "sql:$work/nss" | awk 'NR>4 && NF {sub(/ +[^ ]+ *$/, ""); print; exit}')
pk12util -o firefox.p12 -d "sql:$work/nss" -n "$nick" -W "$password" >/dev/null
rm -f java.p12 java-legacy.p12
java() { keytool "$@" -genkeypair -alias a -keyalg EC -groupname secp384r1 -dname 'CN=Java, C=FR' -storetype PKCS12 \
  -storepass changeit 2>/dev/null; }
java -keystore java.p12
java -J-Dkeystore.pkcs12.legacy -keystore java-legacy.p12

# Private keys
export LC_ALL=C.UTF-8
pk8() { openssl pkcs8 -topk8 -inform DER -in rsa.key -passout "pass:$password" -provider legacy -provider default "$@"; }
pk8 -v2 aes-256-cbc -outform DER -out pkcs8-aes256.key
pk8 -v2 des3 -v2prf hmacWithSHA1 -outform DER -out pkcs8-3des.key
pk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 -outform PEM -out pkcs8-aes128.pem
pk8 -v2 rc2-cbc -outform DER -out pkcs8-rc2.key
pk8 -scrypt -outform DER -out pkcs8-scrypt.key
pk8 -v1 PBE-SHA1-3DES -outform DER -out pkcs8-pbe-sha1-3des.key
pk8 -v1 PBE-MD5-DES -outform DER -out pkcs8-pbe-md5-des.key
pk8 -v1 PBE-SHA1-RC2-64 -outform DER -out pkcs8-pbe-sha1-rc2.key
openssl pkey -inform DER -in rsa.key -out pkcs8.pem
openssl rsa -inform DER -in rsa.key -traditional -out pkcs1.pem 2>/dev/null
openssl rsa -inform DER -in rsa.key -traditional -outform DER -out pkcs1.key 2>/dev/null
openssl rsa -inform DER -in rsa.key -traditional -aes256 -passout "pass:$password" -out pkcs1-aes256.pem 2>/dev/null
openssl rsa -inform DER -in rsa.key -traditional -des3 -passout "pass:$password" -out pkcs1-des3.pem 2>/dev/null
{ openssl ecparam -name prime256v1; openssl ec -inform DER -in ec.key; } >sec1.pem 2>/dev/null
openssl ec -inform DER -in ec.key -conv_form compressed -outform DER -out sec1-compressed.key 2>/dev/null
openssl pkey -inform DER -in ec.key -ec_param_enc explicit -out explicit-curve.pem
openssl genpkey -genparam -algorithm DSA -pkeyopt pbits:1024 2>/dev/null | openssl genpkey -paramfile /dev/stdin -out "$work/dsa.pem" 2>/dev/null
openssl dsa -in "$work/dsa.pem" -outform DER -out dsa.key 2>/dev/null
openssl dsa -in "$work/dsa.pem" -aes128 -passout "pass:$password" -out dsa-aes128.pem 2>/dev/null

python3 ../forge.py .

# What is refused
: >empty.p12
printf '%%PDF-1.7\n1 0 obj\n<<>>\nendobj\n' >pdf.p12
printf 'PK\003\004\024\000\000\000' >zip.pfx
printf '\211PNG\r\n\032\n\000\000' >png.cer
printf '<!DOCTYPE html><html><body>-----BEGIN CERTIFICATE-----</body></html>' >html.pem
printf 'my password is in the other file\n' >text.key
head -c 2000 /dev/zero >zeros.p12
head -c 1500 aes256.p12 >truncated.p12
{ cat aes256.p12; printf '%%PDF-1.7\n'; } >trailing-pdf.p12
{ cat generic.cer; printf '\n'; } >trailing-newline.cer
sed 's/^/# /' pkcs8.pem | cat - generic.pem >key-as-remark.pem
sed 's/^/ /' pkcs8.pem | cat - generic.pem >key-indented.pem
{ printf -- '-----BEGIN EC PARAMETERS-----\n'; { openssl ecparam -name prime256v1 -outform DER; cat rsa.key; } | base64 -w64; printf -- '-----END EC PARAMETERS-----\n'; cat generic.pem; } >key-behind-curve.pem
{ printf '\000\001\002GIF'; cat generic.cer; } >leading.cer
{ cat generic.pem; printf '<script>alert(1)</script>\n'; } >trailing-script.pem
{ printf 'Dear sir,\n'; cat generic.pem; } >leading-text.pem
{ cat generic.pem generic.pem; } >duplicate.pem
{ cat generic.pem; pem es-person; } >unrelated.pem
{ pem ec; openssl pkey -inform DER -in rsa.key; } >mismatch.pem
{ cat generic.pem pkcs8.pem; openssl pkey -inform DER -in ec.key; } >two-keys.pem
sed 's/^\(MII[A-Za-z]\)./\1*/' generic.pem >broken-base64.pem
sed '/-----/d' generic.pem >bare-base64.cer
iconv -f UTF-8 -t UTF-16 generic.pem >utf16.pem
openssl req -new -keyform DER -key rsa.key -subj /CN=request -outform DER -out request.der
openssl req -new -keyform DER -key rsa.key -subj /CN=request -out request.pem
openssl pkey -inform DER -in rsa.key -pubout -outform DER -out public.key
openssl crl2pkcs7 -nocrl -certfile generic.pem -outform DER -out pkcs7.cer
: >"$work/index"; echo 1000 >"$work/crlnumber"
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\ncrlnumber=%s/crlnumber\ndefault_md=sha256\ndefault_crl_days=30\n' "$work" "$work" >"$work/ca.cnf"
openssl ca -config "$work/ca.cnf" -gencrl -keyfile "$work/ca.key" -cert "$work/ca.pem" -out "$work/crl.pem" 2>/dev/null
openssl crl -in "$work/crl.pem" -outform DER -out crl.crt
ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/ssh" && cp "$work/ssh" openssh.key

cd .. && python3 cases.py
