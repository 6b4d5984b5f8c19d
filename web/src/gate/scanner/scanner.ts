// This phone as an enrolled scanner: what it carries of its site, what it says by that, and the log of it. A phone that nobody enrolled
// has none of it.

import type { CodeAnswer } from "../code";
import type { Rules } from "../judge";
import type { Knowledge } from "../knowledge";
import { hex } from "../pass/cose";
import { isGood, type Report } from "../pass/report";
import { makeKey } from "../pass/signing";
import { type Bundle, eastOfUtc, readBundle } from "./bundle";
import type { ServerClock } from "./clock";
import { Courier } from "./courier";
import { decide, decideCode, type Ruling } from "./decide";
import type { Drawer, Enrolment, KeptBundle, Waiting } from "./drawer";
import { type Duties, markOf } from "./duty";
import { exclusively } from "./exclusive";
import { forgetScanner, remember } from "./memory";
import type { Photos } from "./photos";
import { type Check, record } from "./record";
import { sha256 } from "./requests";
import type { Server } from "./server";
import { type Choosing, Chosen, type Today } from "./today";
import { hasAuthority, isHeard, type Trouble } from "./trouble";

/** After how many seconds the bundle is asked for anew, while there is signal. */
const BUNDLE_AGE = 60;
/** After how many seconds without news of its server it carries no photo any more: a week, which no pass outlives. */
const PHOTOS_AGE = 7 * 24 * 60 * 60;

/** What the screen tells of it. */
export interface Standing {
  site: string;
  organization: string;
  scanner: string;
  trouble: Trouble | undefined;
  /** The names of what the site requires; one of each group. Undefined before the first bundle. */
  needs: string[][] | undefined;
  /** How old what it carries is, in seconds. */
  age: number | undefined;
  /** Whether the server's bundle is none that this page can read. */
  isOutdated: boolean;
  waiting: Waiting;
  /** How many photos are here, of how many; undefined where it carries none. */
  photos: { has: number; of: number } | undefined;
  /** Records of enrolments from before that wait yet. */
  left: number;
  /** The tasks that may be chosen; undefined where there are none. */
  tasks: Duties | undefined;
  today: Today;
  /** Of the site's days: a name of the IANA database. */
  zone: string;
  /** What people call a type of tickets. */
  nameOf: (code: string) => string;
}

/** What was said of a pass, and by what. `unrecorded`: nothing, because it could not be written down. */
export type Said =
  | {
      ruling: Ruling;
      bundle: Bundle | undefined;
      today: Today;
      /** How long ago the pass said which roles he has, in seconds; undefined where the organization has none. */
      rolesAge: number | undefined;
    }
  | "unrecorded";

export type EnrolOutcome = "enrolled" | "already" | "closed" | "silent" | "cannot_keep";

