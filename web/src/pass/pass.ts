// The worker's pass on his phone: the code that a gate scans, signed anew every half minute by a key that does not leave the phone,
// and his tickets. With signal the pass itself is taken anew each hour, also when the session has ended, and it is looked up what became
// of it; without, the page says how old that is. What it says of the pass is what a gate says, by the gate's own checks.

import { install } from "../gate/install";
import { Knowledge } from "../gate/knowledge";
import { part } from "../gate/part";
import { check } from "../gate/pass/check";
import { readClaims } from "../gate/pass/claims";
import { readSign1 } from "../gate/pass/cose";
import { Replays } from "../gate/pass/replay";
import { openStore } from "../gate/store";
import { Answer } from "./answer";
import { codeOf, segments } from "./code";
import { makeKey, publicKey, show, wish } from "./device";
import { Screen } from "./screen";
import { ownPhoto, renewPass, type Told, takePass, whoAmI } from "./server";
import { type Known, viewOf, wantsPass, wantsRenewal } from "./state";
import { Drawer, type Kept } from "./store";
import { Wallet } from "./wallet";

const clock = () => Math.floor(Date.now() / 1000);
/** For how many seconds a code is shown; a gate takes it for sixty. */
const SHOWN = 30;
/** How often it is asked what became of the pass, in seconds, while the page is looked at and there is signal. */
const ASK_AFTER = 60;

