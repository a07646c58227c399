// SCL-04 and SCL-09: what all workloads ask of their models is within what is allowed, and each is told its part.
import { type Breach, ERROR, nearest } from "../../rules/index.js";
import { type Allowance, allowancesOf, askedOf, type ModelBudget, sum, targetOf } from "../capacity/budget.js";
import { knownOr } from "../later.js";
import { ambiguousModels, semaphoresOf } from "../capacity/semaphores.js";
import { each, pathOf, when, type WorkloadRule, type World } from "./rule.js";

/** Models and what all that use them ask together, where it is more than they allow. */
export const overBudget: WorkloadRule = {
  id: "SCL-04",
  source: "D11, D14",
  must: "What all workloads may have in flight at a model, each at its maximum and at a time in a rollout too, is within what its provider or its gateway allows.",
  otherwise: "More pods make more 429s, not more answers.",
  severity: ERROR,
  check: (world) => [
    ...sameBudgets(world),
    ...unknownAccounts(world),
    ...misspelt(world),
    ...unknownModels(world),
    ...impossibleRates(world),
    ...allowancesOf(world).flatMap((allowance) => [...over(allowance), ...oneCallEach(allowance)]),
  ],
};

/** Two budgets of one name, or of one model of one account: what is asked would be held against each as if it had all. */
function sameBudgets({ budgets, budgetsPath }: World): readonly Breach[] {
  const isSame = (one: ModelBudget, other: ModelBudget): boolean =>
    one.name === other.name || (targetOf(one) === targetOf(other) && one.account === other.account);
  return budgets.flatMap((budget, index) => {
    const first = budgets.slice(0, index).find((one) => isSame(one, budget));
    return when(first !== undefined, () => ({
      path: `${budgetsPath}["${budget.name}"]`,
      value: budget.name,
      why:
        first?.name === budget.name
          ? "another budget has this name, so nobody can tell which is meant"
          : `it is of the same model and account as ${first?.name ?? ""}, so what one of them allows is counted twice`,
      fix: "leave one out, or give each its account and a name of its own",
    }));
  });
}

/** A deployment of a model that has budgets, though none of its account: nobody would count what it lets through. */
function unknownAccounts({ budgets, gateways }: World): readonly Breach[] {
  return gateways.flatMap(({ path, models }) =>
    models.flatMap(({ target, accountName }, index) => {
      const accounts = budgets.filter((budget) => targetOf(budget) === target).map(({ account }) => account);
      return when(accounts.length > 0 && !accounts.includes(accountName), () => {
        const named = accounts.filter((account) => account !== undefined);
        return {
          path: `${path}.models[${index}].account`,
          value: accountName,
          why: `there are budgets of ${target}, but none of this account, so what it lets through is held against nothing`,
          fix: named.length === 0 ? "leave it out, or give the budget its account" : `name ${named.join(" or ")}`,
        };
      });
    }),
  );
}

/** A budget that nobody asks of, spelt almost as the target of a deployment that has none; another version is spelt so, too. */
function misspelt(world: World): readonly Breach[] {
  const { budgets, gateways, budgetsPath } = world;
  const targets = new Set(budgets.map(targetOf));
  const unasked = new Set(
    allowancesOf(world)
      .filter(({ shares, laterShares, letThrough }) => shares.length + laterShares.length + letThrough.length === 0)
      .map(({ path }) => path),
  );
  const deployments = gateways.flatMap(({ path, models }) =>
    models.map(({ target }, index) => ({ target, path: `${path}.models[${index}]` })),
  );
  return budgets.flatMap(({ name, provider, model }) => {
    const path = `${budgetsPath}["${name}"]`;
    const open = deployments.filter(({ target }) => target.startsWith(`${provider}/`) && !targets.has(target));
    const modelOf = (target: string): string => target.slice(provider.length + 1);
    const meant =
      model === undefined
        ? undefined
        : nearest(
            model,
            open.map(({ target }) => modelOf(target)),
          );
    const deployment = open.find(({ target }) => modelOf(target) === meant);
    return when(unasked.has(path) && deployment !== undefined, () => ({
      path: `${path}.model`,
      value: model,
      why: `nobody asks of it, and ${deployment?.path ?? ""} of ${deployment?.target ?? ""} is held against nothing`,
      fix: `write ${meant ?? ""}, or give ${meant ?? ""} a budget of its own`,
      severity: "warning",
    }));
  });
}

