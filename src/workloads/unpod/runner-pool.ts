// A pool of Unpod runners: identical replicas of one agent that Unpod hands calls to.
//
// Source: facts 1.2, rules U1 to U12; docs/agents/unpod.md says what the documentation of the SDK and its code say differently.
import { type Construct, Token } from "../core.js";
import { isLater } from "../later.js";
import { leavesOf, textsIn } from "../description/leaves.js";
import { AgentPlatform } from "../platform.js";
import { AgentWorkload } from "../service/agent-workload.js";
import type { UnpodTransport } from "./description.js";
import { anyTransport, describePool, workloadProps } from "./describe.js";
import type { UnpodDialOutProps, UnpodServeProps } from "./options.js";
import { type ComposeOptions, composeText } from "./compose.js";
import { type SystemdOptions, systemdText } from "./systemd.js";
import { requireReadable } from "../given/readable.js";

/**
 * A pool of Unpod runners. Made by {@link UnpodRunnerPool.dialOut} or {@link UnpodRunnerPool.serve}; for what it makes see
 * {@link AgentWorkload}.
 */
export class UnpodRunnerPool extends AgentWorkload {
  /** The agent that its replicas answer for. */
  readonly agentId: string;
  readonly transport: UnpodTransport;

  private constructor(
    scope: Construct,
    id: string,
    transport: UnpodTransport,
    props: UnpodDialOutProps | UnpodServeProps,
  ) {
    requireReadable(scope, id, transport === "serve" ? "UnpodServeProps" : "UnpodDialOutProps", props);
    const all = anyTransport(props);
    const nature = {
      system: "unpod",
      shape: transport === "serve" ? "bridge-serve" : "dial-out",
      adapt: (described: AgentWorkload["description"]) => describePool(transport, all, described),
    } as const;
    super(scope, id, nature, workloadProps(transport, all));
    this.agentId = props.agentId;
    this.transport = transport;
  }

  /** A pool whose runners open the connection of each call themselves: the SDK's default since 0.2. */
  static dialOut(scope: Construct, id: string, props: UnpodDialOutProps): UnpodRunnerPool {
    return new UnpodRunnerPool(scope, id, "dial_out", props);
  }

  /** A pool that Unpod connects to for each call: the SDK's legacy transport. */
  static serve(scope: Construct, id: string, props: UnpodServeProps): UnpodRunnerPool {
    return new UnpodRunnerPool(scope, id, "serve", props);
  }

  /**
   * The same runner as a unit of systemd, for a machine outside the cluster. What the budget gives each pod is part of it, so ask when
   * all workloads are made: one that was asked for before, and says something else than pods are told, is refused at synth.
   *
   * @throws {Error} when a part of it is known only when Terraform runs, or a limit of resources is no quantity
   */
  systemdUnit(options: SystemdOptions): string {
    return this.#known(options, (derived) => systemdText(this.description, derived, options));
  }

  /**
   * The same runner as a compose file, for a machine outside the cluster. Ask when all workloads are made, as for
   * {@link UnpodRunnerPool.systemdUnit}.
   *
   * @throws {Error} when a part of it is known only when Terraform runs, or a limit of resources is no quantity
   */
  composeFile(options: ComposeOptions = {}): string {
    return this.#known(options, (derived) => composeText(this.description, derived, options));
  }

  /** A file, in which nothing may stand that Terraform fills in. */
  #known(options: object, write: (derived: Readonly<Record<string, string>>) => string): string {
    const derived = this.#derivedNow();
    const text = write(derived);
    if (!Token.isUnresolved(text)) return text;
    const limits = Object.keys(derived).filter((name) => Token.isUnresolved(derived[name]));
    if (limits.length > 0) {
      throw new Error(
        `${this.node.path}: ${limits.join(" and ")} are known only when Terraform runs, because the pods that share the budget of a model are counted then, so they can't stand in a file for a machine; write replicas, and what a scaler has at most, as numbers in every workload that names the model.`,
      );
    }
    const given = textsIn([options, this.description.given, this.description].flatMap((one) => leavesOf(one)));
    const part = given.find(({ value }) => isLater(value) && text.includes(value))?.option ?? "a part of it";
    throw new Error(
      `${this.node.path}: ${part} is known only when Terraform runs, so it can't stand in a file for a machine; write it as plain text.`,
    );
  }

  /** What the budget gives each pod now: at synth it has to be the same still. */
  #derivedNow(): Readonly<Record<string, string>> {
    const said = this.#derived;
    this.node.addValidation({
      validate: () => {
        const now = this.#derived;
        const name = Object.keys({ ...said, ...now }).find((one) => said[one] !== now[one]);
        if (name === undefined) return [];
        return [
          `${this.node.path}: its unit or compose file was asked for before all workloads were made: it says ${name}=${said[name] ?? ""}, and pods are told ${now[name] ?? "nothing"}; ask for it when all are.`,
        ];
      },
    });
    return said;
  }

  get #derived(): Readonly<Record<string, string>> {
    return AgentPlatform.of(this).semaphoreOf(this.description);
  }
}
