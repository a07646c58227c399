// The providers whose secrets may be in the report of a crash. One that nobody uses any more is forgotten: in debug mode a
// process serves one for each connection, for days.
import type { Provider } from "./provider.js";

type Redacting = Pick<Provider, "redact">;

/** Providers that were served, for as long as something uses them. */
export class ServedProviders {
  private references: readonly WeakRef<Redacting>[] = [];

  add(provider: Redacting): void {
    const others = this.references.filter((one) => ![undefined, provider].includes(one.deref()));
    this.references = [...others, new WeakRef(provider)];
  }

  get size(): number {
    return this.references.length;
  }

  /** Takes the secrets of all of them out of a text. */
  redact(text: string): string {
    return this.references.reduce((redacted, one) => one.deref()?.redact?.(redacted) ?? redacted, text);
  }
}
