// What the tests of judgements share: fleets made by a change to a small one, judged, and a look at single findings.
import type { FleetDefinition } from "../../../src/fleet/index";
import { judge, type JudgeOptions, type Review, type ReviewedApp, type ReviewFinding } from "../../../src/review/index";
import { digestsOf, fleetApp, type PlanOptions } from "../../support/review-builders";

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** A fleet that a test may change. */
export type Draft = Mutable<FleetDefinition>;

/** Two regions with a standard pool of each of two teams, a GPU pool of two runners, and an agent of each team. */
export function definition(change: (fleet: Draft) => void = () => undefined): FleetDefinition {
  const fleet: Draft = {
    name: "acme",
    stage: "dev",
    regions: {
      east: {
        cluster: { context: "east", kind: "eks", version: "1.36", tierLabelsProtected: true },
        capacity: {
          standard: { nodes: 10, cpu: "16", memory: "64Gi" },
          "gpu-nvidia-l4": { nodes: 2, cpu: "48", memory: "192Gi" },
        },
      },
      west: { cluster: { context: "west" }, gateway: { viaTlsProxy: "gateway.acme.example" } },
    },
    teams: { ml: { organization: "acme-ml" }, web: { organization: "acme-web" } },
    tiers: { "gpu-nvidia-l4": { gpu: { model: "nvidia-l4", perNode: 4 } } },
    pools: {
      standard: { regions: "all", teams: "all", capabilities: ["docker"] },
      "ml-gpu": { region: "east", team: "ml", tier: "gpu-nvidia-l4", runners: 2 },
    },
    agents: {
      reviewer: { organization: "acme-web", labels: { tier: "standard" } },
      trainer: { organization: "acme-ml", labels: { tier: "gpu-nvidia-l4" }, requests: { gpu: 1 } },
    },
  };
  change(fleet);
  return fleet;
}

const BASE = new Map<string, ReviewedApp>();

/** A fleet as an app; the unchanged one is made once. */
export function app(change?: (fleet: Draft) => void): ReviewedApp {
  if (change !== undefined) return fleetApp(definition(change));
  const known = BASE.get("") ?? fleetApp(definition());
  BASE.set("", known);
  return known;
}

/** Judges what becomes of one fleet as another. */
export function judged(
  base: ReviewedApp,
  head: ReviewedApp,
  plan: PlanOptions = {},
  options: Partial<JudgeOptions> = {},
): Review {
  return judge({ digests: digestsOf(base, head, plan), base, head, ...options });
}

/** The findings of a rule. */
export function of({ findings }: Review, rule: string): readonly ReviewFinding[] {
  return findings.filter((finding) => finding.rule === `review/${rule}`);
}

/** Each finding as `risk rule: what`. */
export function lines({ findings }: Review): readonly string[] {
  return findings.map(({ rule, risk, what }) => `${risk} ${rule.replace("review/", "")}: ${what}`);
}
