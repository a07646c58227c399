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
  isAtOrBelow,
  isBlocking,
  printFindings,
  type Stage,
} from "../rules/index.js";
import { type Allowance, allowancesOf, type ModelBudget } from "./capacity/budget.js";
import { budgetReport } from "./capacity/report.js";
import { Annotations, App, Construct, type IConstruct, TerraformStack } from "./core.js";
import { carryFindings } from "./findings-file.js";
import type { GatewayDescription } from "./description/gateway.js";
import { limitVariables } from "./capacity/semaphores.js";
import type { WorkloadDescription } from "./description/workload.js";
import type { SecretDescription } from "./secrets/secret-key.js";
import { isLater } from "./later.js";
import { workloadRules } from "./rules/index.js";
import type { WorkloadRule, World } from "./rules/rule.js";
import { requireReadable } from "./given/readable.js";

/** How the agent workloads of an app are judged. */
export interface AgentPlatformProps {
  /**
   * What they are for: `dev` asks less, and whatever else is written is judged as `prod`.
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

const WHERE_TO_READ =
  "node_modules/cdktf-agyn/docs/agents/rules has a page for each. What is meant is accepted under acknowledge of the AgentPlatform, with its reason.";

const platformOfApp = new WeakMap<IConstruct, AgentPlatform>();

/**
 * The agent workloads of an app. Make one in the app before the first workload and Secret, to say the stage, what is accepted and what providers
 * allow; without, all is judged as for production.
 *
 * Children: none.
 */
export class AgentPlatform extends Construct {
  readonly #props: AgentPlatformProps;
  readonly #workloads: { readonly description: WorkloadDescription; readonly construct: IConstruct }[] = [];
  readonly #gateways: { readonly description: GatewayDescription; readonly construct: IConstruct }[] = [];
  readonly #secrets: { readonly description: SecretDescription; readonly construct: IConstruct }[] = [];
  readonly #judging = new Set<TerraformStack>();
  #findings: readonly Finding[] | undefined;
  /** Until something is added: what is counted in it once is kept with it, and every workload asks whenever its environment is resolved. */
  #known: World | undefined;

  /** @throws {Error} when the app has one already */
  constructor(scope: Construct, id: string, props: AgentPlatformProps = {}) {
    requireReadable(scope, id, "AgentPlatformProps", props);
    super(scope, id);
    const known = platformOfApp.get(this.node.root);
    if (known !== undefined) {
      throw new Error(
        `${this.node.path}: the app has ${known.node.path} already; make it before the first workload and Secret.`,
      );
    }
    platformOfApp.set(this.node.root, this);
    this.#props = props;
  }

  /** The one of an app, made strict when there is none. */
  static of(scope: IConstruct): AgentPlatform {
    return platformOfApp.get(scope.node.root) ?? new AgentPlatform(App.of(scope), "agent-platform");
  }

  /** The workloads of an app, as far as they are made. */
  static workloadsOf(scope: IConstruct): readonly WorkloadDescription[] {
    const known = platformOfApp.get(scope.node.root);
    return known === undefined ? [] : known.#world.workloads;
  }

  /** What the workloads are for; a word that is neither, as a variable of the environment may hold, asks as much as any. */
  get stage(): Stage {
    return this.#props.stage === "dev" ? "dev" : "prod";
  }

