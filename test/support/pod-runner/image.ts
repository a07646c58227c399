// What stands for a container's image here: folders of this machine at the paths that the pod names, and the few programs that it has.
// Its `sleep` waits on the pods' clock.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inPath } from "./container";
import type { PodSettings } from "./template";

const SLEEP = join(__dirname, "sleep.mjs");

/** An image. */
export interface Image {
  /** Folders of this machine by their path in the container. */
  readonly folders: Readonly<Record<string, string>>;
  /** What runs when the pod names no command. */
  readonly entrypoint?: readonly string[];

  /**
   * Whether it has `sh`, `sleep` and `find`.
   *
   * @default true
   */
  readonly hasShell?: boolean;

  /**
   * Other programs by name, each a script of this machine for Node.
   *
   * @default - none
   */
  readonly programs?: Readonly<Record<string, string>>;
}

/** An image that was unpacked, together with what its pod mounts. */
export class UnpackedImage {
  /** Paths in the container and here, the longest first. */
  readonly #paths: readonly (readonly [string, string])[];
  /** PATH of what runs in it. */
  readonly path: string;

  /**
   * Unpacks.
   *
   * @param folder an empty folder, which is removed by whoever made it
   * @param mounts texts by path in the container, and paths of volumes that begin empty
   */
  constructor(
    readonly image: Image,
    folder: string,
    mounts: Pick<PodSettings, "files" | "scratch">,
  ) {
    this.path = join(folder, "bin");
    mkdirSync(this.path);
    symlinkSync(process.execPath, join(this.path, "node"));
    if (image.hasShell ?? true) {
      for (const program of ["sh", "find"]) symlinkSync(inPath(program), join(this.path, program));
      this.#script("sleep", SLEEP);
    }
    for (const [name, script] of Object.entries(image.programs ?? {})) this.#script(name, script);
    const real = (path: string): string => join(folder, "mounted", path);
    for (const [path, text] of Object.entries(mounts.files)) {
      mkdirSync(dirname(real(path)), { recursive: true });
      writeFileSync(real(path), text);
    }
    for (const path of mounts.scratch) mkdirSync(real(path), { recursive: true });
    const mounted = [...Object.keys(mounts.files), ...mounts.scratch].map((path) => [path, real(path)] as const);
    this.#paths = [...mounted, ...Object.entries(image.folders)].sort(([a], [b]) => b.length - a.length);
  }

  #script(name: string, script: string): void {
    const path = join(this.path, name);
    writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
    chmodSync(path, 0o755);
  }

  /** A word of a command, or a variable, with the paths of the container as they are here. */
  here(text: string): string {
    const known = this.#paths.find(([path]) => text.includes(path));
    return known === undefined ? text : text.replaceAll(known[0], known[1]);
  }
}