class Page {
  readonly #knowledge = new Knowledge(openStore(), location.origin, clock);
  readonly #screen = new Screen(clock, () => this.#draw());
  readonly #known: Known = {
    kept: undefined,
    report: undefined,
    trouble: undefined,
    ahead: undefined,
    online: navigator.onLine,
  };
  readonly #answer = new Answer(
    (word, values) => this.#screen.say(word, values),
    () => {
      this.#shownAt = 0;
      this.#tick();
    },
  );
  readonly #wallet = new Wallet(() => this.#known.kept, clock);
  #shownAt = 0;
  #askedAt = 0;
  #aloneAt = 0;
  #underway: Promise<void> | undefined;

  constructor(readonly drawer: Drawer) {}

  async open(): Promise<void> {
    this.#known.kept = await this.drawer.get();
    await this.#judge();
    this.#draw();
    for (const event of ["online", "offline"])
      addEventListener(event, () => {
        this.#known.online = navigator.onLine;
        this.#draw();
        void this.renew();
      });
    document.addEventListener("visibilitychange", () => this.#tick());
    setInterval(() => this.#tick(), 1000);
    part<HTMLFormElement>("out").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#screen.isArmed()) void this.#signOut();
    });
    await this.renew();
  }

  /** Asks who is signed in and what became of his pass, and takes another when it is time. One at a time. */
  renew(): Promise<void> {
    this.#underway ??= this.#renew().finally(() => {
      this.#underway = undefined;
      this.#draw();
    });
    return this.#underway;
  }

  async #renew(): Promise<void> {
    this.#askedAt = clock();
    if (!navigator.onLine) return;
    const told = await whoAmI(clock);
    if (typeof told === "string") {
      this.#known.trouble = told;
      if (told === "signed_out") await this.#renewAlone();
    } else {
      this.#known.trouble = undefined;
      this.#known.ahead = told.ahead;
      await this.#take(told);
    }
    // Whoever is signed in: anybody may ask what became of a pass.
    await this.#knowledge.refresh(0);
    await this.#judge();
  }

  /** Without a session, the phone's key has the pass signed anew, until it ends. */
  async #renewAlone(): Promise<void> {
    const { kept } = this.#known;
    const now = clock();
    if (!kept?.pass || !wantsRenewal(kept, this.#aloneAt, now)) return;
    this.#aloneAt = now;
    const claims = readClaims(readSign1(kept.pass.token)?.payload ?? new Uint8Array());
    if (!claims) return;
    const proof = await wish(claims.id, kept.key.privateKey, now);
    const issued = await renewPass(claims.issuer, proof);
    if (!issued) return;
    // How many tickets found no place, only who is signed in is told.
    const renewed = { ...kept, pass: { ...issued, leftOut: kept.pass.leftOut }, isDue: false };
    await this.drawer.put(renewed);
    this.#known.kept = renewed;
    this.#shownAt = 0;
  }

  async #take(told: Told): Promise<void> {
    const before = this.#known.kept?.worker === told.worker ? this.#known.kept : undefined;
    if (!before) this.#wallet.forget();
    const { worker, organization, name, tickets, roles } = told;
    const kept: Kept = {
      worker,
      organization,
      name,
      tickets,
      roles,
      photo: await this.#photo(told, before),
      key: before?.key ?? (await makeKey()),
      pass: before?.pass,
      toldAt: clock(),
      takenBack: before?.takenBack ?? false,
      isDue: before?.isDue ?? false,
    };
    if (wantsPass(kept, before, clock())) {
      const issued = await takePass(kept.worker, await publicKey(kept.key));
      kept.isDue = typeof issued === "string";
      if (issued === "taken_back") kept.takenBack = true;
      else if (typeof issued === "string") this.#known.trouble = issued;
      else kept.pass = issued;
      this.#shownAt = 0;
    }
    await this.drawer.put(kept);
    this.#known.kept = kept;
  }

  /** Fetched once: each look at a photo is in the organization's log. */
  async #photo({ worker, photo }: Told, before: Kept | undefined): Promise<Kept["photo"]> {
    if (photo === null) return undefined;
    const kept = before?.photo?.digest === photo ? before.photo.picture : undefined;
    return { digest: photo, picture: kept ?? (await ownPhoto(worker, photo)) };
  }

  /** What a gate would say of the pass that this phone has. */
  async #judge(): Promise<void> {
    const pass = this.#known.kept?.pass;
    if (!pass) {
      this.#known.report = undefined;
      return;
    }
    const text = segments(location.origin, pass.token).join("");
    const { grounds, later } = await this.#knowledge.groundsFor(text);
    const offset = -60 * new Date().getTimezoneOffset();
    const told = async ({ trust, lists, keysMissing }: typeof grounds) => {
      const report = await check({ trust, lists, offset }, text, clock(), new Replays());
      // Whose keys could not be fetched yet, of him nothing is known.
      this.#known.report = keysMissing ? undefined : report;
    };
    await told(grounds);
    void later?.then(told).then(() => this.#draw());
  }

  #tick(): void {
    if (document.hidden) return;
    const now = clock();
    if (now - this.#shownAt >= SHOWN || now < this.#shownAt) void this.#showCode(now);
    this.#answer.draw(viewOf(this.#known).shows);
    this.#screen.count(Math.max(0, this.#shownAt + SHOWN - now), SHOWN);
    if (now - this.#askedAt >= ASK_AFTER) void this.renew();
  }

  async #showCode(now: number): Promise<void> {
    const { kept } = this.#known;
    this.#shownAt = now;
    // What is known grows old while the page is open.
    await this.#judge();
    this.#draw();
    if (!kept?.pass || !viewOf(this.#known).shows) return;
    this.#screen.code(
      codeOf(location.origin, await show(kept.pass.token, kept.key.privateKey, now, this.#answer.nonce())),
    );
  }

  #draw(): void {
    const view = viewOf(this.#known);
    this.#screen.draw(view, this.#known);
    this.#answer.draw(view.shows);
    if (view.shows && this.#shownAt === 0) void this.#showCode(clock());
  }

  async #signOut(): Promise<void> {
    await this.#underway;
    await this.drawer.empty();
    this.#wallet.forget();
    this.#known.kept = undefined;
    this.#known.report = undefined;
    // Without signal the session ends by itself; the pass is gone already.
    if (navigator.onLine) part<HTMLFormElement>("out").submit();
    else this.#draw();
  }
}

async function open(): Promise<void> {
  const drawer = await Drawer.open(() => location.reload());
  await Promise.all([new Page(drawer).open(), install("/pass")]);
}

void open();
