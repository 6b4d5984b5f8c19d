// What the phone knows: whom it trusts, the organizations' keys and status lists. It asks its own server alone, for the organization that a pass
// names; it never opens the address in a code.

import { fetchBytes } from "./network";
import { type Value, write } from "./pass/cbor";
import { named } from "./pass/check";
import { isOrganization, MAX_LIFETIME } from "./pass/claims";
import { MAX_KEY_SET, readKeySet, type Trust, type TrustedKey } from "./pass/keys";
import { LIFETIME, MAX_STATUS_LIST, readStatusList, type StatusList } from "./pass/status";
import { type Anchor, Pinned } from "./root";
import { isOlder, type KeptKeys, type KeptList, type Store } from "./store";

const KEYS_TYPE = "application/cose-key-set";
const LIST_TYPE = "application/statuslist+cwt";
/** After how many seconds keys and lists are asked for anew, while there is signal. */
const KEYS_AGE = 3_600;
const LIST_AGE = 300;
/** For how many milliseconds a verdict waits for something newer. */
const PATIENCE = 2_500;

/** What a verdict about one text can go by. */
export interface Grounds {
  trust: Trust;
  lists: StatusList[];
  /** Whether the issuer's keys are not here because nobody could be asked for them. */
  keysMissing: boolean;
  /** Whether this phone met the organization with this pass. */
  firstTime: boolean;
}

/** What a site's bundle brings: as it came, and looked at by nobody yet. */
export interface Brought {
  organization: { id: string };
  keys: Value[];
  pack: Uint8Array | undefined;
  lists: Uint8Array[];
}

interface KnownKeys {
  keys: TrustedKey[];
  fetchedAt: number;
}

export class Knowledge {
  readonly #keys = new Map<string, KnownKeys>();
  readonly #lists = new Map<string, StatusList>();
  /** When a list was last asked for with success. */
  readonly #asked = new Map<string, number>();
  /** Requests on their way, so that none is made twice. */
  readonly #underway = new Map<string, Promise<void>>();
  readonly #silent = new Set<string>();
  readonly #pinned: Pinned;
  #loaded: Promise<void> | undefined;

  constructor(
    readonly store: Store,
    readonly origin: string,
    readonly clock: () => number,
  ) {
    this.#pinned = new Pinned(store, clock);
  }

