// The texts of a page in one language, and what is written as it writes.

/** Texts by their keys; every page has one for what happened less than a minute ago. */
export type Catalogue = { now: string } & Record<string, string>;

export class Talk<Words extends Catalogue> {
  readonly #ago: Intl.RelativeTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;

  constructor(
    readonly language: string,
    readonly words: Words,
  ) {
    this.#ago = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
    this.#day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
    this.#moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  }

  say(word: keyof Words & string, values: Record<string, string | number> = {}): string {
    return (this.words[word] as string).replace(/\{(\w+)\}/g, (_, name: string) =>
      String(values[name] ?? ""),
    );
  }

  /** So many seconds ago. */
  ago(seconds: number): string {
    if (seconds < 60) return this.say("now");
    if (seconds < 3_600) return this.#ago.format(-Math.floor(seconds / 60), "minute");
    if (seconds < 48 * 3_600) return this.#ago.format(-Math.floor(seconds / 3_600), "hour");
    return this.#ago.format(-Math.floor(seconds / 86_400), "day");
  }

  /** So many seconds, as minutes, hours or days. */
  span(seconds: number): string {
    const [length, unit] =
      seconds < 5_400 ? [60, "minute"] : seconds < 172_800 ? [3_600, "hour"] : [86_400, "day"];
    const count = Math.max(1, Math.round(seconds / (length as number)));
    return new Intl.NumberFormat(this.language, {
      style: "unit",
      unit: unit as string,
      unitDisplay: "long",
    }).format(count);
  }

  /** Several of which one is enough. */
  anyOf(names: string[]): string {
    return new Intl.ListFormat(this.language, { type: "disjunction" }).format(names);
  }

  /** A day, counted from 1970-01-01. */
  day(day: number): string {
    return this.#day.format(new Date(day * 86_400_000));
  }

  /** A moment, in seconds since 1970, where the phone is. */
  moment(seconds: number): string {
    return this.#moment.format(new Date(seconds * 1000));
  }
}
