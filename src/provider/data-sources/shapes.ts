// How data sources show what several of them show: organizations, runners, and what runners offer.
import { attribute, t } from "../../framework/index.js";
import type { CatalogEntry, Organization, Runner } from "../../gateway/index.js";

const text = (description: string) => attribute(t.string, { computed: true, description });
const flag = (description: string) => attribute(t.bool, { computed: true, description });

/** RFC 3339 in UTC; null where the platform gives no time. */
export function timestamp(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}

/** What is shown of an organization beside id and slug. */
export const organizationAttributes = {
  name: text("Display name."),
  sandbox_default_idle_timeout: text(
    "How long a sandbox may be idle where it does not say itself, as a Go duration. Null on platforms before July 2026.",
  ),
  sandbox_max_idle_timeout: text(
    "The longest idle timeout a sandbox may ask for, as a Go duration. Null on platforms before July 2026.",
  ),
  sandbox_default_ttl: text(
    "How long a sandbox lives where it does not say itself, as a Go duration. Null on platforms before July 2026.",
  ),
  created_at: text("When it was created, RFC 3339 in UTC."),
  updated_at: text("When it was changed last, RFC 3339 in UTC."),
};

/** An organization as resource and data sources show it. Platforms before July 2026 have no sandbox settings. */
export function showOrganization(organization: Organization) {
  return {
    id: organization.id,
    slug: organization.slug,
    name: organization.name,
    sandbox_default_idle_timeout: organization.sandboxDefaultIdleTimeout || null,
    sandbox_max_idle_timeout: organization.sandboxMaxIdleTimeout || null,
    sandbox_default_ttl: organization.sandboxDefaultTtl || null,
    created_at: timestamp(organization.createdAt),
    updated_at: timestamp(organization.updatedAt),
  };
}

/** What is shown of a runner beside id, name and organization. */
export const runnerAttributes = {
  labels: attribute(t.map(t.string), {
    computed: true,
    description: "Labels by which workloads select runners where the platform places by labels.",
  }),
  capabilities: attribute(t.list(t.string), { computed: true, description: "What the runner can do." }),
  identity_id: text("UUID of the runner's platform identity."),
  status: text(
    "`pending`, or `enrolled` once its process has enrolled, for good: it is no sign of life. `unspecified` where this release does not know it.",
  ),
  openziti_service_name: text("Name of the runner's service in the overlay network."),
  created_at: text("When it was registered, RFC 3339 in UTC."),
};

export function showRunner(runner: Runner) {
  return {
    id: runner.id,
    name: runner.name,
    organization_id: runner.organizationId ?? null,
    labels: runner.labels,
    capabilities: runner.capabilities,
    identity_id: runner.identityId,
    status: runner.status,
    openziti_service_name: runner.openzitiServiceName,
    created_at: timestamp(runner.createdAt),
  };
}

/** What is shown of an entry of a runner's catalog. */
export const catalogAttributes = {
  name: text("Name, unique on its runner."),
  runner_id: text("UUID of the runner that offers it."),
  runner_name: text("Name of the runner that offers it."),
  organization_id: text("UUID of the organization the runner belongs to; null for a cluster-scoped runner."),
  default: flag("Taken where a workload names none; at most one per runner."),
  deprecated: flag("Still there for what uses it, and offered to nothing new."),
};

export function showCatalogEntry(entry: CatalogEntry) {
  return {
    name: entry.name,
    runner_id: entry.runnerId,
    runner_name: entry.runnerName,
    organization_id: entry.organizationId ?? null,
    default: entry.default,
    deprecated: entry.deprecated,
  };
}
