// What the pass page keeps on the phone: one record, with the key, which cannot be taken out of it, the pass, and what its holder was
// told of his tickets. Signing out removes all of it.

const NAME = "pass";
const VERSION = 1;
const TABLE = "kept";
const ONLY = "pass";

/** A ticket, as its holder sees it. Days are written `YYYY-MM-DD`. */
export interface OwnTicket {
  id: string;
  code: string;
  type: string;
  number: string | null;
  issuer: string | null;
  status: string;
  expiresOn: string | null;
}

export interface Kept {
  worker: string;
  organization: string;
  name: string;
  tickets: OwnTicket[];
  /** The ids of his roles of work; undefined in what was kept before passes stated them. */
  roles?: string[];
  key: CryptoKeyPair;
  /** The pass, and when it was signed, in seconds since 1970; undefined before the first came. */
  pass: { token: Uint8Array; issuedAt: number; leftOut: number } | undefined;
  /** The photo: the beginning of its SHA-256, in hexadecimal, as the pass names it, and the picture once it was fetched. */
  photo: { digest: string; picture: Blob | undefined } | undefined;
  /** When the server last said what stands here, in seconds since 1970. */
  toldAt: number;
  /** Whether the organization took the pass back. */
  takenBack: boolean;
  /** Whether the pass says less than its holder was told, since it was asked for anew in vain. */
  isDue?: boolean;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Drawer {
  private constructor(readonly database: IDBDatabase) {}

  /** Opens it; `onGone` is called when another page has removed it. */
  static async open(onGone: () => void): Promise<Drawer> {
    const opening = indexedDB.open(NAME, VERSION);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    const database = await settled(opening);
    database.onversionchange = () => {
      database.close();
      onGone();
    };
    return new Drawer(database);
  }

  get(): Promise<Kept | undefined> {
    return settled(this.database.transaction(TABLE).objectStore(TABLE).get(ONLY));
  }

  async put(kept: Kept): Promise<void> {
    const transaction = this.database.transaction(TABLE, "readwrite");
    await settled(transaction.objectStore(TABLE).put(kept, ONLY));
  }

  async empty(): Promise<void> {
    const transaction = this.database.transaction(TABLE, "readwrite");
    await settled(transaction.objectStore(TABLE).clear());
  }
}
