// All agent workloads of an app as one sees them together, and what is found in them: shown at synth, every finding at once, by the
// mechanism of the fleet rules.
//
// Source: cdktf 0.21 runs the validations of each stack before it reads the annotations of that stack, so one judgement of the whole
// app, made when the first stack asks, can both refuse and warn.
import {
  acknowledge,
  type Acknowledgement,
  acknowledgementRules,
  breachesAsFindings,
  collectFindings,
  type Finding,
  isBlocking,
  printFindings,
  type Stage,
} from "../rules/index.js";
import { allowancesOf, type ModelBudget, semaphoresOf } from "./budget.js";
import { budgetReport } from "./budget-report.js";
import { Annotations, App, Construct, type IConstruct, TerraformStack } from "./core.js";
import type { GatewayDescription } from "./gateway-description.js";
import type { WorkloadDescription } from "./description.js";
import { workloadRules } from "./rules/index.js";
import type { World } from "./rules/rule.js";

/** How the agent workloads of an app are judged. */
export interface AgentPlatformProps {
  /**
   * What they are for: `dev` asks less.
   *
   * @default "prod"
   */
  readonly stage?: Stage;

  /**
   * Findings that are accepted: the id of the rule, the path at and below which, the reason.
   *
   * @default - none
   */
  readonly acknowledge?: readonly Acknowledgement[];

  /**
   * What the providers of models allow.
   *
   * @default - none; workloads that name a model are refused
   */
  readonly budgets?: readonly ModelBudget[];
}

const platformOfApp = new WeakMap<IConstruct, AgentPlatform>();

/**
 * The agent workloads of an app. Make one in the app before the first workload, to say the stage, what is accepted and what providers
 * allow; without, all is judged as for production.
 *
 * Children: none.
 */
export class AgentPlatform extends Construct {
  readonly #props: AgentPlatformProps;
  readonly #workloads: { readonly description: WorkloadDescription; readonly construct: IConstruct }[] = [];
  readonly #gateways: GatewayDescription[] = [];
  readonly #judging = new Set<TerraformStack>();
  #findings: readonly Finding[] | undefined;

  /** @throws {Error} when the app has one already */
  constructor(scope: Construct, id: string, props: AgentPlatformProps = {}) {
    super(scope, id);
    const known = platformOfApp.get(this.node.root);
    if (known !== undefined) {
      throw new Error(`${this.node.path}: the app has ${known.node.path} already; make it before the first workload.`);
    }
    platformOfApp.set(this.node.root, this);
    this.#props = props;
  }

  /** The one of an app, made strict when there is none. */
  static of(scope: IConstruct): AgentPlatform {
    return platformOfApp.get(scope.node.root) ?? new AgentPlatform(App.of(scope), "agent-platform");
  }

  /** What the workloads are for. */
  get stage(): Stage {
    return this.#props.stage ?? "prod";
  }

  /** What is allowed of each model and what is asked of it, every workload at its maximum, as a table in Markdown. */
  get budgetReport(): string {
    return budgetReport(allowancesOf(this.#world));
  }

  /**
   * How many calls each pod may have at a model at a time, as variables of its environment: its part of the budget, once all workloads
   * are known. `AGENT_MODEL_LIMIT` and, of several models, `AGENT_MODEL_LIMIT_<NAME>`.
   */
  semaphoreOf(workload: WorkloadDescription): Readonly<Record<string, string>> {
    const limits = allowancesOf(this.#world).flatMap((allowance) => {
      const index = allowance.shares.findIndex((share) => share.workload === workload);
      const size = semaphoresOf(allowance).sizes[index];
      return size === undefined ? [] : [[allowance.name, size] as const];
    });
    if (limits.length === 0) return {};
    const least = Math.min(...limits.map(([, size]) => size));
    const named = limits.map(([model, size]) => [`AGENT_MODEL_LIMIT_${variableName(model)}`, String(size)]);
    return { AGENT_MODEL_LIMIT: String(least), ...(Object.fromEntries(named) as Record<string, string>) };
  }

  /** Everything that the rules find in the app as it is now, what is accepted marked. */
  get findings(): readonly Finding[] {
    const { stage } = this;
    const acknowledgements = this.#props.acknowledge ?? [];
    const rules = [...workloadRules, ...acknowledgementRules];
    const path = `${this.node.path}.acknowledge`;
    return collectFindings(
      acknowledge(breachesAsFindings(workloadRules, this.#world, stage), { acknowledgements, rules, path }),
    );
  }

  /** Adds a workload; its stack is judged at synth. */
  add(construct: IConstruct, description: WorkloadDescription): void {
    this.#workloads.push({ construct, description });
    this.#judge(TerraformStack.of(construct));
  }

  /** Adds a gateway to models. */
  addGateway(construct: IConstruct, description: GatewayDescription): void {
    this.#gateways.push(description);
    this.#judge(TerraformStack.of(construct));
  }

  get #world(): World {
    return {
      stage: this.stage,
      workloads: this.#workloads.map(({ description }) => description),
      gateways: this.#gateways,
      budgets: this.#props.budgets ?? [],
      budgetsPath: `${this.node.path}.budgets`,
    };
  }

  /** The first stack that is validated refuses for all; the others would say the same again. */
  #judge(stack: TerraformStack): void {
    if (this.#judging.has(stack)) return;
    this.#judging.add(stack);
    stack.node.addValidation({
      validate: () => {
        if (this.#findings === undefined) this.#warn((this.#findings = this.findings));
        const blocking = this.#findings.filter(isBlocking);
        return blocking.length === 0 ? [] : [`The agent workloads have errors:\n\n${printFindings(this.#findings)}`];
      },
    });
  }

  #warn(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (isBlocking(finding) || finding.acknowledged !== undefined) continue;
      const { rule, path, why, fix } = finding;
      const owner = this.#workloads.find(({ description }) => path.startsWith(`${description.path}.`));
      Annotations.of(owner?.construct ?? this).addWarning(`[${rule}] ${path}: ${why}. Fix: ${fix}.`);
    }
  }
}

/** A model's name as part of a variable's: `openai/gpt-5` is `OPENAI_GPT_5`. */
function variableName(model: string): string {
  return model.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}
