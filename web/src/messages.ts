// Texts in the user's language, which the server wrote into the page.

let texts: Record<string, string> | undefined;

function all(): Record<string, string> {
  texts ??= JSON.parse(document.getElementById("messages")?.textContent ?? "{}") as Record<string, string>;
  return texts;
}

export function hasMessage(key: string): boolean {
  return key in all();
}

export function message(key: string, values: Record<string, string | number> = {}): string {
  const text = all()[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot));
}
