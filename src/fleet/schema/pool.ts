// Pools: one entry is one pool, or one for each of several regions and teams.
import { z } from "zod";
import { operations } from "./operations.js";
import { dispatchSettings } from "./rotation.js";
import { count, labels, text } from "./texts.js";
import { quotaSchema } from "./tier.js";
import { externalTokensSchema } from "./token-delivery.js";

const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** The chart a pool's runners are deployed with. */
const chartSchema = z
  .strictObject({
    /**
     * Exact version, as a text.
     *
     * @default "0.10.15"
     */
    version: text.optional(),
    /**
     * Layout of the values: `envList` is what the published charts 0.9 and 0.10 read, `documented` what the platform's documentation
     * shows and no published chart reads.
     *
     * @default "envList"
     */
    layout: z.enum(["envList", "documented"]).optional(),
    /**
     * Chart repository, an `oci://` or `https://` address.
     *
     * @default "oci://ghcr.io/agynio/charts"
     */
    repository: text.optional(),
    /**
     * Folder of a chart of your own, in place of `repository` and `version`: relative to the fleet's file, for a fleet in TypeScript
     * to where the program runs.
     *
     * @default - the chart comes from a repository
     */
    path: text.optional(),
    /**
     * Image of the runner with an exact tag or a digest.
     *
     * @default - the chart's, of the chart's version
     */
    image: text.optional(),
  })
  .meta({ id: "Chart" });

/** Settings that `defaults`, a pool and a cell of a matrix share; a later one wins, labels, capabilities, chart and quota by part. */
const settings = {
  /**
   * Name of the tier.
   *
   * @default "standard"
   */
  tier: text.optional(),
  /**
   * Labels beside those of region, tier and team; a later place adds to an earlier one.
   *
   * @default - none
   */
  labels: labels.optional(),
  /**
   * Capabilities beside those of the tier; a later place adds to an earlier one.
   *
   * @default - none; when the tier brings none either, the runners report their own
   */
  capabilities: z.array(text).optional(),
  /**
   * Number of runners: registrations with one release each.
   *
   * @default 1
   */
  runners: z.int().min(1).max(100).optional(),
  /**
   * Whether Terraform refuses to destroy the pool's namespaces.
   *
   * @default false - which is an error in prod
   */
  protect: z.boolean().optional(),
  /**
   * The chart.
   *
   * @default - the published chart, version 0.10.15
   */
  chart: chartSchema.optional(),
  /**
   * Ceilings of the pool; what is left out keeps the tier's.
   *
   * @default - the tier's
   */
  quota: quotaSchema.optional(),
  /**
   * How docker is isolated in workloads, for runners with the capability `docker`.
   *
   * @default "rootless"
   */
  dockerImplementation: z.enum(["rootless", "privileged", "kata-qemu", "kata-fc"]).optional(),
  /**
   * Level of the runner's log.
   *
   * @default "info"
   */
  logLevel: z.enum(["debug", "info", "warn", "error"]).optional(),
  /**
   * How long Helm waits for any one Kubernetes operation, in seconds.
   *
   * @default 300
   */
  timeoutSeconds: z.int().min(30).max(3600).optional(),
  /**
   * How long one attempt of a runner to enroll may take, in seconds.
   *
   * @default 120
   */
  enrollmentTimeoutSeconds: z.int().min(10).max(3600).optional(),
  /**
   * How long Terraform waits until a runner enrolled, in minutes.
   *
   * @default 10
   */
  enrollmentWaitMinutes: z.int().min(1).max(120).optional(),
  ...operations,
  ...dispatchSettings,
  /**
   * The secrets manager that holds the tokens. The app writes them there (`writeToken` of the fleet's stacks), or a stack of your own.
   * What `tokenSecrets` or `adopt` say of single runners goes before it.
   *
   * @default - Secrets made from the registrations' tokens
   */
  externalTokens: externalTokensSchema.optional(),
};

/** A runner that is registered and runs already, and the token it runs with. */
const adoptedSchema = z
  .strictObject({
    /** Id of the registration: a UUID, `id` of the agyn_runner in the state that has it now. */
    runner: z.string().regex(UUID),
    /** `service_token_revision` of the agyn_runner in the state that has it now; its pod restarts for any other number. */
    revision: z.int().min(1),
    /**
     * Name of the Secret with the token, in the pool's runner namespace.
     *
     * @default - the runner's name and `-token`
     */
    secretName: text.optional(),
  })
  .meta({ id: "Adopted" });

