// The gate: scans a pass, and shows what is to be thought of it. A plain camera that opened the address of a pass brings it in the
// fragment, which stays in this page.

import { Camera } from "./camera";
import { askCode, readCode } from "./code";
import { type Tone, Voice } from "./face";
import { install } from "./install";
import { type Finding, judge } from "./judge";
import { Knowledge } from "./knowledge";
import { speak } from "./page";
import { part } from "./part";
import { Broken, Reader } from "./reader";
import { show, showAnchor, showCode } from "./result";
import { Challenge } from "./scanner/challenge";
import { EnrolScreen } from "./scanner/enrol_screen";
import { forgetScanner, remembered } from "./scanner/memory";
import { openScanner } from "./scanner/open";
import { showUnchosen } from "./scanner/picker";
import { type Portrait, pictureIn, showPortrait } from "./scanner/portrait";
import { showPost } from "./scanner/post";
import type { Said, Scanner } from "./scanner/scanner";
import { openStore, type Store } from "./store";
import type { Speech, Word } from "./words";

const clock = () => Math.floor(Date.now() / 1000);
/** Where links that enrol a phone lead. */
const ENROL = "/v/enroll";
/** How often what is known is made new, in milliseconds, while the page is looked at. */
const REFRESH = 5 * 60_000;
/** How often an enrolled scanner looks whether something waits, and what it shows of itself is made new, in milliseconds. */
const TICK = 20_000;

class Gate {
  readonly #reader = new Reader();
  readonly #camera = new Camera(part<HTMLVideoElement>("video"), this.#reader);
  readonly #voice = new Voice();
  #speech: Speech | undefined;
  #status: Word | undefined;
  /** Draws the verdict on the screen, in the language of now. */
  #draw: ((speech: Speech) => { tone: Tone }) | undefined;
  /** Counts verdicts: what comes late belongs to the one on the screen, or to none. */
  #turn = 0;

