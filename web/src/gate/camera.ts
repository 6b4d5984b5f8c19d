// The camera: its picture on the screen, and the code in it.

import type { Reader } from "./reader";

/** The side of the square that is looked at, in pixels: five for each module of the largest code. */
const SIDE = 1_000;

/** Why there is no picture. */
export interface CameraFault {
  fault: "cameraRefused" | "cameraMissing" | "cameraBusy";
}

export class Camera {
  #stream: MediaStream | undefined;
  #awake: WakeLockSentinel | undefined;
  /** Changes when the camera is stopped, so that a frame on its way is forgotten. */
  #turn = 0;
  readonly #canvas = document.createElement("canvas");

  constructor(
    readonly video: HTMLVideoElement,
    readonly reader: Reader,
  ) {}

  /** Opens it and gives the text of the first code in sight; undefined when it was stopped before one was. */
  async scan(onOpen: () => void): Promise<string | undefined | CameraFault> {
    this.stop();
    const turn = this.#turn;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
      });
    } catch (error) {
      return faultOf(error);
    }
    if (turn !== this.#turn) {
      release(stream);
      return undefined;
    }
    this.#stream = stream;
    this.video.srcObject = stream;
    try {
      await this.video.play();
    } catch {
      return turn === this.#turn ? { fault: "cameraBusy" } : undefined;
    }
    onOpen();
    await this.#stayAwake();
    while (turn === this.#turn) {
      const image = this.#frame();
      const text = image && (await this.reader.read(image));
      if (turn !== this.#turn) return undefined;
      if (text) return text;
      await nextPicture();
    }
    return undefined;
  }

  isClosed(): boolean {
    return this.#stream === undefined;
  }

  stop(): void {
    this.#turn += 1;
    if (this.#stream) release(this.#stream);
    this.#stream = undefined;
    this.video.srcObject = null;
    void this.#awake?.release();
    this.#awake = undefined;
  }

  /** Whether it has a lamp. */
  hasLight(): boolean {
    const track = this.#stream?.getVideoTracks()[0];
    return track?.getCapabilities !== undefined && "torch" in track.getCapabilities();
  }

  async light(on: boolean): Promise<void> {
    const torch = [{ torch: on }] as unknown as MediaTrackConstraintSet[];
    await this.#stream?.getVideoTracks()[0]?.applyConstraints({ advanced: torch });
  }

  /** The square in the middle: what the frame on the screen shows. */
  #frame(): ImageData | undefined {
    const { videoWidth: width, videoHeight: height } = this.video;
    const square = Math.min(width, height);
    if (square === 0) return undefined;
    const side = Math.min(square, SIDE);
    this.#canvas.width = side;
    this.#canvas.height = side;
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    context?.drawImage(
      this.video,
      (width - square) / 2,
      (height - square) / 2,
      square,
      square,
      0,
      0,
      side,
      side,
    );
    return context?.getImageData(0, 0, side, side);
  }

  async #stayAwake(): Promise<void> {
    try {
      this.#awake = await navigator.wakeLock?.request("screen");
    } catch {
      // A phone that is short of power sleeps.
    }
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function nextPicture(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

function faultOf(error: unknown): CameraFault {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotFoundError" || name === "OverconstrainedError") return { fault: "cameraMissing" };
  const refused = name === "NotAllowedError" || name === "SecurityError";
  return { fault: refused ? "cameraRefused" : "cameraBusy" };
}