/** Where the tokens of runners are, one entry for each runner; a cell's list takes the place of the pool's. */
const tokens = {
  /**
   * Names of existing Secrets with the tokens, one for each runner, in the pool's runner namespace.
   *
   * @default - Secrets made from the registrations' tokens
   */
  tokenSecrets: z.array(text).optional(),
  /**
   * Runners that are registered and run already, in the order of the runners, whose others are new: the pool is taken over from another state by import, and the
   * Secrets of the tokens stay as they are.
   *
   * @default - none; the pool is made
   */
  adopt: z.array(adoptedSchema).min(1).optional(),
};

/** Settings of all pools that say nothing else. */
export const defaultsSchema = z.strictObject({ ...settings }).meta({ id: "Defaults" });

/** What one part of a matrix does otherwise. */
export const cellSchema = z
  .strictObject({
    /**
     * Region of the cells.
     *
     * @default - every region of the pool
     */
    region: text.optional(),
    /**
     * Team of the cells.
     *
     * @default - every team of the pool
     */
    team: text.optional(),
    ...tokens,
    ...settings,
  })
  .meta({ id: "Cell" });

/** Cells of a matrix that are left out. */
const exceptSchema = z
  .strictObject({
    /**
     * Region of the cells.
     *
     * @default - every region of the pool
     */
    region: text.optional(),
    /**
     * Team of the cells.
     *
     * @default - every team of the pool
     */
    team: text.optional(),
  })
  .meta({ id: "Except" });

/** A pool, or one for each of several regions and teams. */
export const poolSchema = z
  .strictObject({
    /** The region of the pool; either this or `regions`. */
    region: text.optional(),
    /** Regions with a pool each, or `"all"`. */
    regions: z.union([z.literal("all"), z.array(text).min(1)]).optional(),
    /**
     * The team that owns the pool; its organization is the pool's.
     *
     * @default - without `team`, `teams` and `organization` the pool is cluster-scoped
     */
    team: text.optional(),
    /** Teams with a pool each, or `"all"`; the pools are named `<team>-<name>`. */
    teams: z.union([z.literal("all"), z.array(text).min(1)]).optional(),
    /** Slug of an organization that is no team's. */
    organization: text.optional(),
    /** Cells of the matrix that are left out. */
    except: z.array(exceptSchema).optional(),
    /** What some cells of the matrix do otherwise; all that match apply, in their order. */
    cells: z.array(cellSchema).optional(),
    ...tokens,
    ...settings,
  })
  .meta({ id: "Pool" });

/** What an agent's main container asks for. */
const requestsSchema = z
  .strictObject({
    /**
     * cpu, as a Kubernetes quantity.
     *
     * @default - the flavor's; without one 4 count as needed and the tier's default as requested
     */
    cpu: text.optional(),
    /**
     * Memory, as a Kubernetes quantity.
     *
     * @default - the flavor's; without one 16Gi count as needed and the tier's default as requested
     */
    memory: text.optional(),
    /**
     * Accelerators.
     *
     * @default - none
     */
    gpu: count.optional(),
  })
  .meta({ id: "Requests" });

/** Where an environment runs, on platforms that place by environment. Exactly one of `runner` and `pool`. */
const environmentSchema = z
  .strictObject({
    /** Name of the runner the environment names. */
    runner: text.optional(),
    /** Pool one of whose runners the environment names: `<region>/<pool>`, or the pool's name when it is in one region only. */
    pool: text.optional(),
    /**
     * Flavor in the runner's catalog.
     *
     * @default - the catalog's default
     */
    flavor: text.optional(),
    /**
     * Storage classes in the runner's catalog.
     *
     * @default - the catalog's default
     */
    storageClasses: z.array(text).optional(),
  })
  .meta({ id: "Environment" });

/** An agent that the fleet has to take. */
export const agentSchema = z
  .strictObject({
    /** Slug of the agent's organization. */
    organization: text,
    /**
     * Labels a runner must have; only with placement by labels.
     *
     * @default - any runner
     */
    labels: labels.optional(),
    /**
     * Capabilities a runner must have.
     *
     * @default - none
     */
    capabilities: z.array(text).optional(),
    /**
     * What the main container asks for.
     *
     * @default - nothing
     */
    requests: requestsSchema.optional(),
    /**
     * Containers beside the main one: MCP servers, hooks, docker. The overlay's own is counted without being named.
     *
     * @default 0
     */
    sidecars: z.int().min(0).max(100).optional(),
    /**
     * Most workloads of the agent at a time.
     *
     * @default 1
     */
    concurrency: count.optional(),
    /** Where it runs; only with placement by environments. */
    environment: environmentSchema.optional(),
  })
  .meta({ id: "Agent" });
