// Answers that come line by line, each a JSON object, while the server goes on.

import { ProblemError, problemOf } from "./problem";

export interface Stream {
  path: string;
  form: FormData;
  headers?: Record<string, string>;
}

/** Posts a form and hands over each line as it comes. A refusal of the whole is thrown as a `ProblemError`. */
export async function postForLines<L>(what: Stream, onLine: (line: L) => void): Promise<void> {
  let answer = await post(what);
  if (answer.status === 401 && (await fetch("/session/refresh", { method: "POST" })).ok) {
    answer = await post(what);
  }
  if (!answer.ok || answer.body === null) {
    throw new ProblemError(problemOf(answer.status, await answer.text().catch(() => "")));
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    waiting += value ?? "";
    const lines = waiting.split("\n");
    waiting = lines.pop() ?? "";
    for (const line of lines) onLine(JSON.parse(line) as L);
    if (done) return;
  }
}

async function post({ path, form, headers = {} }: Stream): Promise<Response> {
  try {
    return await fetch(path, { method: "POST", body: form, headers });
  } catch {
    throw new ProblemError(problemOf(0, ""));
  }
}
