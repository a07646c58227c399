// What the RPCs of one provider process share: the provider, what `configure` made, the signal of an interrupt, and the edge
// at which whatever a handler throws becomes a diagnostic.
import type { pb } from "../../tfplugin/index.js";
import type { CallContext } from "../call.js";
import type { DataSource } from "../data-source.js";
import { DiagnosticError, Diagnostics } from "../diagnostics.js";
import type { EphemeralResource } from "../ephemeral-resource.js";
import { reportFailure } from "../failure.js";
import type { Provider } from "../provider.js";
import type { Resource } from "../resource.js";
import { decode } from "./dynamic-value.js";
import { diagnosticsToWire } from "./diagnostics-to-wire.js";

/** Provider process, from one ConfigureProvider to the next. */
export class Session {
  /** What `configure` returned; undefined while the provider's configuration is not known. */
  client: unknown;
  private stop = new AbortController();

  constructor(readonly provider: Provider) {}

  /** Begins anew: what was interrupted before stays interrupted, what comes is not. */
  configured(client: unknown): void {
    this.client = client;
    this.stop = new AbortController();
  }

  /** Aborted by `interrupt`. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Tells every handler that the user wants to stop. */
  interrupt(): void {
    this.stop.abort(new DiagnosticError("Interrupted", "Terraform was asked to stop."));
  }

  /** Takes secrets out of a text that a user will see. */
  readonly redact = (text: string): string => this.provider.redact?.(text) ?? text;

  /** Runs one call: collects diagnostics, turns exceptions into them, and adds them to whatever answer there is. */
  async answering<R extends object>(
    work: (diagnostics: Diagnostics) => Promise<R> | R,
    onFailure?: R,
  ): Promise<Partial<R> & { diagnostics: pb.Diagnostic[] }> {
    const diagnostics = new Diagnostics();
    let answer: Partial<R> = onFailure ?? {};
    try {
      answer = await work(diagnostics);
    } catch (error) {
      reportFailure(error, diagnostics);
    }
    return { ...answer, diagnostics: diagnosticsToWire(diagnostics, this.redact) };
  }

  /**
   * What a handler that talks to the platform is given.
   *
   * @throws {DiagnosticError} while the provider is not configured
   */
  context(diagnostics: Diagnostics, providerMeta?: pb.DynamicValue): CallContext<unknown> {
    if (this.client === undefined) {
      throw new DiagnosticError(
        "Provider is not configured yet",
        "The provider's configuration holds values that are only known after apply, so nothing can be read or changed with it. Apply what these values come from first (terraform apply -target=...).",
      );
    }
    const { meta } = this.provider;
    return {
      client: this.client,
      diagnostics,
      signal: this.signal,
      meta: (schema) => {
        if (schema !== meta) throw new TypeError("context.meta takes the provider's own meta schema");
        const said = decode(providerMeta, schema);
        return said === null ? undefined : (said as never);
      },
    };
  }

  resource(type: string): Resource {
    return found(this.provider.resources, type, "resource");
  }

  dataSource(type: string): DataSource {
    return found(this.provider.dataSources, type, "data source");
  }

  ephemeralResource(type: string): EphemeralResource {
    return found(this.provider.ephemeralResources ?? {}, type, "ephemeral resource");
  }
}

function found<T>(members: { readonly [type: string]: T }, type: string, kind: string): T {
  const member = Object.hasOwn(members, type) ? members[type] : undefined;
  if (member !== undefined) return member;
  throw new DiagnosticError(`Unknown ${kind}`, `This provider has no ${kind} ${JSON.stringify(type)}.`);
}
