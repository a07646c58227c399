import { TerraformVariable } from "cdktf";
import { AgentFlowService, Checkpointer, Drain } from "../../../src/workloads/index";
import { resources } from "../../constructs/support";
import { synthWorkloads } from "../support";
import { agentFlowProps, dsn, stores } from "./support";
import { type Change, container, deployment, named, synthesized } from "./synthesized";
import { inside } from "../synthesized";

test("the tables are made by a Job of the same image before the Deployment, which reaches its stores and nothing else", () => {
  const output = synthesized();
  const job = named(output, "kubernetes_job_v1", /./);
  const work = inside(job, "spec", "template", "spec", "container", 0);
  expect(inside(work, "command")).toEqual([
    "python",
    "-c",
    'import asyncio, importlib, os\ncheckpointer = getattr(importlib.import_module("graph.store"), "checkpointer")\nasyncio.run(checkpointer.asetup())',
  ]);
  expect(inside(work, "image")).toBe(inside(container(output), "image"));
  expect(inside(job, "wait_for_completion")).toBe(true);
  expect(inside(job, "spec", "template", "spec", "restart_policy")).toBe("Never");
  expect(JSON.stringify(inside(deployment(output), "depends_on"))).toContain("kubernetes_job_v1.");
  const policy = named(output, "kubernetes_network_policy_v1", /^flow-migrate$/);
  expect(inside(policy, "spec", "pod_selector", "match_labels")).toEqual({ "app.kubernetes.io/name": "flow-migrate" });
  expect(inside(job, "spec", "template", "metadata", "labels")).toMatchObject({
    "app.kubernetes.io/name": "flow-migrate",
  });
  expect(JSON.stringify(inside(policy, "spec", "egress"))).toContain('"stores"');
  expect(JSON.stringify(inside(policy, "spec", "egress"))).not.toContain("0.0.0.0/0");
});

test("a new image is a new migration, and a new setting is none", () => {
  const nameOf = (change: Change): unknown =>
    inside(named(synthesized(change), "kubernetes_job_v1", /./), "metadata", "name");
  const before = nameOf(() => ({}));
  expect(before).toMatch(/^flow-migrate-[0-9a-f]{10}$/);
  expect(nameOf(() => ({ logLevel: "ERROR" }))).toBe(before);
  expect(nameOf(() => ({ image: `registry.example.com/support-flow@sha256:${"b2".repeat(32)}` }))).not.toBe(before);
});

test("of an image that is known only when it is applied the migration's name is made by Terraform", () => {
  const output = synthesized(({ stack }) => ({ image: new TerraformVariable(stack, "image", {}).stringValue }));
  const job = named(output, "kubernetes_job_v1", /./);
  // a quote of the command would end the text that it stands in
  const known = '"[0-9a-f]{64}"';
  const expression = `substr\\(sha256\\(jsonencode\\(\\[${known}, var\\.image, ${known}\\]\\)\\), 0, 10\\)`;
  expect(inside(job, "metadata", "name")).toMatch(new RegExp(`^flow-migrate-\\$\\{${expression}\\}$`));
});

test("a setting changes nothing in what the migration runs", () => {
  const specOf = (change: Change): unknown => inside(named(synthesized(change), "kubernetes_job_v1", /./), "spec");
  expect(specOf(() => ({ logLevel: "ERROR", environment: { FLAG: "1" } }))).toEqual(specOf(() => ({})));
});

test("without a checkpointer of the program the migration makes one from the address", () => {
  const output = synthesized(() => ({
    checkpointer: Checkpointer.postgres({
      dsn,
      dsnVariable: "DATABASE",
      schema: "agents",
      idType: "bigint",
      peer: stores,
    }),
  }));
  expect(
    inside(named(output, "kubernetes_job_v1", /./), "spec", "template", "spec", "container", 0, "command", 2),
  ).toContain(
    'PgCheckpointer(postgres_dsn=os.environ["DATABASE"], redis_url=os.environ.get("REDIS_URL"), schema="agents", user_id_type="string", id_type="bigint")',
  );
});

test("there is no migration without Postgres, nor where somebody else makes the tables", () => {
  const own = synthesized(() => ({ checkpointer: Checkpointer.memory(), replicas: 1 }));
  expect(own.stacks["test"]?.resource).not.toHaveProperty("kubernetes_job_v1");
  const others = synthesized(() => ({ migration: false }));
  expect(others.stacks["test"]?.resource).not.toHaveProperty("kubernetes_job_v1");
});

test("migrations of services whose long names begin the same are two, in names that fit", () => {
  const long = "customer-support-conversations-of-the-european-region";
  const output = synthWorkloads((setting) => {
    for (const name of [`${long}-a`, `${long}-b`]) {
      const { exposure: _, ...props } = agentFlowProps(setting.namespace);
      new AgentFlowService(setting.stack, name, props);
    }
  });
  const objects = ["kubernetes_job_v1", "kubernetes_network_policy_v1"].flatMap((kind) =>
    resources(output.stacks["test"] as never, kind).map(
      (block) => `${kind} ${inside(block, "metadata", "name") as string}`,
    ),
  );
  const migrations = objects.filter((name) => name.includes("-migrate"));
  expect(migrations).toHaveLength(4);
  expect(new Set(migrations).size).toBe(4);
  expect(migrations.filter((name) => (name.split(" ")[1] ?? "").length > 63)).toEqual([]);
});

test("a service whose name is known when it is applied has a migration called by the whole of it", () => {
  const output = synthesized(({ stack }) => ({ name: new TerraformVariable(stack, "name", {}).stringValue }));
  const job = named(output, "kubernetes_job_v1", /./);
  expect(inside(job, "metadata", "name")).toMatch(/^\$\{var\.name\}-migrate-[0-9a-f]{10}$/);
});

test("the deadline is that of all tries, and Terraform waits until the cluster has said that it is over", () => {
  const job = named(
    synthesized(() => ({
      migration: { timeoutSeconds: 300 },
      drain: Drain.of({ longestStepSeconds: 60, marginSeconds: 20 }),
    })),
    "kubernetes_job_v1",
    /./,
  );
  expect(inside(job, "spec")).toMatchObject({ active_deadline_seconds: 300, backoff_limit: 2 });
  // the grace period of its pod, and a minute
  expect(inside(job, "spec", "template", "spec", "termination_grace_period_seconds")).toBe(20);
  expect(inside(job, "timeouts")).toEqual({ create: "380s", update: "380s", delete: "380s" });
});

test("pods restart with a configuration that is known when it is applied, by an expression that Terraform can read", () => {
  const output = synthesized(({ stack }) => ({
    environment: { REGION: new TerraformVariable(stack, "region", {}).stringValue },
  }));
  const annotations = inside(deployment(output), "spec", "template", "metadata", "annotations");
  const known = '"[0-9a-f]{64}"';
  expect(inside(annotations, "checksum/config")).toMatch(
    new RegExp(`^\\$\\{substr\\(sha256\\(jsonencode\\(\\[${known}, var\\.region, ${known}\\]\\)\\), 0, 16\\)\\}$`),
  );
});
