// Where in a configuration, plan or state a value stands: the address by which Terraform underlines the guilty line.
// An element of a set has no address; a path stops at the set.

/** One step: into an attribute or block, a map element, or a list or tuple element. */
export type PathStep = { readonly attribute: string } | { readonly key: string } | { readonly index: number };

/** An immutable path from the root of a value. */
export class Path {
  static readonly root = new Path([]);

  /** A path to a top-level attribute. */
  static of(attribute: string): Path {
    return Path.root.attribute(attribute);
  }

  private constructor(readonly steps: readonly PathStep[]) {}

  attribute(name: string): Path {
    return new Path([...this.steps, { attribute: name }]);
  }
  key(name: string): Path {
    return new Path([...this.steps, { key: name }]);
  }
  index(position: number): Path {
    return new Path([...this.steps, { index: position }]);
  }

  /** As a person writes it: `labels["team"]`, `set[0].value`. The root is empty text. */
  toString(): string {
    return this.steps
      .map((step, at) => {
        if ("attribute" in step) return at === 0 ? step.attribute : `.${step.attribute}`;
        return "key" in step ? `[${JSON.stringify(step.key)}]` : `[${step.index}]`;
      })
      .join("");
  }
}
