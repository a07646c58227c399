// What stands for a container's image here: folders of this machine at the paths that the pod names, and the few programs that it has.
// Its `sleep` waits on the pods' clock.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inPath } from "./container";

const SLEEP = join(__dirname, "sleep.mjs");

/** An image. */
export interface Image {
  /** Folders of this machine by their path in the container. */
  readonly folders: Readonly<Record<string, string>>;
  /** What runs when the pod names no command. */
  readonly entrypoint?: readonly string[];

  /**
   * Whether it has `sh` and `sleep`.
   *
   * @default true
   */
  readonly hasShell?: boolean;
}

/** An image that was unpacked, together with the files that its pod mounts. */
export class UnpackedImage {
  readonly #paths: readonly (readonly [string, string])[];
  /** PATH of what runs in it. */
  readonly path: string;

  /**
   * Unpacks.
   *
   * @param folder an empty folder, which is removed by whoever made it
   * @param files texts by path in the container
   */
  constructor(
    readonly image: Image,
    folder: string,
    files: Readonly<Record<string, string>>,
  ) {
    this.path = join(folder, "bin");
    mkdirSync(this.path);
    symlinkSync(process.execPath, join(this.path, "node"));
    if (image.hasShell ?? true) {
      symlinkSync(inPath("sh"), join(this.path, "sh"));
      const sleep = join(this.path, "sleep");
      writeFileSync(sleep, `#!/bin/sh\nexec "${process.execPath}" "${SLEEP}" "$1"\n`);
      chmodSync(sleep, 0o755);
    }
    const mounted = Object.entries(files).map(([path, text]) => {
      const real = join(folder, "mounted", path);
      mkdirSync(dirname(real), { recursive: true });
      writeFileSync(real, text);
      return [path, real] as const;
    });
    this.#paths = [...mounted, ...Object.entries(image.folders)].sort(([a], [b]) => b.length - a.length);
  }

  /** A word of a command, or a variable, with the paths of the container as they are here. */
  here(text: string): string {
    const known = this.#paths.find(([path]) => text.includes(path));
    return known === undefined ? text : text.replaceAll(known[0], known[1]);
  }
}
