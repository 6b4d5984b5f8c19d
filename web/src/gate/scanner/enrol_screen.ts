// The screen on which a phone is enrolled, and the only one that takes a link for it. Nothing is asked of the server before somebody
// has touched the button, so that a code that is merely seen enrols nothing.

import { Camera } from "../camera";
import { part } from "../part";
import { Broken, type Reader } from "../reader";
import type { Speech, Word } from "../words";
import { tokenIn } from "./requests";
import type { EnrolOutcome, Scanner } from "./scanner";

/** For how many milliseconds a second touch is waited for. */
const ARMED = 6_000;

type Step = "code" | "ready" | "is";

const FAILURES: Partial<Record<EnrolOutcome, Word>> = {
  closed: "enrolClosed",
  silent: "enrolSilent",
  cannot_keep: "enrolCannotKeep",
};

export class EnrolScreen {
  readonly #camera: Camera;
  #speech: Speech | undefined;
  #token: string | undefined;
  #status: { word: Word; bad: boolean } | undefined;
  #isNew = false;
  #armedUntil = 0;

  constructor(
    readonly reader: Reader,
    /** Undefined where a browser keeps nothing. */
    readonly scanner: () => Promise<Scanner | undefined>,
    /** Goes back to where passes are scanned. */
    readonly leave: () => void,
  ) {
    this.#camera = new Camera(part<HTMLVideoElement>("enrol-video"), reader);
    part("enrol-start").addEventListener("click", () => this.#scan());
    part("enrol-now").addEventListener("click", () => this.#enrol());
    part("give-up").addEventListener("click", () => this.#giveUp());
    for (const name of ["enrol-back", "enrol-done"]) part(name).addEventListener("click", () => this.close());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && !this.#camera.isClosed()) this.#stop();
    });
    const picture = part<HTMLInputElement>("enrol-picture");
    picture.addEventListener("change", () => this.#readPicture(picture));
  }

  /** Opens it; with the link that a plain camera brought, if it did. */
  async open(link?: string): Promise<void> {
    part("scan").hidden = true;
    part("result").hidden = true;
    part("enrol").hidden = false;
    this.#isNew = false;
    this.#status = undefined;
    this.#token = undefined;
    if (link !== undefined) this.#takeLink(link);
    await this.draw();
    scrollTo(0, 0);
    part("enrol-heading").focus();
  }

  close(): void {
    this.#stop();
    this.#token = undefined;
    part("enrol").hidden = true;
    this.leave();
  }

  speak(speech: Speech): void {
    this.#speech = speech;
    void this.draw();
  }

  async draw(): Promise<void> {
    const scanner = await this.scanner();
    const standing = await scanner?.standing().catch(() => undefined);
    const speech = this.#speech;
    if (!speech) return;
    const step: Step = standing ? "is" : this.#token ? "ready" : "code";
    for (const element of document.querySelectorAll<HTMLElement>("[data-step]"))
      element.hidden = element.dataset.step !== step;
    if (standing) {
      part("enrol-site").textContent = standing.site;
      part("enrol-organization").textContent = standing.organization;
      part("enrol-scanner").textContent = standing.scanner;
      part("enrol-told").textContent = speech.say(this.#isNew ? "enrolDone" : "enrolIs");
      part("enrol-note").textContent = speech.say(this.#isNew ? "enrolHome" : "enrolIsWhy");
    }
    part("enrol-done").hidden = !this.#isNew;
    part("enrol-back").hidden = this.#isNew;
    part("give-up").hidden = this.#isNew;
    const isArmed = Date.now() < this.#armedUntil;
    part("give-up").textContent = speech.say(isArmed ? "giveUpSure" : "giveUp");
    part("give-up").toggleAttribute("data-armed", isArmed);
    const status = part("enrol-status");
    status.textContent = this.#status ? speech.say(this.#status.word) : "";
    status.toggleAttribute("data-bad", this.#status?.bad === true);
  }

  #tell(word: Word | undefined, bad = false): void {
    this.#status = word && { word, bad };
    void this.draw();
  }

  /** A link of this server's, or why not. On a phone that is enrolled, none is looked at. */
  #takeLink(text: string): void {
    this.#token = tokenIn(text, location.origin);
    this.#tell(this.#token ? undefined : "enrolNotLink", true);
  }

  async #scan(): Promise<void> {
    part("enrol-start").hidden = true;
    this.#tell("starting");
    this.reader.start();
    try {
      const found = await this.#camera.scan(() => {
        part("enrol-finder").dataset.state = "open";
        this.#tell("searching");
      });
      if (found === undefined) return;
      this.#stop();
      if (typeof found === "object") this.#tell(found.fault, true);
      else this.#takeLink(found);
    } catch (error) {
      this.#stop();
      this.#readerFailed(error);
    }
  }

  async #readPicture(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    this.#stop();
    this.#tell("reading");
    try {
      const text = await this.reader.readFile(file);
      if (text) this.#takeLink(text);
      else this.#tell(text === null ? "noCode" : "noPicture", true);
    } catch (error) {
      this.#readerFailed(error);
    }
  }

  #readerFailed(error: unknown): void {
    if (!(error instanceof Broken)) throw error;
    this.#tell("readerBroken", true);
  }

  async #enrol(): Promise<void> {
    const token = this.#token;
    if (!token) return;
    const button = part<HTMLButtonElement>("enrol-now");
    button.disabled = true;
    this.#tell("enrolWorking");
    const scanner = await this.scanner();
    const outcome = scanner ? await scanner.enrol(token) : "cannot_keep";
    button.disabled = false;
    this.#isNew = outcome === "enrolled";
    // What may come through the next time is kept; what will not is not.
    if (outcome !== "silent") this.#token = undefined;
    this.#tell(FAILURES[outcome], true);
    await this.draw();
    part("enrol-heading").focus();
  }

  /** The first touch asks. */
  async #giveUp(): Promise<void> {
    const now = Date.now();
    if (now >= this.#armedUntil) {
      this.#armedUntil = now + ARMED;
      setTimeout(() => this.draw(), ARMED);
    } else {
      this.#armedUntil = 0;
      await (await this.scanner())?.giveUp();
    }
    await this.draw();
  }

  #stop(): void {
    this.#camera.stop();
    delete part("enrol-finder").dataset.state;
    part("enrol-start").hidden = false;
  }
}
