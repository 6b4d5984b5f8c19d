// What the gate keeps on the phone: the root that it trusts and its pack, key sets, status lists, and the live passes that were shown a moment ago. Everything in it is
// signed or is only a time; none of it is a name. Where a browser keeps nothing, it is forgotten with the page.

const NAME = "gate";
const VERSION = 2;
const TABLES = ["keys", "lists", "shown", "trust"] as const;
type Table = (typeof TABLES)[number];

/** A key set, as it came. */
export interface KeptKeys {
  org: string;
  bytes: Uint8Array;
  /** When it was last known to be the newest, in seconds since 1970. */
  fetchedAt: number;
}

/** A status list, as it came. */
export interface KeptList {
  uri: string;
  org: string;
  bytes: Uint8Array;
  /** When it was made, as it says. */
  issuedAt: number;
}

/** The root that is trusted, and the newest trust pack under it, as they came. */
export interface KeptTrust {
  root: Uint8Array;
  pack: Uint8Array;
  /** The number of the newest pack. */
  sequence: number;
  /** When the server was last asked for a newer one, in seconds since 1970. */
  askedAt: number;
}

/** Whether what was learnt at a time is more than `most` seconds old. What was learnt later than now was, by a clock that was set back since. */
export function isOlder(at: number, most: number, now: number): boolean {
  return now - at > most || now < at;
}

export interface Store {
  get<T>(table: Table, key: string): Promise<T | undefined>;
  all<T>(table: Table): Promise<T[]>;
  put(table: Table, key: string, value: unknown): Promise<void>;
  remove(table: Table, key: string): Promise<void>;
}

/** Opens it; what is asked of it waits until it is open. */
export function openStore(): Store {
  const opened: Promise<Store> = open().then(
    (database) => new Kept(database),
    () => new Forgotten(),
  );
  return {
    get: async (table, key) => (await opened).get(table, key),
    all: async (table) => (await opened).all(table),
    put: async (table, key, value) => (await opened).put(table, key, value),
    remove: async (table, key) => (await opened).remove(table, key),
  };
}

async function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(NAME, VERSION);
  opening.onupgradeneeded = () => {
    const there = opening.result.objectStoreNames;
    for (const table of TABLES) if (!there.contains(table)) opening.result.createObjectStore(table);
  };
  return settled(opening);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

class Kept implements Store {
  constructor(readonly database: IDBDatabase) {}

  async get<T>(table: Table, key: string): Promise<T | undefined> {
    return this.#read(table, (rows) => rows.get(key));
  }

  async all<T>(table: Table): Promise<T[]> {
    return (await this.#read(table, (rows) => rows.getAll())) ?? [];
  }

  put(table: Table, key: string, value: unknown): Promise<void> {
    return this.#write(table, (rows) => rows.put(value, key));
  }

  remove(table: Table, key: string): Promise<void> {
    return this.#write(table, (rows) => rows.delete(key));
  }

  /** What the phone cannot read was not kept. */
  async #read<T>(table: Table, act: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
    try {
      return await settled(act(this.database.transaction(table).objectStore(table)));
    } catch {
      return undefined;
    }
  }

  /** A phone that is full does not keep it; the verdict of now does not need it. */
  async #write(table: Table, act: (rows: IDBObjectStore) => void): Promise<void> {
    try {
      const transaction = this.database.transaction(table, "readwrite");
      act(transaction.objectStore(table));
      await new Promise<void>((resolve) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => resolve();
      });
    } catch {
      // The browser closed it.
    }
  }
}

class Forgotten implements Store {
  readonly #tables = new Map<Table, Map<string, unknown>>(TABLES.map((table) => [table, new Map()]));

  async get<T>(table: Table, key: string): Promise<T | undefined> {
    return this.#tables.get(table)?.get(key) as T | undefined;
  }

  async all<T>(table: Table): Promise<T[]> {
    return [...(this.#tables.get(table)?.values() ?? [])] as T[];
  }

  async put(table: Table, key: string, value: unknown): Promise<void> {
    this.#tables.get(table)?.set(key, value);
  }

  async remove(table: Table, key: string): Promise<void> {
    this.#tables.get(table)?.delete(key);
  }
}
