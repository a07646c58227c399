// What the tests of rules share: parts of the fleet of acme.ts, in which nothing is found, and the tests that each rule of a family
// has: a change that trips it, and one like it that does not.
import { checkFleet } from "../../../src/fleet/index.js";
import type { FleetRule } from "../../../src/fleet/rules/rule.js";
import type { Severity } from "../../../src/rules/index.js";
import { acme, type Draft } from "../acme.js";

export type { Draft };

/** A change that trips a rule. */
export interface Case {
  readonly rule: string;
  readonly name: string;
  readonly trips: (fleet: Draft) => unknown;
  readonly path: string;
  readonly why: RegExp;
  /** @default "error" */
  readonly severity?: Severity;
  /** A change of the same kind that is fine. */
  readonly passes: (fleet: Draft) => unknown;
}

/** Tries each case on a fleet in which nothing is found, and holds that every rule of the family has one. */
export function ruleTests(rules: readonly FleetRule[], cases: readonly Case[]): void {
  describe("the rules", () => {
    it.each(cases)("$rule finds $name", ({ rule, trips, path, why, severity = "error" }) => {
      const { findings } = checkFleet(acme(trips));

      expect(findings).toContainEqual(
        expect.objectContaining({ rule, path, severity, why: expect.stringMatching(why) as string }),
      );
    });

    it.each(cases)("$rule leaves alone what differs from $name", ({ rule, passes, path }) => {
      const { findings } = checkFleet(acme(passes));

      expect(findings.filter((finding) => finding.rule === rule && finding.path === path)).toEqual([]);
    });

    it("are all tried by the cases above", () => {
      expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ id }) => id)));
    });
  });
}

export const none = (): void => undefined;
export const dev = (fleet: Draft): void => void (fleet.stage = "dev");

export const pool = (fleet: Draft, name: string): Draft["pools"][string] => there(fleet.pools[name]);
export const region = (fleet: Draft, name: string): Draft["regions"][string] => there(fleet.regions[name]);
export const agent = (fleet: Draft, name: string): NonNullable<Draft["agents"]>[string] => there(fleet.agents?.[name]);
export const gpuTier = (fleet: Draft): NonNullable<Draft["tiers"]>[string] => there(fleet.tiers?.["gpu-nvidia-a100"]);
export const gpu = (fleet: Draft): NonNullable<ReturnType<typeof gpuTier>["gpu"]> => there(gpuTier(fleet).gpu);

/** Adds a cluster-scoped pool. */
export const shared = (fleet: Draft): void => {
  fleet.pools["shared"] = { region: "us-east-1" };
};

/** Makes the platform place by environments, and gives each agent one. */
export const environments = (fleet: Draft): void => {
  fleet.placement = "environments";
  fleet.tiers = {
    ...fleet.tiers,
    standard: {
      flavors: { small: { requestsCpu: "2", requestsMemory: "4Gi" } },
      storageClasses: { fast: { storageClassName: "gp3" } },
    },
  };
  gpuTier(fleet).flavors = { one: { requestsCpu: "8", requestsMemory: "32Gi", default: true } };
  delete agent(fleet, "reviewer").labels;
  delete agent(fleet, "trainer").labels;
  agent(fleet, "reviewer").environment = { pool: "us-east-1/web-standard", flavor: "small", storageClasses: ["fast"] };
  agent(fleet, "trainer").environment = { runner: "ml-gpu-us-east-1-1" };
};

const UUID_1 = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a01";
/** A runner that is registered already. */
export const adopted = (number: number, secretName?: string) => ({
  runner: UUID_1.replace(/1$/, String(number)),
  revision: 1_763_000_000_000 + number,
  ...(secretName === undefined ? {} : { secretName }),
});

/** Has the form of a service token. */
export const TOKEN = "0123456789abcdef".repeat(4);

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("acme.ts has no such part");
  return part;
}