  /** What is allowed of each model and what is asked of it, every workload at its maximum, as a table in Markdown. */
  get budgetReport(): string {
    return budgetReport(this.#allowed);
  }

  /**
   * How many calls each process of a pod may have at a model at a time, as variables of its environment: its part of the budget, once all
   * workloads are known. `AGENT_MODEL_LIMIT` and, of several models, `AGENT_MODEL_LIMIT_<NAME>`.
   */
  semaphoreOf(workload: WorkloadDescription): Readonly<Record<string, string>> {
    return limitVariables(workload, this.#allowed);
  }

  /** Everything that the rules find in the app as it is now, what is accepted marked. */
  get findings(): readonly Finding[] {
    const { stage } = this;
    const acknowledgements = this.#props.acknowledge ?? [];
    const isAsked = ({ severity }: WorkloadRule): boolean => severity[stage] !== undefined;
    const rules = [...workloadRules.filter(isAsked), ...acknowledgementRules];
    // what is accepted of a rule that this stage does not ask is not in vain where there is something that another stage judges
    const later = {
      rules: workloadRules.filter((rule) => !isAsked(rule)),
      judgesAt: (at: string) =>
        this.#judged.some(({ description: { path } }) => isAtOrBelow(path, at) || isAtOrBelow(at, path)),
    };
    const path = `${this.node.path}.acknowledge`;
    const found = breachesAsFindings(workloadRules, this.#world, stage).map(inWords);
    return collectFindings(acknowledge(found, { acknowledgements, rules, path, later }));
  }

  /** Adds a workload; its stack is judged at synth. */
  add(construct: IConstruct, description: WorkloadDescription): void {
    this.#workloads.push({ construct, description });
    this.#judge(TerraformStack.of(construct));
  }

  /** Adds a gateway to models. */
  addGateway(construct: IConstruct, description: GatewayDescription): void {
    this.#gateways.push({ construct, description });
    this.#judge(TerraformStack.of(construct));
  }

  /** Adds a Secret that the app makes. */
  addSecret(construct: IConstruct, description: SecretDescription): void {
    this.#secrets.push({ construct, description });
    this.#judge(TerraformStack.of(construct));
  }

  /** Everything that is judged, with what it is made by. */
  get #judged(): readonly { readonly description: { readonly path: string }; readonly construct: IConstruct }[] {
    return [...this.#workloads, ...this.#gateways, ...this.#secrets];
  }

  get #allowed(): readonly Allowance[] {
    return allowancesOf(this.#world);
  }

  get #world(): World {
    return (this.#known ??= {
      stage: this.stage,
      workloads: this.#workloads.map(({ description }) => description),
      gateways: this.#gateways.map(({ description }) => description),
      secrets: this.#secrets.map(({ description }) => description),
      budgets: this.#props.budgets ?? [],
      budgetsPath: `${this.node.path}.budgets`,
    });
  }

  /** What was added is judged with the rest. The first stack that is validated refuses for all; the others would say the same again. */
  #judge(stack: TerraformStack): void {
    this.#known = undefined;
    if (this.#judging.has(stack)) return;
    if (this.#judging.size === 0) {
      const { stage } = this;
      carryFindings(stack, () => ({
        stage,
        workloads: this.#world.workloads,
        findings: this.#findings ?? this.findings,
      }));
    }
    this.#judging.add(stack);
    stack.node.addValidation({
      validate: () => {
        if (this.#findings === undefined) this.#warn((this.#findings = this.findings), stack);
        const blocking = this.#findings.filter(isBlocking);
        return blocking.length === 0
          ? []
          : [
              `The agent workloads have errors:\n\n${printFindings(this.#findings, { most: Infinity })}\n\n${WHERE_TO_READ}`,
            ];
      },
    });
  }

  /** Warnings of nobody in particular are the first stack's: what stands outside of stacks is shown by none. */
  #warn(findings: readonly Finding[], stack: TerraformStack): void {
    for (const finding of findings) {
      if (isBlocking(finding) || finding.acknowledged !== undefined) continue;
      const { rule, path, value, why, fix } = finding;
      const found = value === undefined ? path : `${path} = ${JSON.stringify(value)}`;
      const owner = this.#judged.find(({ description }) => isAtOrBelow(path, description.path));
      Annotations.of(owner?.construct ?? stack).addWarning(
        `[${rule}] ${found}: ${why}. Fix: ${fix}.${howToAccept(rule)}`,
      );
    }
  }
}

/** Nobody has written what stands for a value that is known later. */
function inWords(finding: Finding): Finding {
  return isLater(finding.value) ? { ...finding, value: "known at apply" } : finding;
}

/** What is found about acknowledgements can't be acknowledged. */
function howToAccept(rule: string): string {
  return acknowledgementRules.some(({ id }) => id === rule)
    ? ""
    : " To accept it, list it under acknowledge of the AgentPlatform.";
}
