// A believable firm for the pictures: customers in Mexico and Spain, and certificates in every stage of their life. The
// names are invented; the numbers are well-formed and nobody's.

import {
  cif,
  csd,
  efirma,
  encryptedKey,
  fnmtPerson,
  fnmtRepresentative,
  nif,
  pkcs12,
  rfc,
} from "./certificates.mjs";

const PASSWORD = "Jacaranda-71";

/** A Mexican company: its RFC without the check digit, then the days left of each e.firma and CSD. */
const company = (name, start, { firma = [], sellos = [] }) => ({
  name,
  country: "MX",
  taxId: rfc(start),
  firma,
  sellos,
});
/** A Mexican person. */
const person = (name, start, curp, firma) => ({
  name,
  country: "MX",
  taxId: rfc(start),
  curp,
  firma,
  sellos: [],
});

const MEXICANS = [
  company("Panificadora La Espiga Dorada SA de CV", "PED040612QX", { firma: [4.4], sellos: [411, 96] }),
  company("Ferretería Hernández Hermanos SA de CV", "FHH990318L2", { firma: [-12.3], sellos: [18.6, 640] }),
  company("Transportes Sierra Gorda SA de CV", "TSG110924B7", { firma: [203], sellos: [43.5, 288] }),
  company("Clínica Dental Mirador SC", "CDM150706R1", { firma: [52.2], sellos: [733] }),
  company("Agrícola Valle del Yaqui SPR de RL", "AVY080229N4", { firma: [331], sellos: [1.7, 151] }),
  company("Constructora Peñasco SA de CV", "CPE021115TK", { firma: [6.2], sellos: [-1.6, 870] }),
  company("Papelería El Estudiante SA de CV", "PES170403JA", { firma: [118], sellos: [249] }),
  company("Hotel Posada del Ángel SA de CV", "HPA940521C8", { firma: [27.1], sellos: [178, 520] }),
  company("Laboratorios Quetzal SA de CV", "LQU060830M5", { firma: [262], sellos: [352] }),
  company("Muebles Tlaquepaque SA de CV", "MTL130212H9", { firma: [975], sellos: [57.8] }),
  person("María Guadalupe Álvarez Núñez", "AANG820415HT", "AANG820415MDFLXR09", [13.3]),
  person("José Luis Ibarra Cázares", "IACJ750930QP", "IACJ750930HJCBZS04", [307]),
  person("Renata Solís Oropeza", "SOOR910717DV", "SOOR910717MNLLRN01", [-34.8]),
];

const SPANIARDS = [
  {
    name: "Hortalizas del Segura SL",
    number: 3012345,
    person: "INÉS PEÑA GARCÍA",
    id: 48213377,
    days: [22.9, 690],
  },
  {
    name: "Talleres Mecánicos Iruña SL",
    number: 3141592,
    person: "MIKEL ETXEBERRIA ARANA",
    id: 72456810,
    days: [139],
  },
  {
    name: "Bodegas Monte Alto SL",
    number: 2618033,
    person: "ROSA CASTRO LÓPEZ",
    id: 33901247,
    days: [-3.4, 1110],
  },
  { given: "JORDI", surname: "FERRER VIDAL", id: 46728190, days: [37.6] },
  { given: "CARMEN", surname: "ORTEGA RUIZ", id: 25174463, days: [224] },
];

const upper = (text) => text.toUpperCase();
const slug = (text) =>
  text
    .normalize("NFD")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");

/** Puts the firm's customers and certificates into custody by the API. */
export async function furnish(server, token) {
  const customer = async (json) => {
    const answer = await server.call("POST", "/api/v1/customers", { token, json });
    if (answer.status !== 201) throw new Error(`${json.name}: ${answer.status} ${answer.body}`);
    return answer.json().id;
  };
  const pair = async (made, name, id) => {
    const file = { name: `${name}.cer`, bytes: made.certificate };
    const key = { name: `${name}.key`, bytes: encryptedKey(made, PASSWORD) };
    await server.upload(token, { file, key, password: PASSWORD, customer: id });
  };
  const bundle = async (made, name, id) => {
    const file = { name: `${name}.p12`, bytes: pkcs12(made, PASSWORD) };
    await server.upload(token, { file, password: PASSWORD, customer: id });
  };
  for (const { name, country, taxId, curp, firma, sellos } of MEXICANS) {
    const id = await customer({ name, country, tax_id: taxId });
    const holder = upper(name);
    for (const days of firma) {
      await pair(efirma({ holder, rfc: taxId, curp, days, rsa: true }), `FIEL_${taxId}`, id);
    }
    for (const days of sellos)
      await pair(csd({ holder, rfc: taxId, days, rsa: true }), `CSD_MATRIZ_${taxId}`, id);
  }
  for (const { name, number, person, given, surname, id, days } of SPANIARDS) {
    const taxId = name ? cif(number) : nif(id);
    const kept = await customer({ name: name ?? `${given} ${surname}`, country: "ES", tax_id: taxId });
    for (const left of days) {
      const made = name
        ? fnmtRepresentative({ organization: upper(name), cif: taxId, person, nif: nif(id), days: left })
        : fnmtPerson({ given, surname, nif: taxId, days: left });
      await bundle(made, `${slug(name ?? surname)}_${taxId}`, kept);
    }
  }
  // A key whose certificate has not come yet.
  const half = csd({
    holder: "MUEBLES TLAQUEPAQUE SA DE CV",
    rfc: rfc("MTL130212H9"),
    days: 1460,
    rsa: true,
  });
  const file = { name: `CSD_nuevo_${rfc("MTL130212H9")}.key`, bytes: encryptedKey(half, PASSWORD) };
  await server.upload(token, { file, password: PASSWORD });
}

/** Files for the upload page: a pair, one that asks for its password, and one that is none. */
export function incoming() {
  const holder = "FERRETERÍA HERNÁNDEZ HERMANOS SA DE CV";
  const taxId = rfc("FHH990318L2");
  const firma = efirma({ holder, rfc: taxId, days: 1460, rsa: true });
  const sello = csd({ holder, rfc: taxId, days: 1459, rsa: true });
  const rosa = fnmtPerson({ given: "ROSA", surname: "CASTRO LÓPEZ", nif: nif(33901247), days: 730 });
  const plain = (made) => made.privateKey.export({ type: "pkcs8", format: "der" });
  return [
    { name: `FIEL_${taxId}.cer`, buffer: firma.certificate },
    { name: `FIEL_${taxId}.key`, buffer: plain(firma) },
    { name: `CSD_MATRIZ_${taxId}.cer`, buffer: sello.certificate },
    { name: "CASTRO_LOPEZ_ROSA.p12", buffer: pkcs12(rosa, PASSWORD) },
    { name: "contrato.p12", buffer: Buffer.from("%PDF-1.7\n1 0 obj\n<< >>\nendobj\n") },
  ].map((file) => ({ mimeType: "application/octet-stream", ...file }));
}
