// What a pool is told: the settings that many pools may share, and with them where one pool is.
import type { WarningId } from "../fleet/index.js";
import type { AdoptedRunner } from "./adoption.js";
import type { OperationsOptions } from "./operations/index.js";
import type { CredentialOptions, IOrganization } from "./organization.js";
import type { PoolRotation } from "./pool-rotation.js";
import type { Region } from "./region.js";
import type { RunnerReleaseOptions } from "./runner-release/index.js";
import type { Team } from "./team.js";
import type { RunnerTier } from "./tiers/index.js";
import type { TokenSecret } from "./token-delivery/index.js";

/** Settings of a pool that say nothing of where it is. */
export interface RunnerPoolOptions extends RunnerReleaseOptions, OperationsOptions {
  /** Kind of work the pool takes. */
  readonly tier: RunnerTier;

  /**
   * The team that owns the pool: its organization is looked up, its token used, its label set.
   *
   * @default - no team; the pool is cluster-scoped unless an organization is given
   */
  readonly team?: Team;

  /**
   * Labels beside those of region, tier and team.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Capabilities beside those of the tier.
   *
   * @default - none; when the tier brings none either, the runners report their own
   */
  readonly capabilities?: readonly string[];

  /**
   * Number of runners: registrations with one release each, 1 to 100.
   *
   * @default 1
   */
  readonly runners?: number;

  /**
   * Name of the pool, which names runners, releases and namespaces: lower-case letters, digits and inner hyphens.
   *
   * @default - the construct id
   */
  readonly poolName?: string;

  /**
   * Whether Terraform refuses to destroy the pool's namespaces (`prevent_destroy`).
   *
   * @default false
   */
  readonly protect?: boolean;

  /**
   * Where the runners' tokens are, one entry for each runner, or one for all of a secrets manager with `{runner}` in its key. Existing
   * Secrets are in the pool's runner namespace; the pool makes that, so at first its runners wait until the Secrets are there.
   *
   * @default - Secrets made from the registrations' tokens
   */
  readonly tokenSecrets?: readonly TokenSecret[] | TokenSecret;

  /**
   * Runners that are registered and run already, in the order of the pool's, whose others are new: the pool is taken over from another state by import,
   * with all it is made of, and the Secrets of the tokens stay as they are. It may stay until the runners get new tokens.
   *
   * @default - none; the pool is made
   */
  readonly adopt?: readonly AdoptedRunner[];

  /**
   * Generations of the runners, to give them new registrations without a moment that has none: a new one beside each old one, then
   * the old ones are taken away (docs/runbooks/rotate.md). With it `onActiveWorkloads` is `wait`.
   *
   * @default - one generation, and a removed runner gives its work up
   */
  readonly rotation?: PoolRotation;

  /**
   * Whether the pool gets no new work, as far as labels can do that: its runners' labels are replaced by `agyn.dev/paused=true`, and
   * agents that require labels land elsewhere. Agents that require none still land there. Running work goes on.
   *
   * @default false
   */
  readonly paused?: boolean;

  /**
   * Warnings that are accepted for this pool, each with the reason for it.
   *
   * @default - none; see also `acknowledgeWarning`
   */
  readonly acknowledgedWarnings?: Readonly<Partial<Record<WarningId, string>>>;
}

/** Settings of a RunnerPool. */
export interface RunnerPoolProps extends RunnerPoolOptions, CredentialOptions {
  /** Where the pool is. */
  readonly region: Region;

  /**
   * The organization the pool serves.
   *
   * @default - the team's; without a team the whole cluster
   */
  readonly organization?: IOrganization;
}
