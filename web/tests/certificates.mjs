// Makes certificate files as the authorities of Mexico and Spain write them, signed by a key of nobody: what Credenza is
// given in the tests. DER (X.690) is written by hand, because Node has no writer and openssl none for past dates.

import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DAY = 24 * 60 * 60 * 1000;

function tagged(tag, ...parts) {
  const body = Buffer.concat(parts);
  const { length } = body;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), body]);
}

const sequence = (...parts) => tagged(0x30, ...parts);
const octets = (bytes) => tagged(0x04, bytes);
const bits = (bytes, unused = 0) => tagged(0x03, Buffer.from([unused]), bytes);
const yes = Buffer.from([0x01, 0x01, 0xff]);

/** A positive INTEGER of these bytes. */
function integer(bytes) {
  return tagged(0x02, bytes[0] & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

function oid(text) {
  const [first, second, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift((left % 128) | 0x80);
    }
    return digits;
  });
  return tagged(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, as RFC 5280, 4.1.2.5 wants it. */
function time(date) {
  const text = date.toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(text.slice(2)))
    : tagged(0x18, Buffer.from(text));
}

const ATTRIBUTES = {
  CN: "2.5.4.3",
  SN: "2.5.4.4",
  serialNumber: "2.5.4.5",
  C: "2.5.4.6",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  name: "2.5.4.41",
  GN: "2.5.4.42",
  uniqueIdentifier: "2.5.4.45",
  organizationIdentifier: "2.5.4.97",
  email: "1.2.840.113549.1.9.1",
};

function name(attributes) {
  return sequence(
    ...Object.entries(attributes).map(([kind, value]) => {
      const tag = kind === "email" ? 0x16 : kind === "C" ? 0x13 : 0x0c;
      return tagged(0x31, sequence(oid(ATTRIBUTES[kind]), tagged(tag, Buffer.from(value))));
    }),
  );
}

const extension = (id, value, critical = false) =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));

function extensions({ usages, extended = [], policy }) {
  const all = [
    extension("2.5.29.19", sequence(), true),
    extension("2.5.29.15", bits(Buffer.from([usages]), 3), true),
  ];
  if (extended.length > 0) all.push(extension("2.5.29.37", sequence(...extended.map(oid))));
  if (policy) all.push(extension("2.5.29.32", sequence(sequence(oid(policy)))));
  return tagged(0xa3, sequence(...all));
}

const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const { privateKey: AUTHORITY } = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** digitalSignature and nonRepudiation; with dataEncipherment and keyAgreement. */
const SIGN = 0b1100_0000;
const SIGN_AND_ENCRYPT = 0b1101_1000;
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";

const SAT = {
  CN: "AUTORIDAD CERTIFICADORA",
  O: "SERVICIO DE ADMINISTRACION TRIBUTARIA",
  OU: "SAT-IES Authority",
};
const FNMT = { C: "ES", O: "FNMT-RCM", OU: "Ceres", CN: "AC FNMT Usuarios" };
const FNMT_REPRESENTATION = { C: "ES", O: "FNMT-RCM", OU: "CERES", CN: "AC Representación" };

/**
 * A certificate that ends in `days` (a fraction is fine, a negative number lies in the past) after a life of four years,
 * and its key.
 */
function issue({ subject, issuer, serial, days, life = 1461, rsa = false, ...rest }) {
  const { privateKey, publicKey } = rsa
    ? generateKeyPairSync("rsa", { modulusLength: 2048 })
    : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const end = new Date(Math.floor((Date.now() + days * DAY) / 1000) * 1000);
  const begin = new Date(end.getTime() - life * DAY);
  const tbs = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial ?? randomBytes(16)),
    ECDSA_SHA256,
    name(issuer),
    sequence(time(begin), time(end)),
    name(subject),
    publicKey.export({ type: "spki", format: "der" }),
    extensions(rest),
  );
  const certificate = sequence(tbs, ECDSA_SHA256, bits(sign("sha256", tbs, AUTHORITY)));
  return { certificate, privateKey, end };
}

const satSerial = () =>
  Buffer.from(`0000100000050${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`);

