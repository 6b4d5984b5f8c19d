#!/usr/bin/env python3
"""Writes index.json: what each file must be judged to be. The expectations are written here by hand; fingerprints of
certificates come from the openssl program. Called by generate.sh; may be run alone."""

import hashlib
import json
import pathlib
import subprocess

here = pathlib.Path(__file__).parent
PASSWORD = "contraseñaÑ1"
cases = []


def fingerprint(name):
    out = subprocess.run(["openssl", "x509", "-inform", "DER", "-in", here / "files" / name, "-noout", "-fingerprint",
                          "-sha256"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return out.split("=")[1].strip().replace(":", "").lower()


def case(file, expect, **given):
    cases.append({"file": file, **given, "expect": expect})


def accept(file, kind, certificates, private=None, password="not_protected", given=None, **more):
    """`certificates`, `private`: what must stand in the certificates and the private key, as far as it is named."""
    expect = {"verdict": "accepted", "kind": kind, "reason": None, "password": password,
              "certificates": certificates, "has_private_key": private is not None, "private_key": private}
    case(file, expect, **({"password": given} if given is not None else {}), **more)


def refuse(file, reason, verdict="refused", **given):
    expect = {"verdict": verdict, "kind": None, "reason": reason, "certificates": [], "has_private_key": False}
    case(file, expect, **given)


def locked(file, **given):
    refuse(file, "password_required", "password_required", **given)
    refuse(file, "wrong_password", "wrong_password", password="wrong", **given)


def cert(name, **fields):
    return {"fingerprint_sha256": fingerprint(name + ".cer"), **fields}


def nobody(**fields):
    return {"personal_id": None, "representative": None, "organization": None, **fields}


def party(name=None, tax_id=None, personal_id=None):
    return {"name": name, "tax_id": tax_id, "personal_id": personal_id}


def holder(country, profile, name, tax_id, **fields):
    return nobody(country=country, profile=profile, holder=name, tax_id=tax_id, tax_id_hashed=False, **fields)


generic = cert("generic", **holder("DE", "x509", 'Erika Mustermann, "x"', None), key_algorithm="RSA-2048",
               subject='CN=Erika Mustermann\\, \\"x\\",O=Beispiel GmbH,C=DE', is_ca=False, self_issued=False,
               issuer="CN=AC de prueba,O=Autoridad de Prueba,C=ES", serial="03e9",
               key_usages=["digitalSignature", "nonRepudiation", "keyEncipherment"], extended_key_usages=[])
ca = cert("ca", profile="ca", is_ca=True, self_issued=True, key_usages=["keyCertSign", "cRLSign"])
person = cert("es-person", **holder("ES", "es.fnmt.person", "ESPAÑOLA ESPAÑOLA MARÍA", "99999999R"))
rsa = {"algorithm": "RSA-2048", "encrypted": True}
bare_rsa = {"algorithm": "RSA-2048", "encrypted": False}

# --- Files of authorities ---------------------------------------------------------------------------------------

accem = party(None, "HEGT7610034S2", "HEGT761003MDFRNN09")
moral = dict(country="MX", holder="ACCEM SERVICIOS EMPRESARIALES SC", tax_id="AAA010101AAA", personal_id=None,
             representative=accem, organization=None, key_algorithm="RSA-2048")
fiel = cert("FIEL_AAA010101AAA", **moral, profile="mx.efirma", number="30001000000300023685",
            serial="3330303031303030303030333030303233363835", not_before="2017-05-16T23:29:17Z",
            not_after="2021-05-15T23:29:17Z", extended_key_usages=["clientAuth", "emailProtection"])
csd = cert("CSD01_AAA010101AAA", **moral, profile="mx.csd", number="30001000000300023708",
           not_after="2021-05-18T03:54:56Z", extended_key_usages=[])
SAT = "12345678a"
for name, certificate in [("FIEL", fiel), ("CSD01", csd)]:
    stem = name + "_AAA010101AAA"
    accept(stem + ".cer", "certificate", [certificate])
    accept(stem + ".cer", "certificate", [certificate], given=SAT)
    accept(stem + ".key", "private_key", [], rsa, "opens", SAT)
    locked(stem + ".key")
    accept(stem + ".cer", "pair", [certificate], rsa, "opens", SAT, key=stem + ".key")
    accept(stem + ".key", "pair", [certificate], rsa, "opens", SAT, key=stem + ".cer")
    locked(stem + ".cer", key=stem + ".key")
refuse("FIEL_AAA010101AAA.cer", "key_mismatch", password=SAT, key="CSD01_AAA010101AAA.key")
refuse("FIEL_AAA010101AAA.cer", "not_a_pair", password=SAT, key="CSD01_AAA010101AAA.cer")
refuse("CSD01_AAA010101AAA.pfx", "not_a_pair", password=SAT, key="CSD01_AAA010101AAA.key")
accept("CSD01_AAA010101AAA.pfx", "pkcs12", [csd], rsa, "opens", SAT)
locked("CSD01_AAA010101AAA.pfx")
eidas = holder("ES", "es.fnmt.person", "EIDAS CERTIFICADO PRUEBAS", "99999999R", key_algorithm="RSA-2048",
               fingerprint_sha256="a9d9a67e92c66c4d0ee25bc28e170a6ecde111adece30c4e9e83503500b182a6",
               not_before="2020-11-05T13:04:20Z", not_after="2024-11-05T13:04:20Z")
accept("EIDAS_CERTIFICADO_PRUEBAS_99999999R.p12", "pkcs12",
       [eidas, {"profile": "ca", "subject": "CN=AC FNMT Usuarios,OU=Ceres,O=FNMT-RCM,C=ES"},
        {"profile": "ca", "self_issued": True}], rsa, "opens", "1234")
locked("EIDAS_CERTIFICADO_PRUEBAS_99999999R.p12")
# ANF's test person has a NIF whose letter does not fit.
anf = holder("ES", "es.person", "FISICO ACTIVO PRUEBA", "38864159X",
             fingerprint_sha256="0951244dc4fbcf3b8367ad38a6f6e87adbb762413ec7c28b300645d470255575")
accept("PFActivoFirSHA256.pfx", "pkcs12", [anf, {"profile": "ca"}, {"profile": "ca"}], rsa, "opens", "12341234")
locked("PFActivoFirSHA256.pfx")

# --- Country packs ----------------------------------------------------------------------------------------------

maria, juan = "ESPAÑOLA ESPAÑOLA MARÍA", "JUAN ESPAÑOL"
ejemplo = party("EMPRESA EJEMPLO SL", "B12345674")
sat = "30001000000500003416"
for name, fields in {
    "mx-fisica-efirma": holder("MX", "mx.efirma", "EVA GÓMEZ DÍAZ", "GODE561231GR8", number=sat)
    | {"personal_id": "GODE561231MVZMZV08"},
    "mx-fisica-csd": holder("MX", "mx.csd", "EVA GÓMEZ DÍAZ", "GODE561231GR8") | {"personal_id": "GODE561231MVZMZV08"},
    "mx-moral-efirma": holder("MX", "mx.efirma", "EMPRESA & ASOCIADOS SA DE CV", "A&B000229XY0")
    | {"representative": party(None, "GODE561231GR8", "GODE561231MVZMZV08")},
    "mx-without-rfc": holder("MX", "x509", "Sin RFC", None),
    "es-person": holder("ES", "es.fnmt.person", maria, "99999999R"),
    "es-representative": holder("ES", "es.representative", "EMPRESA EJEMPLO SL", "B12345674")
    | {"representative": party("MARÍA ESPAÑOLA", "99999999R")},
    "es-seal": holder("ES", "es.seal", "AYUNTAMIENTO DE PRUEBA", "P0801900B"),
    "es-legacy-person": holder("ES", "es.person", "ESPAÑOL ESPAÑOL JUAN", "12345678Z"),
    "es-legacy-company": holder("ES", "es.representative", "EMPRESA EJEMPLO SL", "B12345674")
    | {"representative": party("JUAN", "12345678Z")},
    "es-employee": holder("ES", "es.employee", juan, "12345678Z") | {"organization": ejemplo},
    "es-public-employee": holder("ES", "es.public_employee", juan, "12345678Z")
    | {"organization": party("AYUNTAMIENTO DE PRUEBA", "P0801900B")},
    "es-dnie": holder("ES", "es.person", "ESPAÑOL ESPAÑOL, JUAN", "12345678Z"),
    "es-foreigner": holder("ES", "es.person", "SMITH JOHN", "X1234567L"),
    "es-accv": holder("ES", "es.person", "JUAN ESPAÑOL ESPAÑOL", "12345678Z"),
    "es-accv-foreigner": holder("ES", "es.person", "JONES MELANIE", "X1234567L"),
    "es-unlabelled": holder("ES", "es.person", "JONES MELANIE", "X1234567L"),
    "es-without-nif": holder("ES", "x509", "www.example.es", None),
    "br-e-cnpj": holder("BR", "br.e-cnpj", "EMPRESA EXEMPLO LTDA", "11222333000181")
    | {"representative": party("FULANO DE TAL", "39053344705")},
    "br-e-cpf": holder("BR", "br.e-cpf", "FULANO DE TAL", "39053344705"),
    "br-alphanumeric-cnpj": holder("BR", "br.e-cnpj", "EMPRESA NOVA SA", "12ABC34501DE35"),
    "br-colon-in-name": holder("BR", "br.e-cnpj", "EMPRESA EXEMPLO: FILIAL", "11222333000181"),
    "co-certicamara": holder("CO", "co.company", "EMPRESA DE PRUEBA SAS", "900373115-3")
    | {"representative": party(None, "52123456-2")},
    "co-person": holder("CO", "co.person", "ANA PÉREZ", "52123456-2"),
    "ar-afip": holder("AR", "ar.company", "EJEMPLO SA", "30500010912"),
    "ar-person": holder("AR", "ar.person", "JUANA PÉREZ", "20267565393"),
    "it-person": holder("IT", "it.person", "MARIO ROSSI", "RSSMRA85T10A562S"),
    "it-seal": holder("IT", "it.organization", "ESEMPIO SPA", "00743110157"),
    "it-slash-in-name": holder("IT", "it.organization", "A/B SRL", "00743110157"),
    "it-number-in-name": holder("IT", "it.organization", "ESEMPIO SRL", "00743110157"),
    "it-cns": holder("IT", "it.person", "RSSMRA85T10A562S/6090010669298009.abc=", "RSSMRA85T10A562S"),
    "pt-seal": holder("PT", "eidas", "EXEMPLO LDA", "500000000"),
}.items():
    accept(name + ".cer", "certificate", [cert(name, **fields)])
pan = "sha256:" + hashlib.sha256(b"ABCPE1234F").hexdigest()
hashed = dict(country="IN", holder="ASHA RAO", tax_id=pan, tax_id_hashed=True)
accept("in-person.cer", "certificate", [cert("in-person", **hashed, profile="in.person", organization=None)])
accept("in-organization.cer", "certificate",
       [cert("in-organization", **hashed, profile="in.organization", organization=party("EXAMPLE PRIVATE LIMITED"))])

# --- Certificates and text --------------------------------------------------------------------------------------

accept("ca.cer", "certificate", [ca])
accept("generic.cer", "certificate", [generic])
accept("generic.cer", "certificate", [generic], name="GENERIC.CRT")
accept("generic.cer", "certificate", [generic], name="generic.der")
accept("generic.cer", "certificate", [generic], name="folder.x/no-extension")
accept("generic.pem", "certificate", [generic])
accept("generic.pem", "certificate", [generic], name="generic.cer")
accept("windows.crt", "certificate", [generic])
accept("with-text.pem", "certificate", [generic])
for name, algorithm in [("ec", "EC-P256"), ("brainpool", "EC-brainpoolP256r1"), ("ed25519", "Ed25519"),
                        ("rsa1024", "RSA-1024")]:
    accept(name + ".cer", "certificate", [cert(name, key_algorithm=algorithm)])
    key = {"algorithm": algorithm, "encrypted": False}
    accept(name + ".key", "private_key", [], key)
    accept(name + ".cer", "pair", [cert(name)], key, key=name + ".key")
accept("utc-offset.cer", "certificate", [{"not_before": "2023-12-31T22:00:00Z", "not_after": "2028-01-01T05:00:00Z"}])
accept("negative-serial.cer", "certificate", [{"serial": "-01"}])
accept("nul-in-url.cer", "certificate", [{"holder": 'Erika Mustermann, "x"'}])
accept("chain.pem", "certificate_chain", [generic, ca])
accept("chain.pem", "certificate_chain", [generic, ca], name="chain.crt")
accept("bundle.pem", "pem_bundle", [generic, ca], bare_rsa)
accept("latin1-name.pem", "pem_bundle", [generic], bare_rsa)
accept("bundle-encrypted.pem", "pem_bundle", [generic], rsa, "opens", PASSWORD)
locked("bundle-encrypted.pem")

# --- PKCS#12 ----------------------------------------------------------------------------------------------------

for name, certificates in {
    "legacy-rc2-40": [person, ca], "legacy-3des": [person], "legacy-2des": [person], "legacy-rc2-128": [person],
    "legacy-rc4-128": [person], "legacy-rc4-40": [person], "aes256": [generic], "aes128-sha512": [generic],
    "des3-pbes2": [generic], "sha224-mac": [generic], "no-mac": [generic], "no-iterations": [generic],
    "firefox": [generic], "ber-indefinite": [person, ca], "ber-indefinite-aes": [generic], "pbmac1": [generic],
    "old-openssl-password": [generic], "nested-safe": [generic],
}.items():
    accept(name + ".p12", "pkcs12", certificates, rsa, "opens", PASSWORD)
    locked(name + ".p12")
accept("aes256.p12", "pkcs12", [generic], rsa, "opens", PASSWORD, name="aes256.PFX")
accept("cert-last.p12", "pkcs12", [generic, cert("ec")], rsa, "opens", PASSWORD)
for name, algorithm in [("ec", "EC-P256"), ("brainpool", "EC-brainpoolP256r1"), ("ed25519", "Ed25519"),
                        ("plain-cert", "EC-P256")]:
    stem = "ec" if name == "plain-cert" else name
    accept(name + ".p12", "pkcs12", [cert(stem)], {"algorithm": algorithm, "encrypted": True}, "opens", PASSWORD)
plain_ec = {"algorithm": "EC-P256", "encrypted": False}
for given in [None, "", "anything"]:
    accept("unprotected.p12", "pkcs12", [cert("ec")], plain_ec, "not_protected", given)
accept("mac-only.p12", "pkcs12", [cert("ec")], plain_ec, "checks_only", PASSWORD)
locked("mac-only.p12")
accept("cert-only.p12", "pkcs12", [generic], None, "opens", PASSWORD)
for name in ["empty-password", "empty-password-legacy"]:
    for given in [None, ""]:
        accept(name + ".p12", "pkcs12", [generic], rsa, "empty", given)
    refuse(name + ".p12", "wrong_password", "wrong_password", password="wrong")
accept("null-password.p12", "pkcs12", [generic], bare_rsa, "empty")
for name in ["java", "java-legacy"]:
    accept(name + ".p12", "pkcs12", [{"subject": "CN=Java,C=FR", "self_issued": True, "country": "FR"}],
           {"algorithm": "EC-P384", "encrypted": True}, "opens", "changeit")
    locked(name + ".p12")
accept("rfc9879-a1.p12", "pkcs12", [{}], {"encrypted": True}, "opens", "1234")
locked("rfc9879-a1.p12")
# A.4 and A.5 have a wrong iteration count and a wrong salt: no password fits.
for file in ["rfc9879-a4.p12", "rfc9879-a5.p12"]:
    refuse(file, "wrong_password", "wrong_password", password="1234")

# --- Private keys -----------------------------------------------------------------------------------------------

for name in ["pkcs8-aes256.key", "pkcs8-3des.key", "pkcs8-aes128.pem", "pkcs8-rc2.key", "pkcs8-scrypt.key",
             "pkcs8-pbe-sha1-3des.key", "pkcs8-pbe-md5-des.key", "pkcs8-pbe-sha1-rc2.key", "pkcs1-aes256.pem",
             "pkcs1-des3.pem", "ber-indefinite.key"]:
    accept(name, "private_key", [], rsa, "opens", PASSWORD)
    locked(name)
    accept("generic.cer", "pair", [generic], rsa, "opens", PASSWORD, key=name)
for name in ["rsa.key", "pkcs8.pem", "pkcs1.pem", "pkcs1.key"]:
    accept(name, "private_key", [], bare_rsa)
    accept(name, "private_key", [], bare_rsa, given="not needed")
accept("sec1.pem", "private_key", [], plain_ec)
accept("sec1-compressed.key", "private_key", [], plain_ec)
accept("ec.cer", "pair", [cert("ec")], plain_ec, key="sec1-compressed.key")
accept("cert-only.p12", "pair", [generic], bare_rsa, "opens", PASSWORD, key="rsa.key")

# --- Refused ----------------------------------------------------------------------------------------------------

for file, reason in {
    "empty.p12": "empty", "pdf.p12": "looks_like_pdf", "zip.pfx": "looks_like_zip", "png.cer": "looks_like_png",
    "html.pem": "looks_like_html", "text.key": "looks_like_text", "zeros.p12": "looks_like_zeros",
    "utf16.pem": "looks_like_utf16_text", "bare-base64.cer": "looks_like_bare_base64",
    "request.der": "looks_like_certificate_request", "request.pem": "looks_like_certificate_request",
    "public.key": "looks_like_public_key", "pkcs7.cer": "looks_like_pkcs7", "crl.crt": "looks_like_revocation_list",
    "openssh.key": "looks_like_openssh_key",
    "truncated.p12": "damaged", "broken-base64.pem": "damaged",
    "trailing-pdf.p12": "trailing_data", "trailing-newline.cer": "trailing_data",
    "trailing-script.pem": "trailing_data", "leading.cer": "foreign_data", "leading-text.pem": "foreign_data",
    "duplicate.pem": "duplicate_certificate", "unrelated.pem": "unrelated_certificates", "mismatch.pem": "key_mismatch",
    "two-keys.pem": "several_private_keys", "explicit-curve.pem": "unsupported_algorithm",
    "two-keys.p12": "several_private_keys", "duplicate-certificate.p12": "duplicate_certificate",
    "key-only.p12": "no_certificate", "key-of-another.p12": "key_mismatch",
    "unrelated-certificates.p12": "unrelated_certificates", "signed-mode.p12": "unsupported_algorithm",
    "another-key-password.p12": "several_passwords", "dsa.key": "unsupported_algorithm",
    "dsa-aes128.pem": "unsupported_algorithm", "key-as-remark.pem": "foreign_data",
    "key-indented.pem": "foreign_data", "key-behind-curve.pem": "damaged", "long-holder.cer": "too_complex",
    "long-key-kind.cer": "too_complex", "many-certificates.p12": "too_many_certificates",
    "contradictory-rsa.key": "invalid_key", "deep.der": "too_complex",
    "bomb-mac.p12": "too_costly", "bomb-pbmac1.p12": "too_costly", "bomb-key.p12": "too_costly",
    "bomb-hidden-key.p12": "too_costly", "bomb-hidden-key-without-mac.p12": "too_costly",
    "bomb-many-safes.p12": "too_costly", "bomb-beyond-64-bits.p12": "too_costly", "bomb-pkcs8.key": "too_costly",
    "bomb-scrypt-work.key": "too_costly", "bomb-scrypt-memory.key": "too_costly", "bomb-scrypt-salt.key": "too_costly",
    "bomb-pkcs5-v1.key": "too_costly",
}.items():
    refuse(file, reason, password=PASSWORD)
# What is costly in the open is refused whatever the password.
for file in ["bomb-mac.p12", "bomb-pbmac1.p12", "bomb-key.p12", "bomb-many-safes.p12", "bomb-pkcs8.key"]:
    refuse(file, "too_costly")
for file, name in [("aes256.p12", "x.cer"), ("aes256.p12", "x.pem.pdf"), ("generic.cer", "x.p12"),
                   ("generic.cer", "x.key"), ("rsa.key", "x.cer"), ("bundle.pem", "x.crt"), ("generic.pem", "x.txt")]:
    refuse(file, "extension_mismatch", name=name)

text = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
(here / "index.json").write_text(f"[\n{text}\n]\n")
