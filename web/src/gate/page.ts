// The language of the page.

import { part } from "./part";
import { keptLanguage, LANGUAGES, type Language, preferred, Speech, type Word } from "./words";

/** Makes the switch of languages, and says everything in the one that is chosen, now and later. */
export function speak(onChange: (speech: Speech) => void): void {
  const select = part<HTMLSelectElement>("language");
  for (const [tag, name] of Object.entries(LANGUAGES)) {
    const option = new Option(name, tag);
    option.lang = tag;
    select.append(option);
  }
  const say = (speech: Speech) => {
    document.documentElement.lang = speech.language;
    document.title = `${speech.say("title")} · Credenza`;
    for (const element of document.querySelectorAll<HTMLElement>("[data-t]"))
      element.textContent = speech.say(element.dataset.t as Word);
    onChange(speech);
  };
  select.value = preferred(keptLanguage(), navigator.languages);
  say(new Speech(select.value as Language));
  select.addEventListener("change", () => {
    const speech = new Speech(select.value as Language);
    speech.keep();
    say(speech);
  });
}