function unknownModels({ workloads, gateways, budgets, budgetsPath }: World): readonly Breach[] {
  const named = new Set(budgets.map(({ name }) => name));
  const insteadOf = (model: string, cluster: string): string => {
    const having = gateways.find((one) => one.cluster === cluster && one.models.some(({ name }) => name === model));
    if (having !== undefined) return `give ${having.path} as gateway, which has it, or declare`;
    return named.size === 0 ? "declare" : "name one of them, or declare";
  };
  return workloads.flatMap((workload) => {
    const gateway = gateways.find(({ path }) => path === workload.gateway);
    const offered = gateway === undefined ? named : new Set(gateway.models.map(({ name }) => name));
    return workload.models.flatMap(({ model }, index) =>
      when(!offered.has(model), () => ({
        path: pathOf(workload, `models[${index}].model`),
        value: model,
        ...(gateway === undefined
          ? {
              why: `there is no budget of this name${named.size === 0 ? "" : `, but ${[...named].join(", ")}`}, so nobody knows how much it bears`,
              fix: `${insteadOf(model, workload.cluster)} what the provider allows under ${budgetsPath}`,
            }
          : {
              why: `it is no model of ${gateway.path}, which has ${[...offered].join(", ")}`,
              fix: `name one of them, or add it under ${gateway.path}.models`,
            }),
      })),
    );
  });
}

/** One thing in flight makes one call after the other: no more a minute than fit in. */
function impossibleRates({ workloads }: World): readonly Breach[] {
  return workloads.flatMap((workload) =>
    workload.models.flatMap(({ requestsPerMinute, callSeconds }, index) =>
      when(knownOr(requestsPerMinute, 0) * knownOr(callSeconds, 0) > 60, () => ({
        path: pathOf(workload, `models[${index}].requestsPerMinute`),
        value: requestsPerMinute,
        why: `a call takes ${callSeconds ?? 0} s, so one thing in flight makes no more than ${Math.floor(6000 / (callSeconds ?? 1)) / 100} a minute`,
        fix: "correct one of the two",
        severity: "warning",
      })),
    ),
  );
}

function over(allowance: Allowance): readonly Breach[] {
  const { shares, letThrough, path, by, raise } = allowance;
  const asked = askedOf(allowance);
  const isMoreInRollout =
    shares.some(({ pods, podsInRollout }) => podsInRollout > pods) ||
    letThrough.some(({ concurrency = 0 }) => concurrency > 0);
  const inFlight = isMoreInRollout ? "in flight in a rollout" : "in flight";
  const asks = [
    { what: "requests a minute", asked: asked.requestsPerMinute, allowed: allowance.requestsPerMinute },
    { what: "tokens a minute", asked: asked.tokensPerMinute, allowed: allowance.tokensPerMinute },
    { what: inFlight, asked: asked.concurrency, allowed: allowance.concurrency ?? Infinity },
  ].filter((one) => one.asked > one.allowed);
  const terms = [
    ...shares.map(({ workload, pods }) => `${workload.path}: ${pods} pods x ${workload.scale.inFlightPerPod}`),
    ...letThrough.map((one) => one.path),
  ];
  const lower =
    shares.length === 0 ? "lower the limits of the gateway's deployments" : "lower maximum pods or inFlightPerPod";
  return asks.map(({ what, asked: value, allowed }) => ({
    path,
    value: `${value} ${what}`,
    why: `all at their maximum may ask that of ${by}, which allows ${allowed} (${terms.join("; ")})`,
    fix: `${lower} until they ask ${allowed} or less, or ${raise}`,
  }));
}

/** Said apart, because the limits that processes are handed can't hold it either. */
function oneCallEach(allowance: Allowance): readonly Breach[] {
  const { path, shares, by } = allowance;
  // no number of calls, which is said there (SCL-08)
  if (shares.some(({ workload: { scale } }) => !(scale.inFlightPerPod >= 1))) return [];
  const processes = sum(shares.map(({ pods, workload }) => pods * workload.scale.processesPerPod));
  const pods = sum(shares.map((share) => share.pods));
  return when(shares.length > 0 && !semaphoresOf(allowance).fits, () => ({
    path,
    value: processes === pods ? `${pods} pods` : `${processes} processes`,
    why: `one call at a time from each is more than ${by} leaves them, so no limit that they are handed keeps to it`,
    fix: "lower the maximum of pods",
  }));
}

export const ambiguousLimits: WorkloadRule = {
  id: "SCL-09",
  source: "the names of variables",
  must: "The models of a workload have names that differ in letters and digits, and each is named once.",
  otherwise: "One variable would tell the limits of two, and only one of them holds.",
  severity: ERROR,
  unacknowledgeable: "give one of them another name",
  check: each((workload) =>
    ambiguousModels(workload).map(([index, variable]) => ({
      option: `models[${index}].model`,
      value: workload.models[index]?.model,
      why: `its limit is told by ${variable}, and so is that of another model`,
      fix: "name each model once, by names that differ in letters and digits",
    })),
  ),
};