  /** Takes from the phone what was kept there, and gives up what can tell of no pass any more. */
  load(): Promise<void> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  async #load(): Promise<void> {
    await this.#pinned.load();
    for (const kept of await this.store.all<KeptKeys>("keys")) {
      const keys = await this.#keysOf(kept.org, kept.bytes);
      if (keys) this.#keys.set(kept.org, { keys, fetchedAt: kept.fetchedAt });
    }
    for (const kept of await this.store.all<KeptList>("lists")) {
      const list = await readStatusList(kept.bytes, this.trust());
      // A pass that it could tell of has ended.
      const over = this.clock() > kept.issuedAt + MAX_LIFETIME + LIFETIME;
      if (typeof list === "object" && !over) this.#lists.set(list.uri, list);
      else if (over) await this.store.remove("lists", kept.uri);
    }
  }

  /**
   * Takes what a site's bundle brings, when it is newer than what is known: as if it had just been fetched from where it is published, and
   * believed no more than that.
   */
  async adopt({ organization: { id }, keys, pack, lists }: Brought, at: number): Promise<void> {
    await this.load();
    const known = this.#keys.get(id)?.fetchedAt;
    const isNewer = known === undefined || at > known || this.clock() < known;
    if (!isNewer) return;
    if (pack && (await this.#pinned.take(pack))) await this.#believeAgain();
    await this.#takeKeys(id, write(keys), at);
    for (const bytes of lists) {
      const list = await readStatusList(bytes, this.trust());
      if (typeof list === "object" && this.#isOurs(id, list.uri)) await this.#takeList(id, list, bytes);
    }
  }

  trust(): Trust {
    return this.#pinned.trust([...this.#keys.values()].flatMap(({ keys }) => keys));
  }

  /** How many organizations, when the newest of the lists was made, and who says whom to trust. */
  summary(): { organizations: number; newestList: number | undefined; anchor: Anchor | undefined } {
    const made = [...this.#lists.values()].map((list) => list.issuedAt);
    const anchor = this.#pinned.anchor();
    const organizations = anchor ? (anchor.pack?.names.size ?? 0) : this.#keys.size;
    return { organizations, newestList: made.length ? Math.max(...made) : undefined, anchor };
  }

  /**
   * What there is to go by for a text. Waits a moment for what is missing or not fresh; `later` comes when something arrived after
   * that.
   */
  async groundsFor(text: string): Promise<{ grounds: Grounds; later: Promise<Grounds> | undefined }> {
    await this.load();
    const asked = named(text);
    const isNew = asked !== undefined && !this.#keys.has(asked.issuer);
    const grounds = (): Grounds => {
      const list = asked && this.#lists.get(asked.statusUri);
      const silent = asked !== undefined && this.#silent.has(asked.issuer);
      const trust = this.trust();
      const known = asked === undefined || trust.key(asked.kid, "pass") !== undefined;
      // Whom a root vouches for is no surprise.
      const firstTime = isNew && !trust.packed?.names.has(asked.issuer);
      return { trust, lists: list ? [list] : [], keysMissing: silent && !known, firstTime };
    };
    const coming = asked && this.#missing(asked);
    if (!coming) return { grounds: grounds(), later: undefined };
    const inTime = await Promise.race([coming.then(() => true), pause(PATIENCE).then(() => false)]);
    if (!inTime) this.#silent.add(asked.issuer);
    return { grounds: grounds(), later: inTime ? undefined : coming.then(grounds) };
  }

  /** Asks anew for what is known and not young, as long as the page is open: for lists that were not asked for in so many seconds. */
  async refresh(listAge = LIST_AGE): Promise<void> {
    if (!navigator.onLine) return;
    if (this.#pinned.isDue()) await this.#askPack();
    for (const [org, { fetchedAt }] of this.#keys) {
      if (isOlder(fetchedAt, KEYS_AGE, this.clock())) await this.#fetchKeys(org);
    }
    for (const list of this.#lists.values()) {
      const asked = this.#asked.get(list.uri) ?? 0;
      if (isOlder(asked, listAge - 1, this.clock())) await this.#fetchList(list.issuer, list.uri);
    }
  }

  /** The requests that would make the verdict surer; undefined when there is nothing to ask. */
  #missing(asked: { issuer: string; kid: string; statusUri: string }): Promise<void> | undefined {
    const { issuer, kid, statusUri } = asked;
    if (!navigator.onLine) {
      if (!this.trust().key(kid, "pass")) this.#silent.add(issuer);
      return undefined;
    }
    const knowsKey = this.trust().key(kid, "pass") !== undefined;
    const list = this.#lists.get(statusUri);
    const age = list ? this.clock() - list.issuedAt : Number.POSITIVE_INFINITY;
    const wantsKeys = !knowsKey || isOlder(this.#keys.get(issuer)?.fetchedAt ?? 0, KEYS_AGE, this.clock());
    const wantsList = this.#isOurs(issuer, statusUri) && age > (list?.ttl ?? 0);
    const wantsPack = this.#pinned.isDue() || (!knowsKey && this.#pinned.anchor() !== undefined);
    if (!wantsPack && !wantsKeys && !wantsList) return undefined;
    const pack = wantsPack ? this.#askPack() : undefined;
    const keys = wantsKeys ? this.#fetchKeys(issuer) : undefined;
    return Promise.all([pack, keys]).then(() =>
      wantsList && this.#keys.has(issuer) ? this.#fetchList(issuer, statusUri) : undefined,
    );
  }

  /** With another pack, other lists are believed. */
  #askPack(): Promise<void> {
    return this.#once("pack", async () => {
      if (await this.#pinned.ask()) await this.#believeAgain();
    });
  }

  /** Whether the list of that address is published here, by that organization. */
  #isOurs(org: string, uri: string): boolean {
    const start = `${this.origin}/.well-known/credenza/${org}/status/`;
    return uri.startsWith(start) && /^[A-Za-z0-9_-]{1,64}$/.test(uri.slice(start.length));
  }

  #once(what: string, act: () => Promise<void>): Promise<void> {
    const underway = this.#underway.get(what) ?? act().finally(() => this.#underway.delete(what));
    this.#underway.set(what, underway);
    return underway;
  }

  #fetchKeys(org: string): Promise<void> {
    return this.#once(org, async () => {
      const path = `/.well-known/credenza/${org}/cose-keys.cbor`;
      const bytes = await fetchBytes(path, KEYS_TYPE, MAX_KEY_SET);
      this.#silent.delete(org);
      if (bytes === "missing") return;
      const isTaken = bytes instanceof Uint8Array && (await this.#takeKeys(org, bytes, this.clock()));
      if (!isTaken) this.#silent.add(org);
    });
  }

  /** Goes by these keys of an organization from now on; false when they are none of its. */
  async #takeKeys(org: string, bytes: Uint8Array, fetchedAt: number): Promise<boolean> {
    const keys = await this.#keysOf(org, bytes);
    if (!keys) return false;
    this.#silent.delete(org);
    this.#keys.set(org, { keys, fetchedAt });
    await this.#believeAgain();
    await this.store.put("keys", org, { org, bytes, fetchedAt } satisfies KeptKeys);
    return true;
  }

  /** The keys of a set that holds those of one organization. */
  async #keysOf(org: string, bytes: Uint8Array): Promise<TrustedKey[] | undefined> {
    const keys = await readKeySet(bytes);
    return isOrganization(org) && keys?.every((key) => key.issuer === org) ? keys : undefined;
  }

  /** With other keys, what was believed may not be any more: what a key signed that was given up since. */
  async #believeAgain(): Promise<void> {
    for (const kept of await this.store.all<KeptList>("lists")) {
      const list = await readStatusList(kept.bytes, this.trust());
      if (typeof list !== "object") this.#lists.delete(kept.uri);
    }
  }

  #fetchList(org: string, uri: string): Promise<void> {
    return this.#once(uri, async () => {
      const bytes = await fetchBytes(uri.slice(this.origin.length), LIST_TYPE, MAX_STATUS_LIST);
      if (!(bytes instanceof Uint8Array)) return;
      let list = await readStatusList(bytes, this.trust());
      if (list === "unknown_key") {
        await this.#fetchKeys(org);
        list = await readStatusList(bytes, this.trust());
      }
      if (typeof list === "object" && list.uri === uri) await this.#takeList(org, list, bytes);
    });
  }

  async #takeList(org: string, list: StatusList, bytes: Uint8Array): Promise<void> {
    const { uri, issuedAt } = list;
    if (list.issuer !== org) return;
    this.#asked.set(uri, this.clock());
    const before = this.#lists.get(uri);
    // An older one than was seen is not taken, whoever sends it.
    if (before && issuedAt <= before.issuedAt) return;
    this.#lists.set(uri, list);
    await this.store.put("lists", uri, { uri, org, bytes, issuedAt } satisfies KeptList);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
