// The client as its users hold it: one gateway, one token, three groups of calls.
import { resolveOptions, type GatewayOptions } from "./options.js";
import { Organizations } from "./organizations.js";
import { Runners } from "./runners.js";
import { Transport } from "./transport.js";
import { Users } from "./users.js";

/**
 * Calls an Agyn gateway.
 *
 * Connections are kept and shared (at most 10); creations get one each, because they must not be sent twice. Redirects are not
 * followed, answers are at most 16 MiB. Idle connections don't keep the process alive.
 *
 * @example
 * const gateway = new GatewayClient({ url: "https://gateway.agyn.dev:2496", token });
 * const { runner, serviceToken } = await gateway.runners.register({ name: "gpu-eu-1", labels: { tier: "gpu" } });
 */
export class GatewayClient {
  readonly organizations: Organizations;
  readonly runners: Runners;
  readonly users: Users;
  readonly #transport: Transport;

  /** @throws {GatewayConfigurationError} for options with which nothing can be called */
  constructor(options: GatewayOptions) {
    this.#transport = new Transport(resolveOptions(options));
    this.organizations = new Organizations(this.#transport);
    this.runners = new Runners(this.#transport);
    this.users = new Users(this.#transport);
  }

  /** Ends the kept connections once the calls under way are done. */
  async close(): Promise<void> {
    await this.#transport.close();
  }
}
