// Where a walk through a value stands, kept cheaply: containers and steps on two stacks, and a `Path` only when something is
// wrong. A `Fault` thrown anywhere below becomes a `ValueError` with that path at the door of the walk.
//
// An element of a set has no address, so the path of anything inside a set ends at the set.
import { Fault, ValueError } from "./error.js";
import { Path } from "./path.js";
import { MAX_DEPTH, type Type } from "./type.js";

/** The way from the root to the place of a walk. */
export class Trail {
  private depth = 0;
  private readonly containers: Type[] = [];
  private readonly steps: (string | number | undefined)[] = [];

  /** Goes into a container; every `enter` is followed by a `leave`, except after a fault. */
  enter(container: Type): void {
    if (this.depth === MAX_DEPTH) throw new Fault(`the value is nested more than ${MAX_DEPTH} levels deep`);
    this.containers[this.depth] = container;
    this.steps[this.depth++] = undefined;
  }

  /** Names the member of the current container that comes next. */
  at(step: string | number): void {
    this.steps[this.depth - 1] = step;
  }

  /** Ends at the container itself again, for what is wrong with all of it. */
  atContainer(): void {
    this.steps[this.depth - 1] = undefined;
  }

  leave(): void {
    this.depth--;
  }

  get path(): Path {
    let path = Path.root;
    for (let level = 0; level < this.depth; level++) {
      const container = this.containers[level];
      const step = this.steps[level];
      if (container === undefined || container === "dynamic") continue;
      if (step === undefined || typeof container === "string" || container.kind === "set") break;
      if (typeof step === "number") path = path.index(step);
      else path = container.kind === "map" ? path.key(step) : path.attribute(step);
    }
    return path;
  }

  /** Runs a walk; what is wrong in it is reported with its place. */
  walk<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof Fault) throw new ValueError(this.path, error.message);
      throw error;
    }
  }
}
