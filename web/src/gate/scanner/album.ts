// Where a scanner keeps the photos that it carries, sealed, by their names: a database of its own, all of which can be fetched again.

const NAME = "scanner-photos";
const VERSION = 1;
const PHOTOS = "photos";
/** How many bytes each has: without reading them all. */
const SIZES = "sizes";

export interface Album {
  /** The names of all, with their sizes in bytes. */
  sizes(): Promise<Map<string, number>>;
  get(name: string): Promise<Uint8Array | undefined>;
  /** Throws when the phone is full. */
  put(name: string, sealed: Uint8Array): Promise<void>;
  remove(names: string[]): Promise<void>;
}

/** Undefined where a browser keeps nothing. */
export async function openAlbum(): Promise<Album | undefined> {
  try {
    const opening = indexedDB.open(NAME, VERSION);
    opening.onupgradeneeded = () => {
      for (const table of [PHOTOS, SIZES]) opening.result.createObjectStore(table);
    };
    const database = await settled(opening);
    database.onversionchange = () => database.close();
    return new Kept(database);
  } catch {
    return undefined;
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("nothing was written"));
  });
}

class Kept implements Album {
  constructor(readonly database: IDBDatabase) {}

  async sizes(): Promise<Map<string, number>> {
    const rows = this.database.transaction(SIZES).objectStore(SIZES);
    const [names, sizes] = [settled(rows.getAllKeys()), settled<number[]>(rows.getAll())];
    const all = await sizes;
    return new Map((await names).map((name, at) => [String(name), all[at] ?? 0]));
  }

  get(name: string): Promise<Uint8Array | undefined> {
    return settled(this.database.transaction(PHOTOS).objectStore(PHOTOS).get(name));
  }

  async put(name: string, sealed: Uint8Array): Promise<void> {
    const transaction = this.database.transaction([PHOTOS, SIZES], "readwrite");
    transaction.objectStore(PHOTOS).put(sealed, name);
    transaction.objectStore(SIZES).put(sealed.length, name);
    await done(transaction);
  }

  async remove(names: string[]): Promise<void> {
    if (names.length === 0) return;
    const transaction = this.database.transaction([PHOTOS, SIZES], "readwrite");
    for (const table of [PHOTOS, SIZES]) {
      for (const name of names) transaction.objectStore(table).delete(name);
    }
    await done(transaction);
  }
}