export class Scanner {
  #enrolment: Enrolment | undefined;
  #bundle: Bundle | undefined;
  #etag: string | undefined;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #isOutdated = false;
  readonly #courier: Courier;
  readonly #chosen: Chosen;
  readonly #tabs = new BroadcastChannel("scanner");
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly drawer: Drawer,
    readonly server: Server,
    readonly clock: ServerClock,
    readonly knowledge: Knowledge,
    /** Undefined where a browser does not keep them. */
    readonly photos: Photos | undefined,
    /** Called when what is told of it may be another. */
    readonly onChange: () => void,
  ) {
    this.#chosen = new Chosen(drawer);
    const send = server.upload.bind(server);
    this.#courier = new Courier(drawer, send, () => performance.now() / 1000);
    this.#tabs.onmessage = () => this.load().then(onChange, onChange);
  }

  /** Takes from the phone what was kept there; also when another tab has changed it. */
  async load(): Promise<void> {
    await this.clock.load();
    await this.#chosen.load();
    const enrolment = await this.drawer.current();
    const kept = enrolment && (await this.drawer.bundle(enrolment.scanner));
    // What it goes by stays until there is something else: a check may be underway.
    if (enrolment?.id !== this.#enrolment?.id) this.#bundle = undefined;
    this.#enrolment = enrolment;
    if (kept) await this.#take(kept);
    await this.#keepPhotos();
  }

  isEnrolled(): boolean {
    return this.#enrolment !== undefined;
  }

  /** Whether it says go and no-go, and writes down that it did. */
  hasAuthority(): boolean {
    return this.#enrolment !== undefined && hasAuthority(this.#enrolment.trouble);
  }

  /** Why it has no authority any more, where it had one. */
  lostAuthority(): Trouble | undefined {
    return this.hasAuthority() ? undefined : this.#enrolment?.trouble;
  }

  /** What time it is: for a scanner, by the server's clock. */
  now(): number {
    return this.hasAuthority() ? this.clock.now() : this.clock.phone();
  }

  async standing(): Promise<Standing | undefined> {
    const enrolment = this.#enrolment;
    if (!enrolment) return undefined;
    const { site, organization, scanner, trouble } = enrolment;
    const bundle = this.#bundle;
    return {
      site: bundle?.site.name ?? site.name,
      organization: bundle?.organization.name ?? organization.name,
      scanner,
      trouble,
      needs: bundle?.requirement.map((group) => group.map((code) => bundle.names.get(code) ?? code)),
      age: bundle && Math.max(0, this.clock.now() - this.#confirmedAt),
      isOutdated: this.#isOutdated,
      waiting: await this.drawer.waiting(enrolment.id),
      photos: this.photos?.count(),
      left: await this.left(),
      // What was chosen is shown also when there is nothing to choose from any more.
      tasks: bundle?.tasks ?? (this.today().kind === "none" ? undefined : { total: 0, here: [] }),
      today: this.today(),
      zone: bundle?.zone ?? "",
      nameOf: (code) => bundle?.names.get(code) ?? code,
    };
  }

  /** The task of today, as it is by now. */
  today(): Today {
    const enrolment = this.#enrolment;
    return enrolment ? this.#chosen.at(enrolment.id, this.#bundle, this.clock.now()) : { kind: "none" };
  }

  /** Chooses the task of today, or none. */
  async choose(id: string | undefined): Promise<Choosing> {
    const [enrolment, bundle] = [this.#enrolment, this.#bundle];
    if (!enrolment || !bundle || !this.hasAuthority()) return "not_kept";
    const outcome = await this.#chosen.choose(enrolment.id, bundle, id, this.clock.now());
    if (outcome === "kept") this.#tell();
    return outcome;
  }

  /** What a verdict goes by here; undefined where no site's rules hold. */
  rules(now: number): Rules | undefined {
    const bundle = this.hasAuthority() ? this.#bundle : undefined;
    if (!bundle) return undefined;
    const today = this.today();
    const ofTask = today.kind === "chosen" ? (today.task?.codes ?? []) : [];
    const required = [...new Set([...bundle.requirement.flat(), ...ofTask])];
    const roles = new Map(bundle.roles?.here.map(({ id, codes }) => [markOf(id), codes]));
    return { offset: eastOfUtc(bundle.zone, now), required, roles, maxAge: bundle.maxAge };
  }

  /** Go or no-go, as it would be said now. */
  ruling(report: Report, today = this.today()): Ruling {
    const bundle = this.#bundle;
    const task = today.kind === "chosen" ? (today.task ?? "unknown") : undefined;
    if (!bundle) return decide(report, undefined);
    const { organization, requirement, roles } = bundle;
    return decide(report, { organization: organization.id, requirement, task, roles });
  }

  /** The photo of whom a pass is for; `missing` when it names one that is not here, undefined when there is none to be shown. */
  async portrait(report: Report): Promise<Uint8Array | "missing" | undefined> {
    const isOurs = report.assurance !== null && report.issuer === this.#bundle?.organization.id;
    const isWanted = isGood(report) || report.verdict === "cannot_tell";
    if (!isOurs || !isWanted || !report.photo || !this.photos?.count()) return undefined;
    return (await this.photos.find(report.photo).catch(() => undefined)) ?? "missing";
  }

  /** Whether what was said is what would be said of a newer report. */
  saysTheSame(said: Said | undefined, newer: Report): boolean {
    if (said === undefined || said === "unrecorded") return said === undefined;
    return JSON.stringify(said.ruling) === JSON.stringify(this.ruling(newer));
  }

  /** Says go or no-go of a verdict, when that is written down; undefined without authority. */
  async say(report: Report): Promise<Said | undefined> {
    if (!this.hasAuthority()) return undefined;
    const today = this.today();
    const ruling = this.ruling(report, today);
    const task = today.kind === "chosen" && this.#bundle ? today.id : undefined;
    const tellsRoles = this.#bundle?.roles !== undefined || (report.roles ?? []).length > 0;
    const isDated = tellsRoles && report.issuedAt !== null;
    const rolesAge = isDated ? Math.max(0, this.clock.now() - (report.issuedAt ?? 0)) : undefined;
    return this.#written({ report, ruling, task }, { ruling, today, rolesAge });
  }

  /** Says what can be said of a typed code, likewise. */
  async sayCode(text: string, { status }: CodeAnswer): Promise<Said | undefined> {
    if (!this.hasAuthority()) return undefined;
    const { report, ruling } = decideCode(status);
    const none = { today: { kind: "none" }, rolesAge: undefined } as const;
    return this.#written({ report, ruling, code: { text, status } }, { ruling, ...none });
  }

  /** Writes a check down, and only then says what it comes to. */
  async #written(
    checked: Omit<Check, "at" | "clockOffset" | "bundleMadeAt">,
    said: Omit<Exclude<Said, string>, "bundle">,
  ): Promise<Said> {
    const bundle = this.#bundle;
    const check = { clockOffset: this.clock.offset(), bundleMadeAt: bundle?.madeAt, ...checked };
    try {
      const isWritten = await exclusively("log", async () => {
        // Another tab may have written the last one.
        const newest = await this.drawer.current();
        if (!newest || newest.id !== this.#enrolment?.id || !hasAuthority(newest.trouble)) return false;
        const next = await record(newest, newest, { at: this.clock.phone(), ...check });
        return this.drawer.append(newest.id, next);
      });
      if (!isWritten) return "unrecorded";
    } catch {
      return "unrecorded";
    }
    void this.deliver();
    return { ...said, bundle };
  }

  /** Makes this phone a scanner. One that is, is not made another's. */
  async enrol(token: string): Promise<EnrolOutcome> {
    return exclusively("enrolment", async () => {
      try {
        if (await this.drawer.current()) return "already";
        const link = hex(await sha256(new TextEncoder().encode(token)));
        const key = (await this.drawer.keyFor(link)) ?? (await makeKey());
        await this.drawer.putKeyFor(link, key);
        const enrolled = await this.server.enrol(token, key);
        if (typeof enrolled === "string") return enrolled;
        await this.drawer.enrol({ ...enrolled, key, sent: enrolled.seq, trouble: undefined });
        remember(enrolled.site.name);
        await this.load();
      } catch {
        return "cannot_keep";
      }
      this.#tell();
      // What the browser keeps is thrown away when the phone is short of space; of a scanner it should not be.
      void navigator.storage?.persist?.();
      await this.refresh(0);
      return "enrolled";
    });
  }

  /** Makes it a phone like any other. What waits is sent all the same. */
  async giveUp(): Promise<void> {
    await exclusively("log", () => this.drawer.giveUp());
    forgetScanner();
    await this.load();
    this.#tell();
    await this.deliver();
  }

  /** Asks for what is newer than what it carries, for what was not asked about in so many seconds. */
  async refresh(age = BUNDLE_AGE): Promise<void> {
    const enrolment = this.#enrolment;
    const isYoung = this.#bundle && this.clock.now() - this.#confirmedAt < age;
    if (!navigator.onLine || !enrolment) return;
    if (isYoung) {
      void this.#gatherPhotos();
      return;
    }
    const answer = await this.server.bundle(enrolment, this.#bundle && this.#etag);
    // Another tab may have given it up meanwhile.
    if (this.#enrolment?.id !== enrolment.id) return;
    if (answer.kind === "trouble") await this.#setTrouble(enrolment, answer.trouble);
    if (answer.kind === "bundle" || answer.kind === "same") {
      const before = await this.drawer.bundle(enrolment.scanner);
      const bytes = answer.kind === "bundle" ? answer.bytes : before?.bytes;
      const etag = answer.kind === "bundle" ? answer.etag : before?.etag;
      const kept = bytes && { bytes, etag, confirmedAt: this.clock.now() };
      if (kept && (await this.#take(kept))) await this.drawer.putBundle(enrolment.scanner, kept);
      this.#tabs.postMessage("changed");
      // What the server said of it before is not so any more.
      const isOver = enrolment.trouble === "unknown" || enrolment.trouble === "revoked";
      if (isOver) {
        await this.#setTrouble(enrolment, undefined);
        void this.deliver(true);
      }
      await this.#keepPhotos();
      void this.#gatherPhotos();
    }
    this.onChange();
  }

  /** Sends what waits, now or as soon as it is worth it; at once when there is signal again. */
  async deliver(hurry = false): Promise<void> {
    if (hurry) this.#courier.hurry();
    clearTimeout(this.#retry);
    try {
      if (navigator.onLine) await exclusively("upload", () => this.#courier.deliver());
      await this.#tidy();
      await this.#readAgain();
    } catch {
      // What the phone cannot read cannot be sent; the next check says so.
    }
    const pause = this.#courier.pause();
    if (pause > 0) this.#retry = setTimeout(() => this.deliver(), pause * 1000);
    this.onChange();
  }

  /** Records of enrolments from before that wait yet. */
  async left(): Promise<number> {
    let left = 0;
    for (const { id, trouble } of await this.drawer.enrolments()) {
      if (id !== this.#enrolment?.id && isHeard(trouble)) left += (await this.drawer.waiting(id)).count;
    }
    return left;
  }

  /** Forgets enrolments from before of which nothing waits. */
  async #tidy(): Promise<void> {
    const current = await this.drawer.current();
    for (const { id } of await this.drawer.enrolments()) {
      if (id !== current?.id && (await this.drawer.waiting(id)).count === 0) await this.drawer.forget(id);
    }
  }

  async #readAgain(): Promise<void> {
    const current = await this.drawer.current();
    if (current?.id !== this.#enrolment?.id) {
      await this.load();
      return;
    }
    this.#enrolment = current;
    await this.#keepPhotos();
  }

  /** Carries the photos that its site lets it carry, while it has authority and has heard of its server not long ago. */
  async #keepPhotos(): Promise<void> {
    const isHeardOf = this.clock.now() - this.#confirmedAt <= PHOTOS_AGE;
    const names = this.hasAuthority() && isHeardOf ? this.#bundle?.photos : undefined;
    await this.photos?.list(names).catch(() => undefined);
  }

  async #gatherPhotos(): Promise<void> {
    const enrolment = this.#enrolment;
    if (!enrolment || !this.hasAuthority()) return;
    const trouble = await this.photos?.gather((name) => this.server.photo(enrolment, name));
    if (trouble && this.#enrolment?.id === enrolment.id) await this.#setTrouble(enrolment, trouble);
  }

  async #setTrouble({ id }: Enrolment, trouble: Trouble | undefined): Promise<void> {
    await this.drawer.setTrouble(id, trouble);
    await this.#readAgain();
    this.#tell();
  }

  /** Goes by a bundle from now on, when it is one of this site. */
  async #take(kept: KeptBundle): Promise<boolean> {
    const bundle = await readBundle(kept.bytes);
    const { organization, site } = this.#enrolment ?? {};
    const isOurs =
      bundle !== undefined && bundle.organization.id === organization?.id && bundle.site.id === site?.id;
    this.#isOutdated = !isOurs;
    if (!isOurs) return false;
    this.#bundle = bundle;
    this.#etag = kept.etag;
    this.#confirmedAt = kept.confirmedAt;
    await this.knowledge.adopt(bundle, kept.confirmedAt);
    return true;
  }

  /** Tells this page and those in other tabs. */
  #tell(): void {
    this.#tabs.postMessage("changed");
    this.onChange();
  }
}
