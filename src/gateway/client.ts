// The client as its users hold it: one gateway, one token, and its calls in groups.
import { Caller } from "./caller.js";
import { Catalogs } from "./catalogs.js";
import { Memberships } from "./memberships.js";
import { type GatewayOptions, resolveOptions } from "./options.js";
import { Organizations } from "./organizations.js";
import { Runners } from "./runners.js";
import { Transport } from "./transport.js";
import { Users } from "./users.js";
import { Workloads } from "./workloads.js";

/**
 * Calls an Agyn gateway.
 *
 * Connections are kept and shared (at most 10); creations get one each, because they must not be sent twice. Failed calls are
 * tried again where that is safe, within one deadline. Redirects are not followed, answers are at most 16 MiB. Idle connections
 * don't keep the process alive.
 *
 * @example
 * const gateway = new GatewayClient({ url: "https://gateway.agyn.dev:2496", token });
 * const { runner, serviceToken } = await gateway.runners.register({ name: "gpu-eu-1", labels: { tier: "gpu" } });
 */
export class GatewayClient {
  readonly organizations: Organizations;
  readonly memberships: Memberships;
  readonly runners: Runners;
  readonly catalogs: Catalogs;
  readonly workloads: Workloads;
  readonly users: Users;
  readonly #transport: Transport;

  /** @throws {GatewayConfigurationError} for options with which nothing can be called */
  constructor(options: GatewayOptions) {
    this.#transport = new Transport(resolveOptions(options));
    const caller = new Caller(this.#transport);
    this.organizations = new Organizations(caller);
    this.memberships = new Memberships(caller);
    this.runners = new Runners(caller);
    this.catalogs = new Catalogs(caller);
    this.workloads = new Workloads(caller);
    this.users = new Users(caller);
  }

  /** The text without tokens, and without the secrets this client was made with: token, header values, passwords of a proxy. */
  redact(text: string): string {
    return this.#transport.redact(text);
  }

  /** Ends the kept connections once the calls under way are done. */
  async close(): Promise<void> {
    await this.#transport.close();
  }
}
