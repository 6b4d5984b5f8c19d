// The root that this phone trusts, and the newest trust pack under it. The first root that its server shows is kept, and no other one
// is taken after it, whoever has the server then; nor is an older pack.

import { fetchBytes } from "./network";
import { Trust, type TrustedKey } from "./pass/keys";
import { MAX_TRUST_PACK, type Root, readRoot, readTrustPack, type TrustPack } from "./pass/pack";
import { isOlder, type KeptTrust, type Store } from "./store";

const ROOT = { path: "/.well-known/credenza/trust-root.cbor", type: "application/cose-key" };
const PACK = { path: "/.well-known/credenza/trust-pack.cbor", type: "application/cose" };
const MAX_ROOT = 256;
const KEPT = "kept";
/** After how many seconds it is asked for anew, while there is signal. */
const AGE = 3_600;

/** What the screen tells of it. */
export interface Anchor {
  /** What people compare, in hexadecimal. */
  fingerprint: string;
  pack: TrustPack | undefined;
  /** Whether the server last showed what is not taken: an older pack, or one of another root. */
  refused: boolean;
}

export class Pinned {
  #kept: KeptTrust | undefined;
  #root: Root | undefined;
  #pack: TrustPack | undefined;
  #refused = false;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly store: Store,
    readonly clock: () => number,
  ) {}

  /** Takes from the phone what was kept there. */
  async load(): Promise<void> {
    const kept = await this.store.get<KeptTrust>("trust", KEPT);
    this.#root = kept && (await readRoot(kept.root));
    if (!kept || !this.#root) return;
    this.#kept = kept;
    this.#askedAt = kept.askedAt;
    const pack = await readTrustPack(kept.pack, this.#root, kept.sequence);
    if (typeof pack === "object") this.#pack = pack;
  }

  /** Undefined where no root is trusted: then the organizations' own key sets are. */
  anchor(): Anchor | undefined {
    const root = this.#root;
    return root && { fingerprint: root.fingerprint, pack: this.#pack, refused: this.#refused };
  }

  /**
   * What a verdict goes by: the keys in the pack, or, where no root is trusted, those that the organizations publish. What an
   * organization gives up counts at once, also before the next pack says so.
   */
  trust(published: TrustedKey[]): Trust {
    if (!this.#root) return new Trust(published);
    // A pack that was kept and cannot be read any more is as one that is over.
    if (!this.#pack) return new Trust([], { names: new Map(), issuedAt: 0, expiresAt: 0 });
    const givenUp = new Set(published.filter(({ distrusted }) => distrusted).map(({ id }) => id));
    const keys = this.#pack.keys.map((key) => (givenUp.has(key.id) ? { ...key, distrusted: true } : key));
    return new Trust(keys, this.#pack);
  }

  /** Whether a newer pack is to be asked for. */
  isDue(): boolean {
    return isOlder(this.#askedAt, AGE, this.clock());
  }

  /** Asks for the newest pack, and, on a phone that trusts no root yet, for the root. True when what is trusted is another now. */
  async ask(): Promise<boolean> {
    const root =
      this.#root && this.#kept ? { root: this.#root, bytes: this.#kept.root } : await this.#askRoot();
    if (!root) return false;
    const bytes = await fetchBytes(PACK.path, PACK.type, MAX_TRUST_PACK);
    return bytes instanceof Uint8Array && this.#hold(root, bytes);
  }

  /** A pack that came otherwise, on a phone that trusts a root. True when what is trusted is another now. */
  async take(pack: Uint8Array): Promise<boolean> {
    return (
      this.#root !== undefined &&
      this.#kept !== undefined &&
      this.#hold({ root: this.#root, bytes: this.#kept.root }, pack)
    );
  }

  /** Holds a pack against the root and against the newest that was seen. */
  async #hold(root: { root: Root; bytes: Uint8Array }, bytes: Uint8Array): Promise<boolean> {
    const newest = this.#kept?.sequence ?? 0;
    const pack = await readTrustPack(bytes, root.root, newest);
    this.#refused = typeof pack !== "object";
    this.#askedAt = this.clock();
    if (typeof pack !== "object") return false;
    const isNewer = pack.sequence > newest || !this.#pack;
    const kept = isNewer
      ? { bytes, sequence: pack.sequence }
      : { bytes: this.#kept?.pack ?? bytes, sequence: newest };
    this.#kept = { root: root.bytes, pack: kept.bytes, sequence: kept.sequence, askedAt: this.#askedAt };
    this.#root = root.root;
    if (isNewer) this.#pack = pack;
    await this.store.put("trust", KEPT, this.#kept);
    return isNewer;
  }

  async #askRoot(): Promise<{ root: Root; bytes: Uint8Array } | undefined> {
    const bytes = await fetchBytes(ROOT.path, ROOT.type, MAX_ROOT);
    // There is none here, as far as this page lives.
    if (bytes === "missing") this.#askedAt = this.clock();
    const root = bytes instanceof Uint8Array ? await readRoot(bytes) : undefined;
    return root && bytes instanceof Uint8Array ? { root, bytes } : undefined;
  }
}
