// Which organization a registration is in, where a plan tells an id only: the slug that the fleet declares stands for it as long as nothing
// says otherwise. An id is the declared organization's where a registration of the same stack that is there already has it and was
// declared for that organization. Where the plan knows the declared organization under another id, the id stays as it is and is no
// place for anybody else. Everything else is not known, as a label may be.
import { poolAt, type ReviewedApp } from "../app/reviewed-app.js";
import type { Digest, RunnerChange, RunnerFacts } from "../digest/model.js";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a word is an organization's slug, and no id, reference or word for what is not known. */
export function isSlug(organization: string): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(organization) && !UUID.test(organization);
}

/** The digests with slugs for ids that are known to be theirs, and `organization` among what is open where nobody knows. */
export function withOrganizations(
  digests: readonly Digest[],
  head: ReviewedApp | undefined,
  base: ReviewedApp | undefined,
): readonly Digest[] {
  return digests.map((digest) => {
    const known = new Set(digest.organizations ?? []);
    const standing = standingIds(digest, known, head, base);
    const told = (facts: RunnerFacts, declared: Declared | undefined): RunnerFacts =>
      toldFacts(facts, declared, known, standing);
    return {
      ...digest,
      runners: digest.runners.map((runner) => ({
        ...runner,
        ...(runner.before === undefined ? {} : { before: told(runner.before, declaredIn(base ?? head, runner)) }),
        ...(runner.after === undefined
          ? {}
          : { after: told(runner.after, declaredIn(head, runner) ?? declaredIn(base, runner)) }),
      })),
    };
  });
}

/** What a fleet says of a pool; without organization it is open to all. */
interface Declared {
  readonly organization?: string;
}

function declaredIn(app: ReviewedApp | undefined, { path }: RunnerChange): Declared | undefined {
  return app === undefined ? undefined : poolAt(app, path)?.declared;
}

/** Slugs of ids, and of references, that registrations have which are there already. Empty: of more than one organization. */
function standingIds(
  { runners }: Digest,
  known: ReadonlySet<string>,
  head: ReviewedApp | undefined,
  base: ReviewedApp | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const runner of runners) {
    const id = runner.before?.organization;
    const slug = declaredIn(base ?? head, runner)?.organization;
    if (id === undefined || slug === undefined || !isFixed(id) || known.has(slug)) continue;
    found.set(id, found.get(id) === undefined || found.get(id) === slug ? slug : "");
  }
  return found;
}

function toldFacts(
  facts: RunnerFacts,
  declared: Declared | undefined,
  known: ReadonlySet<string>,
  standing: ReadonlyMap<string, string>,
): RunnerFacts {
  const { organization: id, open = [] } = facts;
  if (id === undefined || isSlug(id) || declared === undefined) return facts;
  const slug = standing.get(id) ?? "";
  if (slug !== "") return { ...facts, organization: slug };
  // an id is some organization, and the declared one has another id or there is none
  const isAnother = UUID.test(id) && (declared.organization === undefined || known.has(declared.organization));
  return isAnother ? facts : { ...facts, open: [...open, "organization"] };
}

/** Whether the same words mean the same organization: an id, or a reference. */
function isFixed(organization: string): boolean {
  return UUID.test(organization) || organization.includes("${");
}
