// What is wrong with a value, and where it stands.
import { Path } from "./path.js";

/** A value that can not be read or written, with the place where it stands. */
export class ValueError extends Error {
  override readonly name = "ValueError";
  constructor(
    readonly path: Path,
    message: string,
  ) {
    super(message);
  }
}

/** What is wrong with a value, before it is known where. A walk that knows says so in its place (trail.ts). */
export class Fault extends ValueError {
  constructor(message: string) {
    super(Path.root, message);
  }
}
