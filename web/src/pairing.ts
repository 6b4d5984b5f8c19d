// Which of the dropped files go together: a certificate and a private key of the same base name.

const CERTIFICATE_ENDINGS = [".cer", ".crt"];
const KEY_ENDING = ".key";
const OTHER_ENDINGS = [".p12", ".pfx", ".pem"];

export interface Named {
  name: string;
}

export interface Parcel<F extends Named> {
  file: F;
  key?: F;
}

function split(name: string): [base: string, ending: string] {
  const dot = name.lastIndexOf(".");
  return dot < 0
    ? [name.toLowerCase(), ""]
    : [name.slice(0, dot).toLowerCase(), name.slice(dot).toLowerCase()];
}

export function isKnownKind(name: string): boolean {
  const [, ending] = split(name);
  return [...CERTIFICATE_ENDINGS, KEY_ENDING, ...OTHER_ENDINGS].includes(ending);
}

/** Parcels in the order of the files; what has no partner goes alone, and the server pairs it by its public key. */
export function parcels<F extends Named>(files: readonly F[]): Parcel<F>[] {
  const byBase = new Map<string, { certificates: F[]; keys: F[] }>();
  for (const file of files) {
    const [base, ending] = split(file.name);
    const group = byBase.get(base) ?? { certificates: [], keys: [] };
    byBase.set(base, group);
    if (CERTIFICATE_ENDINGS.includes(ending)) group.certificates.push(file);
    if (ending === KEY_ENDING) group.keys.push(file);
  }
  const partner = new Map<F, F>();
  for (const { certificates, keys } of byBase.values()) {
    const [certificate, key] = [certificates[0], keys[0]];
    // Two of the same name come from different folders: guessing would be wrong half the time.
    if (certificate && key && certificates.length === 1 && keys.length === 1) partner.set(certificate, key);
  }
  const paired = new Set(partner.values());
  return files
    .filter((file) => !paired.has(file))
    .map((file) => {
      const key = partner.get(file);
      return key ? { file, key } : { file };
    });
}
