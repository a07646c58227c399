// Runners whose organization is not the one that the fleet declares: the plan says what will be, and the fleet says what everybody believes.
import { type Judged } from "../judged.js";
import { isOpen } from "../open-values.js";
import { nameOf } from "../runners.js";
import type { Found, ReviewRule } from "./rule.js";

const otherOrganization: ReviewRule = {
  id: "review/other-organization",
  risk: "high",
  must: "A runner is registered in the organization that the fleet declares for its pool, or in none where it declares none.",
  otherwise:
    "It takes work of others, and none of those it is meant for; the fleet's rules have looked at something else.",
  check: (judged) => judged.runners.flatMap((entry) => found(judged, entry)),
};

function found(judged: Judged, entry: Judged["runners"][number]): readonly Found[] {
  const { runner, pool } = entry;
  const declared = pool?.declared;
  const { after, action } = runner;
  if (declared === undefined || after === undefined || action === "forget") return [];
  const { organization } = after;
  if (organization === declared.organization || isOpen(after, "organization")) return [];
  const words = (slug: string | undefined): string => (slug === undefined ? "no organization" : `organization ${slug}`);
  return [
    {
      at: judged.whereRunner(entry),
      name: nameOf(entry),
      subject: [organization ?? null, declared.organization ?? null],
      what: `runner ${nameOf(entry)} is in ${words(organization)}, and the fleet declares ${words(declared.organization)}`,
      many: `runners are in ${words(organization)}, and the fleet declares ${words(declared.organization)}`,
      consequence:
        organization === undefined
          ? "It takes work of every organization of the platform."
          : "It takes work of that organization only, and of no other.",
      fix: "correct what overrides the pool's organization, or the fleet",
    },
  ];
}

/** The rule about organizations. */
export const organizationRules: readonly ReviewRule[] = [otherOrganization];
