// Requests to /api/v1 with the session's cookies.

import { ProblemError, problemOf } from "./problem";

interface Answer {
  status: number;
  body: string;
  blob: Blob | null;
  /** Seconds after which another attempt makes sense, where the server says so. */
  retryAfter?: number;
}

export interface Call {
  method: string;
  path: string;
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  /** Whether the answer is a file rather than JSON. */
  file?: boolean;
  onProgress?: (percent: number) => void;
}

/** Does the call and gives the answer's JSON; a refusal is thrown as a `ProblemError`. */
export async function call<T>(what: Call): Promise<T> {
  const { body } = await answered(what);
  return (body === "" ? {} : JSON.parse(body)) as T;
}

/** Does the call and gives the answer's bytes. */
export async function callForFile(what: Call): Promise<Blob> {
  const { blob } = await answered({ ...what, file: true });
  return blob ?? new Blob();
}

async function answered(what: Call): Promise<Answer> {
  let answer = await send(what);
  if (sessionIsOver(answer) && (await refreshed())) answer = await send(what);
  if (sessionIsOver(answer)) signInAgain();
  if (isFine(answer)) return answer;
  const problem = problemOf(answer.status, answer.body);
  throw new ProblemError(
    answer.retryAfter === undefined ? problem : { ...problem, retryAfter: answer.retryAfter },
  );
}

function isFine({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** A wrong password in a step-up is a 401 too, with a code of its own. */
function sessionIsOver({ status, body }: Answer): boolean {
  return status === 401 && problemOf(status, body).code === "unauthorized";
}

/** XMLHttpRequest, because fetch does not tell how much of an upload has been sent. */
function send({ method, path, json, form, headers = {}, file = false, onProgress }: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = "blob";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (json !== undefined) request.setRequestHeader("Content-Type", "application/json");
    if (onProgress) {
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) onProgress(Math.round((event.loaded / event.total) * 100));
      });
    }
    request.addEventListener("load", async () => {
      const { status } = request;
      const blob = request.response as Blob;
      const wanted = file && status >= 200 && status < 300;
      const answer: Answer = { status, body: wanted ? "" : await blob.text(), blob };
      const seconds = Number(request.getResponseHeader("Retry-After") ?? Number.NaN);
      resolve(Number.isFinite(seconds) ? { ...answer, retryAfter: seconds } : answer);
    });
    for (const failure of ["error", "timeout", "abort"]) {
      request.addEventListener(failure, () => resolve({ status: 0, body: "", blob: null }));
    }
    request.send(form ?? (json === undefined ? null : JSON.stringify(json)));
  });
}

/** An access token lasts minutes; the refresh token in its cookie gets another. */
async function refreshed(): Promise<boolean> {
  return isFine(await send({ method: "POST", path: "/session/refresh" }));
}

function signInAgain(): void {
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`/sign-in?next=${next}`);
}
