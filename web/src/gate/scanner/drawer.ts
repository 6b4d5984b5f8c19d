// What an enrolled scanner keeps on the phone, in a database of its own: its enrolments with their keys, the records that wait to be
// sent, and the site's bundle. Unlike what the gate keeps besides, none of it may be lost in silence: what cannot be written, throws.

import type { Choice } from "./today";
import type { Trouble } from "./trouble";

const NAME = "scanner";
const VERSION = 1;
const ENROLMENTS = "enrolments";
const RECORDS = "records";
const BUNDLES = "bundles";
const STATE = "state";
/** Rows of `state`: which enrolment is this phone's now, how wrong its clock is, a key that is not enrolled yet, and the task of today. */
const CURRENT = "current";
const CLOCK = "clock";
const MADE = "made";
const CHOICE = "choice";

interface MadeKey {
  /** SHA-256 of the link's token, in hexadecimal. */
  link: string;
  key: CryptoKeyPair;
}

/** One enrolment: a key, and the log that it signs. Times are in seconds since 1970, by the phone's clock. */
export interface Enrolment {
  /** `scanner.epoch`. */
  id: string;
  scanner: string;
  epoch: number;
  organization: { id: string; name: string };
  site: { id: string; name: string };
  key: CryptoKeyPair;
  /** The number of the newest record; 0 before the first. */
  seq: number;
  /** What the next record names as the one before it. */
  head: Uint8Array;
  /** The number of the newest record that the server has. */
  sent: number;
  trouble: Trouble | undefined;
}

/** A record that the server does not have yet. */
export interface KeptRecord {
  seq: number;
  /** When it was made, in seconds since 1970, by the phone's clock. */
  at: number;
  bytes: Uint8Array;
  /** SHA-256 of its payload. */
  hash: Uint8Array;
}

/** A site's bundle, as it came. */
export interface KeptBundle {
  bytes: Uint8Array;
  etag: string | undefined;
  /** When the server last said that it is the newest, in seconds since 1970, by the server's clock. */
  confirmedAt: number;
}

/** What waits, of one enrolment. */
export interface Waiting {
  count: number;
  /** When the oldest was made, in seconds since 1970, by the phone's clock; undefined when nothing waits. */
  since: number | undefined;
}

export interface Drawer {
  /** The enrolment that is this phone's now. */
  current(): Promise<Enrolment | undefined>;
  /** All of them, this phone's own last: those from before may have records yet that wait. */
  enrolments(): Promise<Enrolment[]>;
  /** Keeps a new one, which is this phone's from now on. */
  enrol(enrolment: Enrolment): Promise<void>;
  /** Gives up the one that is this phone's now, with the site's bundle. Its records wait on. */
  giveUp(): Promise<void>;
  /** Forgets an enrolment and its records. */
  forget(id: string): Promise<void>;
  /** The key that was made for a link: its answer may have been lost. */
  keyFor(link: string): Promise<CryptoKeyPair | undefined>;
  putKeyFor(link: string, key: CryptoKeyPair): Promise<void>;
  setTrouble(id: string, trouble: Trouble | undefined): Promise<void>;
  /** Appends to a log, durably. False, with nothing written, when another record came after the one that this is to follow. */
  append(id: string, record: KeptRecord): Promise<boolean>;
  /** The oldest records that wait: so many, or as many as fit into so many bytes. */
  oldest(id: string, most: number, bytes: number): Promise<KeptRecord[]>;
  /** Drops the records up to this one: the server has them. */
  acknowledge(id: string, seq: number): Promise<void>;
  waiting(id: string): Promise<Waiting>;
  bundle(scanner: string): Promise<KeptBundle | undefined>;
  putBundle(scanner: string, bundle: KeptBundle): Promise<void>;
  /** By how many seconds the server's clock is ahead of the phone's; undefined when it is not known. */
  clockOffset(): Promise<number | undefined>;
  putClockOffset(seconds: number): Promise<void>;
  /** The task that was chosen last; undefined when none is. */
  choice(): Promise<Choice | undefined>;
  putChoice(choice: Choice | undefined): Promise<void>;
}

export async function openDrawer(): Promise<Drawer> {
  const opening = indexedDB.open(NAME, VERSION);
  opening.onupgradeneeded = () => {
    for (const table of [ENROLMENTS, BUNDLES, STATE]) opening.result.createObjectStore(table);
    opening.result.createObjectStore(RECORDS);
  };
  const database = await settled(opening);
  // A newer page in another tab waits for this one otherwise.
  database.onversionchange = () => database.close();
  return new Kept(database);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** When it is on the disk, and not only on its way there. */
function durable(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("nothing was written"));
  });
}

/** The records of one enrolment. */
function recordsOf(id: string, upTo = Number.POSITIVE_INFINITY): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, upTo]);
}

class Kept implements Drawer {
  constructor(readonly database: IDBDatabase) {}

  async current(): Promise<Enrolment | undefined> {
    const { rows } = this.#begin("readonly", STATE, ENROLMENTS);
    const id = await settled<string | undefined>(rows(STATE).get(CURRENT));
    return id === undefined ? undefined : settled(rows(ENROLMENTS).get(id));
  }