  readonly #enrolment: EnrolScreen;
  readonly #challenge = new Challenge(
    () => performance.now() / 1000,
    () => this.#speech,
  );

  constructor(
    readonly store: Store,
    readonly knowledge: Knowledge,
    /** This phone as a scanner, when what it keeps of that has been read; undefined where a browser keeps nothing. */
    readonly scanner: Promise<Scanner | undefined>,
  ) {
    this.#enrolment = new EnrolScreen(
      this.#reader,
      () => scanner,
      () => this.#leaveResult(),
    );
  }

  open(): void {
    speak((speech) => {
      this.#speech = speech;
      this.#enrolment.speak(speech);
      this.#tell(this.#status);
      this.showKnowledge();
      this.#challenge.draw();
      this.#draw?.(speech);
    });
    part("start").addEventListener("click", () => this.#scan());
    part("next").addEventListener("click", () => this.#scan());
    part("start").hidden = false;
    part("sound").hidden = false;
    part("sound").addEventListener("click", ({ currentTarget }) => {
      this.#voice.on = !this.#voice.on;
      (currentTarget as HTMLElement).setAttribute("aria-pressed", String(this.#voice.on));
    });
    part("light").addEventListener("click", ({ currentTarget }) =>
      this.#switchLight(currentTarget as HTMLElement),
    );
    for (const name of ["enrol-open", "lost-enrol"])
      part(name).addEventListener("click", () => this.#openEnrolment());
    part("enrol-open").hidden = false;
    part("lost-ok").addEventListener("click", () => {
      forgetScanner();
      this.showKnowledge();
    });
    part("task-choice").addEventListener("change", ({ currentTarget }) =>
      this.#chooseTask((currentTarget as HTMLSelectElement).value),
    );
    part("code-form").hidden = false;
    part("code-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#askCode(part<HTMLInputElement>("code"));
    });
    const picture = part<HTMLInputElement>("picture");
    picture.disabled = false;
    picture.addEventListener("change", () => this.#readPicture(picture));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && !this.#camera.isClosed()) this.#close();
    });
    addEventListener("hashchange", () => this.takeFragment());
    for (const event of ["online", "offline"]) addEventListener(event, () => this.showKnowledge());
  }

  /** The pass that a plain camera brought. It is taken out of the address, so that it does not stay in the history. */
  takeFragment(): void {
    if (location.pathname === ENROL) {
      const link = location.href;
      history.replaceState(null, "", "/v");
      this.#openEnrolment(link);
      return;
    }
    const digits = location.hash.slice(1);
    // The link to the content is a fragment, too.
    if (!/^[0-9]+$/.test(digits)) return;
    history.replaceState(null, "", location.pathname);
    void this.#judge(digits);
  }

  showKnowledge(): void {
    const speech = this.#speech;
    if (!speech) return;
    void this.#showPost(speech);
    const { organizations: n, newestList, anchor } = this.knowledge.summary();
    const list =
      newestList === undefined
        ? speech.say("noList")
        : speech.say("newestList", { age: speech.ago(Math.max(0, clock() - newestList)) });
    const keys = n === 1 ? speech.say("knowsOne") : speech.say("knowsMany", { n });
    part("knows").textContent = n === 0 ? speech.say("knowsNothing") : `${keys}; ${list}.`;
    showAnchor(anchor, speech);
    const signal = part("signal");
    signal.hidden = false;
    signal.textContent = speech.say(navigator.onLine ? "online" : "offline");
    signal.toggleAttribute("data-off", !navigator.onLine);
  }

  /** What an enrolled scanner says of itself; and what one must say that lost what it carried. */
  async #showPost(speech: Speech): Promise<void> {
    const scanner = await this.scanner;
    const standing = await scanner?.standing().catch(() => undefined);
    // The language may have been changed meanwhile.
    if (speech !== this.#speech) return;
    const appears = part("post").hidden;
    showPost(standing, clock(), standing && scanner?.clock.error(), speech);
    if (appears && !part("post").hidden && !part("scan").hidden && scrollY === 0) void this.#bringFinder();
    this.#challenge.offer(scanner?.hasAuthority() === true);
    const site = scanner?.isEnrolled() ? null : remembered();
    part("lost").hidden = site === null;
    const lost = site === null ? "" : speech.say(scanner ? "lost" : "t_unreadable", { site });
    if (part("lost-words").textContent !== lost) part("lost-words").textContent = lost;
  }

  async #chooseTask(id: string): Promise<void> {
    const scanner = await this.scanner;
    const outcome = await scanner?.choose(id || undefined);
    const speech = this.#speech;
    if (!speech) return;
    await this.#showPost(speech);
    if (outcome !== "kept") showUnchosen(outcome ?? "not_kept", speech);
  }

  #openEnrolment(link?: string): void {
    this.#turn += 1;
    this.#draw = undefined;
    this.#close();
    void this.#enrolment.open(link);
  }

  async #scan(): Promise<void> {
    this.#voice.wake();
    this.#leaveResult();
    part("start").hidden = true;
    this.#tell("starting");
    this.#reader.start();
    try {
      const found = await this.#camera.scan(() => {
        part("finder").dataset.state = "open";
        part("light").hidden = !this.#camera.hasLight();
        this.#tell("searching");
      });
      if (found === undefined) return;
      if (typeof found === "object") {
        this.#close();
        this.#tell(found.fault, true);
        return;
      }
      await this.#judge(found);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.#close();
      this.#tell("readerBroken", true);
    }
  }

  async #readPicture(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    this.#voice.wake();
    this.#close();
    this.#tell("reading");
    try {
      const text = await this.#reader.readFile(file);
      if (text) await this.#judge(text);
      else this.#tell(text === null ? "noCode" : "noPicture", true);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.#tell("readerBroken", true);
    }
  }

  async #askCode(input: HTMLInputElement): Promise<void> {
    this.#voice.wake();
    const told = part("code-told");
    const code = readCode(input.value);
    const tell = (word: Word) => {
      told.textContent = this.#speech?.say(word) ?? "";
    };
    input.toggleAttribute("aria-invalid", code === undefined);
    if (code === undefined) {
      tell("mistyped");
      return;
    }
    tell("asking");
    this.#turn += 1;
    const turn = this.#turn;
    const answer = await askCode(code);
    if (turn !== this.#turn) return;
    if (typeof answer === "string") {
      tell(answer === "limited" ? "limited" : "needsSignal");
      return;
    }
    // What a scanner says is written down before it is shown.
    const scanner = await this.scanner;
    const said = await scanner?.sayCode(code, answer);
    if (turn !== this.#turn) return;
    input.value = "";
    told.textContent = "";
    this.#close();
    const trouble = scanner?.lostAuthority();
    this.#present((speech) => showCode(answer, said, trouble, speech), undefined);
  }

  async #judge(text: string): Promise<void> {
    performance.mark("decoded");
    this.#turn += 1;
    const turn = this.#turn;
    part("finder").dataset.state = "checking";
    this.#tell("checking");
    const waiting = setTimeout(() => this.#tell("fetching"), 400);
    const scanner = await this.scanner;
    const now = scanner?.now() ?? clock();
    const asked = this.#challenge.take();
    const finding = await judge(this.knowledge, this.store, text, now, scanner?.rules(now), asked);
    clearTimeout(waiting);
    if (turn !== this.#turn) return;
    // What a scanner says is written down before it is shown.
    const said = await scanner?.say(finding.report);
    if (turn !== this.#turn) return;
    this.#close();
    let portrait: Portrait | undefined;
    const draw = (one: Finding, of: Said | undefined) => (speech: Speech) =>
      show({ finding: one, said: of, trouble: scanner?.lostAuthority(), portrait }, speech);
    this.#present(draw(finding, said), undefined);
    // The verdict does not wait for the face.
    void scanner
      ?.portrait(finding.report)
      .then(pictureIn)
      .then((picture) => {
        portrait = picture;
        if (turn === this.#turn && this.#speech) this.#draw?.(this.#speech);
      });
    // When it stands on the screen.
    requestAnimationFrame(() => setTimeout(() => performance.measure("verdict", "decoded")));
    const newer = await finding.later;
    if (!newer || turn !== this.#turn) return;
    const isSame =
      newer.report.verdict === finding.report.verdict && scanner?.saysTheSame(said, newer.report) !== false;
    const saidNow = isSame ? said : await scanner?.say(newer.report);
    if (turn !== this.#turn) return;
    this.#present(draw(newer, saidNow), !isSame);
  }

  /** `changed`: whether another verdict stood here a moment ago; undefined when none did. */
  #present(draw: (speech: Speech) => { tone: Tone }, changed: boolean | undefined): void {
    if (!this.#speech) return;
    this.#draw = draw;
    const { tone } = draw(this.#speech);
    part("changed").hidden = changed !== true;
    part("scan").hidden = true;
    part("enrol").hidden = true;
    part("result").hidden = false;
    if (changed !== false) this.#voice.tell(tone);
    if (changed === undefined) {
      scrollTo(0, 0);
      part("heading").focus();
    }
    this.showKnowledge();
  }

  #leaveResult(): void {
    this.#turn += 1;
    this.#draw = undefined;
    part("result").hidden = true;
    showPortrait(undefined, "");
    part("scan").hidden = false;
    part("scan-heading").focus({ preventScroll: true });
    void this.#bringFinder();
  }

  /** An enrolled scanner says so much above the finder that it may stand below the screen. */
  async #bringFinder(): Promise<void> {
    if ((await this.scanner)?.isEnrolled()) part("status").scrollIntoView({ block: "end" });
    else scrollTo(0, 0);
  }

  #close(): void {
    this.#camera.stop();
    delete part("finder").dataset.state;
    part("start").hidden = false;
    part("light").hidden = true;
    this.#tell(undefined);
  }

  async #switchLight(button: HTMLElement): Promise<void> {
    const on = button.getAttribute("aria-pressed") !== "true";
    await this.#camera.light(on);
    button.setAttribute("aria-pressed", String(on));
  }

  #tell(word: Word | undefined, bad = false): void {
    this.#status = word;
    const status = part("status");
    status.textContent = word && this.#speech ? this.#speech.say(word) : "";
    status.toggleAttribute("data-bad", bad);
  }
}

async function open(): Promise<void> {
  const store = openStore();
  let scanner: Scanner | undefined;
  const knowledge = new Knowledge(store, location.origin, () => scanner?.now() ?? clock());
  const opening = openScanner(knowledge, clock, () => gate.showKnowledge()).then((opened) => {
    scanner = opened;
    return opened;
  });
  const gate = new Gate(store, knowledge, opening);
  gate.open();
  gate.takeFragment();
  await Promise.all([knowledge.load(), opening]);
  gate.showKnowledge();
  const refresh = async () => {
    if (document.hidden) return;
    await Promise.all([knowledge.refresh(), scanner?.refresh()]);
    gate.showKnowledge();
  };
  setInterval(refresh, REFRESH);
  setInterval(() => void scanner?.deliver(), TICK);
  addEventListener("online", refresh);
  addEventListener("online", () => scanner?.deliver(true));
  await Promise.all([refresh(), scanner?.deliver(), install("/v")]);
}

void open();
