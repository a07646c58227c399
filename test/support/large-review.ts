// Reviews of any size, for what grows with it: so many pools over regions, teams and tiers, of which every tenth changes.
import type { MapPool, Review } from "../../src/review/index";
import { reviewSample, sampleChange, sampleFinding } from "./review-sample";

const TIERS = ["standard", "memory", "gpu-l4", "gpu-a100"];
const PLACES = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "ap-south-1",
  "ap-east-1",
  "sa-east-1",
  "ca-west-1",
];
const ACTIONS = ["update", "create", "delete-create", "update", "delete"] as const;
const RISKS = [undefined, undefined, "medium", "low", "high"] as const;

/** A review with so many pools of two or three runners each. */
export function largeReview(pools: number): Review {
  const all = Array.from({ length: pools }, (_, index) => pool(index, Math.ceil(pools / 10 / TIERS.length)));
  const destroyed = all.flatMap(({ runners }) => runners).filter(({ action }) => action === "delete").length;
  // of another fleet
  const { rehearsal: _, ...sample } = reviewSample;
  return {
    ...sample,
    fleet: `a fleet of ${pools} pools`,
    sentence: `${destroyed} runners are destroyed in ${new Set(all.map(({ region }) => region)).size} regions.`,
    pools: all,
  };
}

/** The largest that so many pools come to: each runner is destroyed and recreated, and each pool has a finding in words of its own. */
export function worstReview(pools: number): Review {
  const review = largeReview(pools);
  const all = review.pools.map((pool) => ({
    ...pool,
    risk: "high" as const,
    runners: pool.runners.map((runner) => ({ ...runner, action: "delete-create" as const })),
  }));
  const members = all.flatMap(({ id, runners }) =>
    runners.map(({ name, path = "", address, stack }) => ({
      stack,
      change: sampleChange({
        ...{ address, path, pool: id, type: "agyn_runner", action: "delete-create", forcedBy: ["labels"] },
        identity: { name },
      }),
    })),
  );
  return {
    ...review,
    pools: all,
    findings: all.map(({ id, region, team, tier, runners: [runner] }) =>
      sampleFinding({
        rule: "review/runner-recreated",
        risk: "high",
        at: { stack: region, path: `${id}/Runner0`, address: runner?.address ?? "", pool: id, region, team, tier },
        what: `runner ${runner?.name ?? ""} is destroyed and recreated`,
        cause: "labels go from some to none, which the platform can't do in place",
        consequence: `The work of ${id} ends; agents of ${team} wait until the new runner has enrolled. Its token is renewed.`,
        fix: `Wait for an idle hour of ${team}, or keep one label of ${id}: docs/runbooks/rotate.md.`,
      }),
    ),
    groups: [
      {
        title: "agyn_runner destroyed and recreated",
        type: "agyn_runner",
        action: "delete-create",
        count: members.length,
        members,
        odd: 0,
      },
    ],
  };
}

function pool(index: number, teams: number): MapPool {
  const tier = TIERS[index % TIERS.length] ?? "";
  const team = `team-${String(Math.floor(index / TIERS.length) % teams).padStart(2, "0")}`;
  const number = Math.floor(index / TIERS.length / teams);
  const region = PLACES[number] ?? `region-${number + 1}`;
  const id = `${region}/${team}-${tier}`;
  // in the first five regions, so that there are some where nothing happens
  const changed = index % 10 === 3 && number < 5 ? Math.floor(index / 10) % ACTIONS.length : -1;
  const risk = RISKS[changed];
  return {
    id,
    path: id,
    region,
    team,
    tier,
    runners: Array.from({ length: 2 + (index % 2) }, (_, runner) => ({
      name: `${team}-${tier}-${runner}`,
      path: `${id}/Runner${runner}`,
      address: `agyn_runner.${team}-${tier}_Runner${runner}_0BB6F346`,
      stack: region,
      action: runner === 0 ? (ACTIONS[changed] ?? "no-op") : "no-op",
    })),
    ...(risk === undefined ? {} : { risk }),
  };
}
