// The rules about what stands around runners, each with a change that it finds and how much that weighs.
import { judge, reviewRules } from "../../../src/review/index";
import type { Change, Digest } from "../../../src/review/index";
import { versionStep } from "../../../src/review/judge/versions";
import { change, digest, step } from "../../support/review-builders";
import { app, judged, lines, of } from "./support";

const planned = (...changes: readonly Change[]) => judge({ digests: [digest("infra", { changes })] });
const plan = (rest: Partial<Digest>) => judge({ digests: [digest("infra", rest)] });
const at = (name: string, namespace?: string) => ({
  identity: { name, ...(namespace === undefined ? {} : { namespace }) },
});

describe("what stands around runners", () => {
  it.each([
    [
      change("kubernetes_namespace_v1.x", "delete", at("agyn-x")),
      "high namespace-destroyed: namespace agyn-x is destroyed",
    ],
    [
      change("kubernetes_namespace_v1.x", "delete-create", at("agyn-x")),
      "high namespace-destroyed: namespace agyn-x is destroyed and recreated",
    ],
    [change("kubernetes_secret_v1.x", "delete", at("token")), "high secret-destroyed: Secret token is destroyed"],
    [
      change("kubernetes_secret_v1.x", "create-delete", at("token")),
      "medium secret-destroyed: Secret token is destroyed and recreated",
    ],
    [
      change("agyn_organization.x", "delete", at("Acme")),
      "critical organization-destroyed: organization Acme is destroyed",
    ],
    [
      change("agyn_organization_membership.x", "delete"),
      "high membership-removed: membership agyn_organization_membership.x is destroyed",
    ],
    [
      change("agyn_organization_membership.x", "update", { attributes: [step("role", "owner", "member")] }),
      "medium membership-removed: membership agyn_organization_membership.x changes from owner to member",
    ],
    [
      change("agyn_runner.x", "delete", { ...at("old-one"), deposed: true }),
      "high runner-destroyed: the registration that an earlier apply left over of runner old-one is destroyed",
    ],
    [change("agyn_runner.x", "not-understood"), "high not-understood: what happens to agyn_runner.x is not understood"],
    [
      change("helm_release.x", "delete", { ...at("x"), providerGone: true }),
      "high provider-removed: the provider of x is no longer in the configuration",
    ],
  ])("is found: %#", (one, line) => {
    expect(lines(planned(one))).toEqual([line]);
  });

  it.each([
    [change("helm_release.x", "delete", at("x")), "medium release-destroyed: release x is destroyed"],
    [
      change("agyn_runner_enrollment.x", "delete"),
      "high release-destroyed: enrollment agyn_runner_enrollment.x is destroyed",
    ],
    [change("kubernetes_role_binding_v1.x", "delete", at("x")), "medium rights-changed: binding x is destroyed"],
    [
      change("kubernetes_role_v1.x", "update", { attributes: [step("rule[0].verbs", ["get"], ["*"])] }),
      "high rights-changed: role kubernetes_role_v1.x changes",
    ],
    [
      change("kubernetes_resource_quota_v1.x", "update", { attributes: [step("spec.hard.pods", "9", "0")] }),
      "high rights-changed: quota kubernetes_resource_quota_v1.x changes",
    ],
    [
      change("kubernetes_persistent_volume_claim_v1.x", "delete", at("x")),
      "high object-destroyed: kubernetes_persistent_volume_claim_v1 x is destroyed",
    ],
    [
      change("aws_eks_node_group.x", "delete-create"),
      "high object-destroyed: aws_eks_node_group aws_eks_node_group.x is destroyed and recreated",
    ],
    [
      change("kubernetes_manifest.x", "delete"),
      "medium object-destroyed: kubernetes_manifest kubernetes_manifest.x is destroyed",
    ],
    [
      change("helm_release.x", "update", { ...at("x"), attributes: [step("values.replicaCount", 1, 0)] }),
      "high values-changed: values of release x change: replicaCount 1 -> 0",
    ],
  ])("is found when a runner may stay without it: %#", (one, line) => {
    expect(lines(planned(one))).toEqual([line]);
  });

  it("is high for the release of a runner that stays, and nothing of its own for one that goes", () => {
    const base = app();
    const stack = base.stacks.get("east");
    const found = [...(stack?.resources.values() ?? [])].find(({ address }) => address.startsWith("helm_release."));
    const review = judged(base, base, { actions: { [found?.address ?? ""]: "delete" } });
    const without = app((fleet) => {
      delete fleet.pools["ml-gpu"];
      delete fleet.agents?.["trainer"];
    });

    expect(of(review, "release-destroyed")).toMatchObject([{ risk: "high" }]);
    expect(of(judged(base, without), "release-destroyed")).toEqual([]);
    expect(of(judged(base, without), "object-destroyed")).toEqual([]);
  });

  it.each([
    ["what an earlier apply left over", change("kubernetes_namespace_v1.x", "delete", { deposed: true })],
    ["what is let go of", change("kubernetes_namespace_v1.x", "forget")],
    ["what is created", change("kubernetes_secret_v1.x", "create")],
  ])("is not: %s", (_, one) => {
    expect(planned(one).findings).toEqual([]);
  });

  it("is found in checks, look-ups of tokens and drift", () => {
    const review = plan({
      checks: ["pass", "fail", "unknown", "error"].map((status) => ({ address: `check.${status}`, status })),
      remoteStateTokens: [{ address: "kubernetes_secret_v1.x", attribute: "data" }],
      drift: [
        change("agyn_runner.a", "update", { attributes: [step("labels.team", "a", "b")] }),
        change("agyn_runner.b", "update", { attributes: [step("status", "pending", "enrolled")] }),
        change("agyn_runner.c", "delete"),
      ],
      changes: [change("agyn_runner.a", "update", { attributes: [step("labels.team", "b", "a")] })],
    });

    expect(lines(review)).toEqual([
      "high remote-state-token: data of kubernetes_secret_v1.x comes from the state of another stack",
      "high check-failed: 2 conditions do not hold: check.error and check.fail",
      "medium drift: runner agyn_runner.a was changed outside Terraform (labels.team)",
      "low drift: runner agyn_runner.c was removed outside Terraform",
    ]);
    expect(review.drift.map(({ change: { address } }) => address)).toEqual(["agyn_runner.a", "agyn_runner.c"]);
  });
});