  async enrolments(): Promise<Enrolment[]> {
    const { rows } = this.#begin("readonly", STATE, ENROLMENTS);
    const reading = settled<Enrolment[]>(rows(ENROLMENTS).getAll());
    const current = await settled<string | undefined>(rows(STATE).get(CURRENT));
    const all = await reading;
    return [...all.filter(({ id }) => id !== current), ...all.filter(({ id }) => id === current)];
  }

  async enrol(enrolment: Enrolment): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", STATE, ENROLMENTS);
    rows(ENROLMENTS).add(enrolment, enrolment.id);
    rows(STATE).put(enrolment.id, CURRENT);
    rows(STATE).delete(MADE);
    await durable(transaction);
  }

  async giveUp(): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", STATE, BUNDLES);
    rows(STATE).delete(CURRENT);
    rows(STATE).delete(CHOICE);
    rows(BUNDLES).clear();
    await durable(transaction);
  }

  async forget(id: string): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", ENROLMENTS, RECORDS);
    rows(RECORDS).delete(recordsOf(id));
    rows(ENROLMENTS).delete(id);
    await durable(transaction);
  }

  async keyFor(link: string): Promise<CryptoKeyPair | undefined> {
    const made = await settled<MadeKey | undefined>(this.#begin("readonly", STATE).rows(STATE).get(MADE));
    return made?.link === link ? made.key : undefined;
  }

  async putKeyFor(link: string, key: CryptoKeyPair): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", STATE);
    rows(STATE).put({ link, key } satisfies MadeKey, MADE);
    await durable(transaction);
  }

  async setTrouble(id: string, trouble: Trouble | undefined): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", ENROLMENTS);
    const enrolment = await settled<Enrolment | undefined>(rows(ENROLMENTS).get(id));
    if (enrolment) rows(ENROLMENTS).put({ ...enrolment, trouble }, id);
    await durable(transaction);
  }

  async append(id: string, record: KeptRecord): Promise<boolean> {
    const { transaction, rows } = this.#begin("readwrite", ENROLMENTS, RECORDS);
    const enrolment = await settled<Enrolment | undefined>(rows(ENROLMENTS).get(id));
    const follows = enrolment !== undefined && enrolment.seq + 1 === record.seq;
    if (follows) {
      rows(RECORDS).add(record, [id, record.seq]);
      rows(ENROLMENTS).put({ ...enrolment, seq: record.seq, head: record.hash }, id);
    }
    await durable(transaction);
    return follows;
  }

  async oldest(id: string, most: number, bytes: number): Promise<KeptRecord[]> {
    const { rows } = this.#begin("readonly", RECORDS);
    const found = await settled<KeptRecord[]>(rows(RECORDS).getAll(recordsOf(id), most));
    let left = bytes;
    const end = found.findIndex((record) => {
      left -= record.bytes.length;
      return left < 0;
    });
    return end < 0 ? found : found.slice(0, end);
  }

  async acknowledge(id: string, seq: number): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", ENROLMENTS, RECORDS);
    const enrolment = await settled<Enrolment | undefined>(rows(ENROLMENTS).get(id));
    if (enrolment && seq > enrolment.sent) {
      rows(RECORDS).delete(recordsOf(id, seq));
      rows(ENROLMENTS).put({ ...enrolment, sent: seq }, id);
    }
    await durable(transaction);
  }

  async waiting(id: string): Promise<Waiting> {
    const { rows } = this.#begin("readonly", RECORDS);
    const counting = settled(rows(RECORDS).count(recordsOf(id)));
    const [first] = await settled<KeptRecord[]>(rows(RECORDS).getAll(recordsOf(id), 1));
    return { count: await counting, since: first?.at };
  }

  bundle(scanner: string): Promise<KeptBundle | undefined> {
    return settled(this.#begin("readonly", BUNDLES).rows(BUNDLES).get(scanner));
  }

  async putBundle(scanner: string, bundle: KeptBundle): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", BUNDLES);
    rows(BUNDLES).put(bundle, scanner);
    await durable(transaction);
  }

  clockOffset(): Promise<number | undefined> {
    return settled(this.#begin("readonly", STATE).rows(STATE).get(CLOCK));
  }

  async putClockOffset(seconds: number): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", STATE);
    rows(STATE).put(seconds, CLOCK);
    await durable(transaction);
  }

  choice(): Promise<Choice | undefined> {
    return settled(this.#begin("readonly", STATE).rows(STATE).get(CHOICE));
  }

  async putChoice(choice: Choice | undefined): Promise<void> {
    const { transaction, rows } = this.#begin("readwrite", STATE);
    if (choice) rows(STATE).put(choice, CHOICE);
    else rows(STATE).delete(CHOICE);
    await durable(transaction);
  }

  /** What is written in it is on the disk, and not only with the system, when it is said to be. */
  #begin(mode: "readonly" | "readwrite", ...tables: string[]) {
    const transaction = this.database.transaction(tables, mode, { durability: "strict" });
    return { transaction, rows: (table: string) => transaction.objectStore(table) };
  }
}
