// How a verdict looks, sounds and feels. Colour never says it alone: each tone has a shape, a sound and a pulse of its own, and
// each verdict its word.

import type { CodeAnswer } from "./code";
import type { Finding } from "./judge";
import { counts, isGood, type Report } from "./pass/report";
import type { Word } from "./words";

/**
 * `go`: good, live and fresh. `look`: good, and anybody can copy it. `heed`: good, with something to be minded. `stop`: not good.
 * `unsure`: nothing can be told.
 */
export type Tone = "go" | "look" | "heed" | "stop" | "unsure";

export interface Face {
  tone: Tone;
  /** The name of a symbol in the page. */
  shape: string;
  word: Word;
  sentence: Word;
}

export function faceOf({ report, keysMissing }: Finding): Face {
  const sentence = sentenceOf(report, keysMissing);
  if (isGood(report)) return { ...goodFace(report), sentence };
  const { verdict, reason } = report;
  if (verdict === "cannot_tell") return { tone: "unsure", shape: "unsure", word: "cannot_tell", sentence };
  const special: Partial<Record<Report["reason"], Word>> = {
    not_a_pass: "notAPass",
    key_distrusted: "keyGivenUp",
    shown_too_long_ago: "tooOld",
    bad_device_signature: "otherPhone",
    tickets_ended: "ticketsEnded",
  };
  return { tone: "stop", shape: verdict, word: special[reason] ?? verdict, sentence };
}

/**
 * What can be copied is never shown as what cannot; what is old, ends soon or has a ticket that does not count, never as what is
 * whole.
 */
function goodFace(report: Report): Omit<Face, "sentence"> {
  const { verdict, assurance, freshness } = report;
  const minded = verdict === "expiring" || freshness !== "fresh" || hasBadTicket(report);
  if (assurance !== "live") return { tone: minded ? "heed" : "look", shape: "face", word: "face" };
  if (hasBadTicket(report)) return { tone: "heed", shape: "tickets", word: "checkTickets" };
  if (verdict === "expiring") return { tone: "heed", shape: "expiring", word: "expiring" };
  return minded
    ? { tone: "heed", shape: "aged", word: "valid" }
    : { tone: "go", shape: "valid", word: "valid" };
}

function hasBadTicket({ tickets }: Report): boolean {
  return tickets.some((ticket) => !counts(ticket.state));
}

function sentenceOf(report: Report, keysMissing: boolean): Word {
  const { reason } = report;
  if (keysMissing) return "keys_not_here";
  if (isGood(report) && hasBadTicket(report)) return "notAllGood";
  if (reason === "revoked") return "revokedWhy";
  return reason === "suspended" ? "suspendedWhy" : reason;
}

/** What a typed code is worth is never shown as a pass is: it says nothing of who typed it. */
export function faceOfCode({ status }: CodeAnswer): Face {
  const sentence: Word = `code_${status}`;
  if (status === "valid") return { tone: "look", shape: "tickets", word: "ticketValid", sentence };
  if (status === "expiring") return { tone: "heed", shape: "expiring", word: "ticketSoon", sentence };
  if (status === "superseded") return { tone: "stop", shape: "stale", word: "replaced", sentence };
  if (status === "unknown") return { tone: "stop", shape: "unknown_issuer", word: "unknownCode", sentence };
  return { tone: "stop", shape: status, word: status, sentence };
}

/** A note: hertz, seconds, and the pause after it. */
type Note = [pitch: number, length: number, pause: number];

const SOUNDS: Record<Tone, { wave: OscillatorType; notes: Note[] }> = {
  go: {
    wave: "sine",
    notes: [
      [660, 0.09, 0.02],
      [990, 0.2, 0],
    ],
  },
  look: {
    wave: "sine",
    notes: [
      [620, 0.1, 0.1],
      [620, 0.1, 0],
    ],
  },
  heed: {
    wave: "triangle",
    notes: [
      [740, 0.1, 0.05],
      [740, 0.1, 0.05],
      [590, 0.22, 0],
    ],
  },
  stop: {
    wave: "square",
    notes: [
      [210, 0.22, 0.06],
      [150, 0.4, 0],
    ],
  },
  unsure: {
    wave: "triangle",
    notes: [
      [440, 0.14, 0.04],
      [370, 0.28, 0],
    ],
  },
};

const PULSES: Record<Tone, number[]> = {
  go: [70],
  look: [70, 90, 70],
  heed: [60, 60, 60, 60, 160],
  stop: [350, 120, 350],
  unsure: [160, 90, 160],
};

export class Voice {
  on = true;
  #audio: AudioContext | undefined;

  /** Browsers let a page sound only after it was touched. */
  wake(): void {
    this.#audio ??= new AudioContext();
    void this.#audio.resume();
  }

  tell(tone: Tone): void {
    // Before the page was touched, browsers refuse it and complain.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(PULSES[tone]);
    if (!this.on || this.#audio?.state !== "running") return;
    let at = this.#audio.currentTime + 0.01;
    const { wave, notes } = SOUNDS[tone];
    for (const [pitch, length, rest] of notes) {
      sound(this.#audio, wave, pitch, at, length);
      at += length + rest;
    }
  }
}

function sound(audio: AudioContext, wave: OscillatorType, pitch: number, at: number, length: number): void {
  const tone = new OscillatorNode(audio, { type: wave, frequency: pitch });
  const loudness = new GainNode(audio, { gain: 0 });
  // Without a beginning and an end that are soft, it cracks.
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.5, at + 0.015);
  loudness.gain.setValueAtTime(0.5, at + length - 0.03);
  loudness.gain.linearRampToValueAtTime(0, at + length);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + length);
}