describe("the protection of a pool", () => {
  it("is told when it is lifted, once for the pool", () => {
    const protect = (is: boolean) => app((fleet) => Object.assign(fleet.pools["ml-gpu"] ?? {}, { protect: is }));
    const found = of(judge({ digests: [], base: protect(true), head: protect(false) }), "protection-lifted");

    expect(found).toMatchObject([
      {
        risk: "medium",
        at: { pool: "east/ml-gpu", path: "east/ml-gpu" },
        what: "2 objects of pool east/ml-gpu are no longer protected",
      },
    ]);
    expect(of(judge({ digests: [], base: protect(false), head: protect(true) }), "protection-lifted")).toEqual([]);
  });
});

describe("a release", () => {
  const release = (...attributes: Change["attributes"]) =>
    change("helm_release.x", "update", { ...at("x"), attributes });

  it.each([
    ["0.10.15", "0.10.16", "low", "goes from 0.10.15 to 0.10.16"],
    ["0.10.15", "0.11.0", "high", "goes from 0.10.15 to 0.11.0"],
    ["1.2.0", "1.3.0", "medium", "goes from 1.2.0 to 1.3.0"],
    ["1.2.0", "2.0.0", "high", "goes from 1.2.0 to 2.0.0"],
    ["0.10.15", "0.10.14", "high", "goes back from 0.10.15 to 0.10.14"],
    ["main", "1.0.0", "high", "goes from main to 1.0.0"],
  ])("that goes from chart %s to %s is of risk %s", (before, after, risk, words) => {
    const review = planned(release(step("version", before, after)));

    expect(lines(review)).toEqual([`${risk} chart-changed: the chart of release x ${words}`]);
    expect(review.releases).toMatchObject([{ release: "x", version: { before, after } }]);
  });

  it("names the values that change, without what only follows a token", () => {
    const review = planned(
      release(
        step("values.env[LOG_LEVEL].value", "info", "debug"),
        step("set[podAnnotations.agyn\\.dev/service-token-revision].value", "1", "2"),
        step("values.podAnnotations[agyn.dev/service-token-revision]", "1", "2"),
        step("values.env[service-token-revision].value", "1", "2"),
      ),
    );

    expect(lines(review)).toEqual([
      "low values-changed: values of release x change: env[LOG_LEVEL].value info -> debug and env[service-token-revision].value 1 -> 2",
    ]);
  });

  it("is another chart when its name changes, but not when the objects of a local one do", () => {
    expect(lines(planned(release(step("chart", "k8s-runner", "other"))))).toEqual([
      "high chart-changed: release x gets another chart",
    ]);
    expect(planned(release(step("chart", "./assets/agyn-objects/A", "./assets/agyn-objects/B"))).findings).toEqual([]);
  });

  it("is another finding for each other value, also of those that are not named", () => {
    const many = (last: string) =>
      release(...["a", "b", "c", "d", "e"].map((key) => step(`values.${key}`, "0", key === "e" ? last : "1")));
    const [one, two] = [many("1"), many("2")].map((changed) => planned(changed).findings[0]);

    expect(one?.what).toBe(two?.what);
    expect(one?.fingerprint).not.toBe(two?.fingerprint);
    expect(planned(many("1"), { ...many("2"), address: "helm_release.y" }).findings).toHaveLength(2);
    expect(planned(many("1"), { ...many("1"), address: "helm_release.y" }).findings).toHaveLength(1);
  });

  it("never cuts a character of a value in two", () => {
    const text = `${"x".repeat(59)}\u{1F600}`;
    const [finding] = planned(release(step("values.a", "short", text))).findings;

    expect(finding?.what).toBe(`values of release x change: a short -> ${"x".repeat(59)}...`);
  });
});

describe("the step between versions", () => {
  it.each([
    ["1.0.0", "1.0.0", "same"],
    ["1.0.0+a", "1.0.0+b", "same"],
    ["1.0.0-rc.2", "1.0.0-rc.10", "prerelease"],
    ["1.0.0-rc.1", "1.0.0", "prerelease"],
    ["1.0.0", "1.0.0-rc.1", "downgrade"],
    ["1.0.0-1", "1.0.0-a", "prerelease"],
    ["1.0.0-a", "1.0.0-a.1", "prerelease"],
    ["v1.9.0", "v1.10.0", "minor"],
    ["0.9.9", "0.10.0", "major"],
    ["1", "2", "unknown"],
  ])("from %s to %s is %s", (before, after, expected) => {
    expect(versionStep(before, after)).toBe(expected);
  });
});

describe("the rules", () => {
  it("have ids of their own, and words that end", () => {
    const ids = reviewRules.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(
      reviewRules.filter(
        ({ id, must, otherwise }) => !/^review\/[a-z-]+$/.test(id) || !/\.$/.test(must) || !/[.)]$/.test(otherwise),
      ),
    ).toEqual([]);
  });
});