/** An e.firma of the SAT; `person` when the holder has a CURP of his own. */
export function efirma({ holder, rfc, curp, days, rsa }) {
  const subject = {
    CN: holder,
    name: holder,
    O: holder,
    C: "MX",
    email: "contacto@example.mx",
    uniqueIdentifier: curp ? rfc : `${rfc} / VEMR7203158H1`,
    serialNumber: curp ?? " / VEMR720315HDFRRB09",
  };
  const extended = [EMAIL_PROTECTION, CLIENT_AUTH];
  return issue({ subject, issuer: SAT, serial: satSerial(), usages: SIGN_AND_ENCRYPT, extended, days, rsa });
}

/** A seal for invoices (CSD) of the SAT. */
export function csd({ holder, rfc, days, rsa }) {
  const subject = {
    CN: holder,
    name: holder,
    O: holder,
    uniqueIdentifier: `${rfc} / VEMR7203158H1`,
    serialNumber: " / VEMR720315HDFRRB09",
    OU: "MATRIZ",
  };
  return issue({ subject, issuer: SAT, serial: satSerial(), usages: SIGN, days, rsa });
}

/** A natural person's certificate as the FNMT issues it. */
export function fnmtPerson({ given, surname, nif, days }) {
  const subject = {
    C: "ES",
    serialNumber: `IDCES-${nif}`,
    GN: given,
    SN: surname,
    CN: `${surname} ${given} - ${nif}`,
  };
  const policy = "1.3.6.1.4.1.5734.3.10.1";
  return issue({
    subject,
    issuer: FNMT,
    usages: SIGN,
    extended: [CLIENT_AUTH, EMAIL_PROTECTION],
    policy,
    days,
  });
}

/** A representative's certificate of the FNMT: the holder is the organization. */
export function fnmtRepresentative({ organization, cif, person, nif, days }) {
  const subject = {
    C: "ES",
    O: organization,
    organizationIdentifier: `VATES-${cif}`,
    serialNumber: `IDCES-${nif}`,
    CN: `${nif} ${person} (R: ${cif})`,
  };
  const policy = "1.3.6.1.4.1.5734.3.11.3";
  return issue({ subject, issuer: FNMT_REPRESENTATION, usages: SIGN, extended: [CLIENT_AUTH], policy, days });
}

/** The key as the SAT delivers it: PKCS#8 in DER, encrypted. */
export function encryptedKey({ privateKey }, password) {
  return privateKey.export({ type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase: password });
}

/** Certificate and key in one file with a password (RFC 7292). */
export function pkcs12({ certificate, privateKey }, password) {
  const folder = mkdtempSync(join(tmpdir(), "credenza-p12-"));
  try {
    const lines = certificate.toString("base64").match(/.{1,64}/g);
    const pem = ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
    writeFileSync(join(folder, "certificate.pem"), pem);
    writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }), {
      mode: 0o600,
    });
    const files = ["-in", "certificate.pem", "-inkey", "key.pem", "-out", "both.p12"];
    execFileSync("openssl", ["pkcs12", "-export", ...files, "-passout", `pass:${password}`], { cwd: folder });
    return readFileSync(join(folder, "both.p12"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const RFC_CHARACTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";

/** An RFC with its check digit, of all characters before it. */
export function rfc(start) {
  const padded = start.padStart(12, " ");
  const sum = [...padded].reduce((all, c, place) => all + RFC_CHARACTERS.indexOf(c) * (13 - place), 0);
  const rest = sum % 11;
  return start + (rest === 0 ? "0" : rest === 1 ? "A" : String(11 - rest));
}

/** A person's NIF with its letter. */
export function nif(number) {
  return String(number).padStart(8, "0") + "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23];
}

/** An entity's NIF of form B (limited companies), with its check digit. */
export function cif(number) {
  const digits = [...String(number).padStart(7, "0")].map(Number);
  const sum = digits.reduce((all, digit, place) => {
    if (place % 2 === 1) return all + digit;
    const twice = digit * 2;
    return all + Math.floor(twice / 10) + (twice % 10);
  }, 0);
  return `B${digits.join("")}${(10 - (sum % 10)) % 10}`;
}
