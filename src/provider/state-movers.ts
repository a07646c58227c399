// How an object comes over from another provider address by a `moved` block: from the Go provider, or from this provider where
// it is installed under a second address beside the Go one.
//
// Both write schema version 0 with the same names and types. What the Go provider lacks is null and comes with the next read; its
// objects have no private data, which means that what they hold was configured (`resources/runner/managed.ts`). This provider's
// own objects bring theirs along.
import { type Schema, type StateMover, stateMover, type StateOf } from "../framework/index.js";

/**
 * Takes over objects of the same type from any provider of type `agyn`, whatever its host and namespace: registries rename
 * both.
 *
 * @param type the resource's type, `agyn_runner`
 */
export function fromOtherAddress<S extends Schema>(type: string, schema: S): StateMover<StateOf<S>> {
  return stateMover({ type, provider: "agyn", schemaVersion: 0 }, schema, (state, source, target) => {
    target.takeOver(source.private);
    return state;
  });
}
