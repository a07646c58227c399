// `data.agyn_workloads`: what runs on an organization's runners. The platform lists workloads of one organization at a time, to
// its owners and to the cluster admin.
import { attribute, defineSchema, nestedAttribute, t } from "../../framework/index.js";
import type { Workload, WorkloadFilter } from "../../gateway/index.js";
import { defineDataSource } from "../define.js";
import { each } from "../validators/collections.js";
import { oneOf, uuid } from "../validators/text.js";
import { timestamp } from "./shapes.js";

const text = (description: string) => attribute(t.string, { computed: true, description });

const schema = defineSchema({
  description:
    "Lists workloads of an organization, the last started first; its owners and the cluster admin may. All conditions have to hold; what is left out does not narrow.",
  attributes: {
    organization_id: attribute(t.string, {
      required: true,
      description: "UUID of the organization.",
      validators: [uuid()],
    }),
    runner_ids: attribute(t.list(t.string), {
      optional: true,
      description: "Only workloads on one of these runners, by UUID. Default: on any.",
      validators: [each(uuid())],
    }),
    statuses: attribute(t.list(t.string), {
      optional: true,
      description:
        "Only workloads in one of these states: `starting`, `running`, `stopping`, `stopped`, `failed`. Default: in any.",
      validators: [each(oneOf("starting", "running", "stopping", "stopped", "failed"))],
    }),
    owner_kinds: attribute(t.list(t.string), {
      optional: true,
      description: "Only workloads that run for one of these: `agent_instance`, `sandbox`. Default: for any.",
      validators: [each(oneOf("agent_instance", "sandbox"))],
    }),
    workloads: nestedAttribute(
      "list",
      {
        id: text("UUID of the workload."),
        runner_id: text("UUID of the runner it is on."),
        runner_name: text("Name of the runner it is on."),
        status: text("`starting`, `running`, `stopping`, `stopped` or `failed`."),
        flavor: text("Name of its size, from the runner's catalog; empty on platforms that have none."),
        owner_kind: text("What it runs for: `agent_instance` or `sandbox`."),
        owner_id: text("UUID of what it runs for."),
        owner_name: text("Name of what it runs for, where there is one."),
        agent_state: text("`processing` or `idle`; `unspecified` where no agent is in it."),
        allocated_cpu_millicores: attribute(t.integer, {
          computed: true,
          description: "CPU it has, in thousandths of a core.",
        }),
        allocated_ram_bytes: attribute(t.number, { computed: true, description: "Memory it has, in bytes." }),
        failure_reason: text("Why it failed, such as `image_pull_failed`; null when it has not."),
        failure_message: text("What the runner said about the failure; null when there is nothing."),
        created_at: text("When it was started, RFC 3339 in UTC."),
        last_activity_at: text("When its agent was last seen active, RFC 3339 in UTC."),
        removed_at: text("When it was removed, RFC 3339 in UTC; null while it is there."),
      },
      { computed: true, description: "What was found, the last started first. May be empty." },
    ),
  },
});

function showWorkload(workload: Workload) {
  return {
    id: workload.id,
    runner_id: workload.runnerId,
    runner_name: workload.runnerName,
    status: workload.status,
    flavor: workload.flavor,
    owner_kind: workload.ownerKind,
    owner_id: workload.ownerId,
    owner_name: workload.ownerName ?? null,
    agent_state: workload.agentState,
    allocated_cpu_millicores: workload.allocatedCpuMillicores,
    allocated_ram_bytes: workload.allocatedRamBytes,
    failure_reason: workload.failureReason ?? null,
    failure_message: workload.failureMessage ?? null,
    created_at: timestamp(workload.createdAt),
    last_activity_at: timestamp(workload.lastActivityAt),
    removed_at: timestamp(workload.removedAt),
  };
}

export const workloadsDataSource = defineDataSource({
  schema,

  async read({ config, client, signal }) {
    // the validators allow the platform's words only
    const filter: WorkloadFilter = {
      runnerIds: config.runner_ids ?? [],
      statuses: (config.statuses ?? []) as WorkloadFilter["statuses"],
      ownerKinds: (config.owner_kinds ?? []) as WorkloadFilter["ownerKinds"],
    };
    const found = await client.call(`list workloads of organization ${config.organization_id}`, async (gateway) => {
      const workloads: Workload[] = [];
      for await (const workload of gateway.workloads.listAll(config.organization_id, { ...filter, signal })) {
        workloads.push(workload);
      }
      return workloads;
    });
    return { ...config, workloads: found.map(showWorkload) };
  },
});
