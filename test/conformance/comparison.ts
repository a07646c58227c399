// This provider beside the Go one, row by row, as data; docs/guides/compared-with-the-go-provider.md is made from it. What is said of
// the Go provider stands in its public source, named by path and commit (`comparison-sources.ts`); its release was not run. What is
// said of ours is held by a test; `comparison.test.ts` fails when a row names one that does not exist.
import {
  CI,
  CLIENT,
  CODES,
  GORELEASER,
  IMAGE_DATA,
  LISTS,
  MATRIX,
  ORGANIZATION,
  PLATFORM_UPDATE,
  PROVIDER,
  RELEASE,
  RETRY,
  RUNNER,
  RUNNER_CALLS,
  RUNNER_DATA,
  RUNNER_PAGE,
  type Source,
  STOP,
  USER,
} from "./comparison-sources.js";
import { namedTests, type TestName, type TestPair } from "./named-tests.js";

/** A row of the page. */
export interface Comparison {
  readonly area: ComparisonArea;
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly sources: readonly Source[];
  /** What holds our half. None where the Go provider has more. */
  readonly tests: readonly TestName[];
}

/** Where the Go provider has what this one lacks. */
export const MORE_IN_GO = "Where the Go provider has more";
export const COMPARISON_AREAS = [
  MORE_IN_GO,
  "Provider block",
  "Objects and attributes",
  "Hard cases",
  "Failures",
  "Many runners",
  "Moving, packages, pages",
] as const;
type ComparisonArea = (typeof COMPARISON_AREAS)[number];

/** `row("a thing", "ours", "theirs", [its sources], ...tests)`. */
const rowsOf =
  (area: ComparisonArea) =>
  (
    what: string,
    ours: string,
    theirs: string,
    sources: readonly Source[],
    ...tests: readonly TestPair[]
  ): Comparison => ({ area, what, ours, theirs, sources, tests: namedTests(tests) });

const more = rowsOf(MORE_IN_GO);
const block = rowsOf("Provider block");
const object = rowsOf("Objects and attributes");
const hard = rowsOf("Hard cases");
const failure = rowsOf("Failures");
const many = rowsOf("Many runners");
const moving = rowsOf("Moving, packages, pages");

const NONE = "no";
const SAME = "the same";

export const comparisons: readonly Comparison[] = [
  more(
    "other objects of the platform",
    "no; both providers work side by side",
    "24 more resources, such as `agyn_agent`, `agyn_environment`, `agyn_image`, `agyn_model`, `agyn_secret`, `agyn_network`; data `agyn_image`",
    [PROVIDER, IMAGE_DATA],
    ["acceptance/migration", "works as it says, each object with the provider it names"],
  ),
  more("users", "no; memberships only, of users who exist", "`agyn_user`, with the cluster role", [PROVIDER, USER]),
  more(
    "what a package needs",
    "brings Node.js, or needs it; the executables for Linux need glibc",
    "nothing: one static executable (`CGO_ENABLED=0`)",
    [GORELEASER],
  ),
  more(
    "releases",
    "none published yet; the signing step is described",
    "a workflow that publishes each tag, checksums signed by GPG",
    [RELEASE, GORELEASER],
  ),
  more(
    "tried against a whole platform",
    "no; against the embedded gateway",
    "its CI provisions a cluster with the platform and runs the end-to-end tests on it",
    [CI],
  ),
  more("authorities of the operating system", "not trusted by themselves; Node.js brings its own", "trusted", [CLIENT]),
  more("Terraform before 1.5", "never tried", "1.0.10, 1.1.7 and 1.2.0 in its matrix", [MATRIX]),

  block(
    "address and token",
    "in the block or from the environment (`AGYN_API_URL`, `AGYN_API_TOKEN`)",
    "`api_url` in the block; `api_token` there or from the environment",
    [PROVIDER],
    ["acceptance/examples", "of the provider configures both credentials"],
    ["acceptance/bad-input", "neither address nor token, both said at once"],
  ),
  block("no token at all", "an error", "calls go out without one", [PROVIDER], ["acceptance/bad-input", "no token"]),
  block(
    "private authority: `ca_certificate`, `ca_certificate_file`",
    "both",
    NONE,
    [PROVIDER],
    ["acceptance/provider-configuration", "trusts it by %s, without a word"],
  ),
  block(
    "`insecure_skip_verify`",
    "with a warning",
    NONE,
    [PROVIDER],
    ["acceptance/provider-configuration", "warns that insecure_skip_verify trusts anybody"],
  ),
  block(
    "`request_timeout`",
    '`"100ms"` to `"1h"` over all tries of a call, 30 s by default',
    "30 s a request, fixed",
    [CLIENT],
    ["acceptance/provider-configuration", "ends a call after request_timeout, and says that it can be raised"],
  ),
  block(
    "`max_retries`",
    "503, 429 with `Retry-After` and lost connections, where repeating is safe; 5 by default",
    "creations and deletions up to four times on `already_exists` and `aborted`, also when the conflict is real; nothing else",
    [RETRY, CODES],
    ["gateway/retry", "is tried again after 503: %s"],
    ["gateway/retry", "is sent once when it may have been carried out: %s"],
  ),
  block(
    "`headers`, and a User-Agent with the version",
    "both",
    NONE,
    [PROVIDER, CLIENT],
    [
      "acceptance/provider-configuration",
      "sends its headers and its version with every call, and shows no header's value",
    ],
  ),
  block(
    "proxy from the environment",
    "yes",
    "yes, by Go's default transport",
    [CLIENT],
    ["acceptance/provider-configuration", "goes by it"],
  ),
  block(
    "`exactly_once`",
    "yes",
    NONE,
    [PROVIDER, RUNNER_CALLS],
    ["acceptance/exactly-once", "leaves one runner when %s"],
  ),
  block(
    "names and ids are checked before a call",
    "all mistakes at once, each at its attribute",
    "no validators",
    [RUNNER, ORGANIZATION],
    ["acceptance/bad-input", "all mistakes of a resource at once"],
  ),

  object(
    "`agyn_organization.slug`",
    "yes",
    NONE,
    [ORGANIZATION],
    ["acceptance/organization", "fails at slug when it is changed to one, and keeps what it had"],
  ),
  object(
    "`agyn_organization.sandbox_default_idle_timeout`, `sandbox_max_idle_timeout`, `sandbox_default_ttl`",
    "compared by meaning; the id is kept when the second call of a creation fails",
    NONE,
    [ORGANIZATION],
    ["acceptance/organization", "keeps the user's spelling of durations, whatever the platform's"],
    [
      "acceptance/organization",
      "is in state when the second call of its creation fails, so that nothing is left behind",
    ],
  ),
  object(
    "`agyn_organization.created_at`, `updated_at`, `timeouts.create`",
    "yes",
    NONE,
    [ORGANIZATION],
    ["acceptance/organization", "keeps the user's spelling of durations, whatever the platform's"],
    ["acceptance/organization", "fails after timeouts.create when it is somebody else's, or still not purged"],
  ),
  object(
    "`agyn_organization_membership`",
    "invites or makes active, changes the role in place",
    NONE,
    [PROVIDER],
    ["acceptance/membership", "changes its role in place, and ends with a destroy"],
  ),
  object(
    "`agyn_runner.status`, `openziti_service_name`, `service_token_revision`",
    "yes",
    NONE,
    [RUNNER],
    ["acceptance/runner-life", "is registered as configured, with a token in state once and marked sensitive"],
    ["acceptance/stand-ins", "bring a runner to life, settle, follow a new token, and leave nothing behind"],
  ),
  object(
    "`on_active_workloads`, `timeouts.delete`, on runner and enrollment",
    "`ignore`, `refuse` (already in the plan), `wait`",
    "no; a deletion is one call",
    [RUNNER, RUNNER_CALLS],
    ["acceptance/active-workloads", "is refused with `refuse`, already by the plan, whichever way it comes about"],
    ["acceptance/active-workloads", "waits no longer than timeouts.delete, and keeps the runner"],
  ),
  object(
    "token sealed in state: `service_token_public_key`, `encrypted_service_token`, ephemeral `agyn_service_token`",
    "yes, in the age format",
    "no; in state in clear, marked sensitive",
    [RUNNER],
    ["acceptance/sealed-token", "reaches the runner's process, and stands in clear in no state, plan or log"],
    ["acceptance/sealed-token-page", "works as it says, and leaves no clear token in state"],
  ),
  object(
    "`agyn_runner_enrollment`: waits until a runner has enrolled",
    "yes",
    NONE,
    [PROVIDER],
    ["acceptance/enrollment", "completes when the runner enrolls while it waits, and stays complete"],
  ),
  object(
    "data `agyn_runner`",
    "by name or id; of several matches it names each",
    "by name; of several matches it says how many, and to set `organization_id`",
    [RUNNER_DATA],
    [
      "acceptance/data-sources",
      "names every runner of the same name and organization, and finds the one meant by its id",
    ],
  ),
  object(
    "data `agyn_organization`, `agyn_organizations`",
    "yes",
    NONE,
    [RUNNER_DATA, IMAGE_DATA],
    ["acceptance/data-sources", "finds an organization by its slug"],
    [
      "acceptance/data-sources",
      "lists the organizations of the token, or all of the platform for the cluster admin only",
    ],
  ),
  object(
    "data `agyn_runners`, `agyn_workloads`",
    "yes",
    NONE,
    [RUNNER_DATA, IMAGE_DATA],
    ["acceptance/data-sources", "lists those that meet every condition, of the ones the token may see"],
    ["acceptance/data-sources", "lists workloads by what they are"],
  ),
  object(
    "data `agyn_flavors`, `agyn_storage_classes`",
    "yes",
    NONE,
    [RUNNER_DATA, IMAGE_DATA],
    ["acceptance/data-sources", "lists flavors, deprecated ones only when they are asked for"],
    ["acceptance/data-sources", "lists storage classes"],
  ),
  object(
    "data `agyn_placement`: which runners take a workload, and why not",
    "yes",
    NONE,
    [RUNNER_DATA, IMAGE_DATA],
    ["acceptance/data-sources", "answers which of them may take a workload, and why the others don't"],
  ),

  hard(
    "labels or capabilities are emptied, for which the platform has no call",
    "the plan replaces the runner and says so",
    "sends none, which the platform takes for no change; state then holds what the plan did not, an error of Terraform's core",
    [RUNNER, LISTS, PLATFORM_UPDATE],
    ["acceptance/runner-life", "replaces the runner when it is emptied (%s), and says so"],
  ),
  hard(
    "they turn out empty only at apply",
    "an error of ours; the runner stays as it was",
    "as above",
    [RUNNER, LISTS],
    ["acceptance/runner-life", "fails, keeping the runner, when %s come out empty only during apply"],
  ),
  hard(
    "they are emptied, and all is destroyed right after",
    "works",
    "a deletion is one call, whatever came before",
    [RUNNER],
    ["acceptance/runner-corners", "clears what a configuration clears and destroys right after, in one directory"],
  ),
  hard(
    "a live runner reports its capabilities",
    "left out, they are not managed; a list is compared as a set",
    "what is reported comes into state, where the configuration has none or another list: a difference in each plan",
    [RUNNER, LISTS],
    [
      "acceptance/runner-corners",
      "follows what its process reports, unless its capabilities are managed: then the report is drift",
    ],
    [
      "acceptance/go-provider-state",
      "is read with an empty plan when a runner has reported capabilities that nobody manages",
    ],
  ),
  hard(
    "the answer to a registration is lost (cut, 504, timeout)",
    "registers once more, keeps that one with its token, and names what may be left in a warning",
    "an error; nothing is in state, and the next apply registers another",
    [RUNNER, RUNNER_CALLS, RETRY],
    ["acceptance/lost-answers", "registers once more when %s, and names what it may have left"],
  ),
  hard(
    "the same with `exactly_once`, also when the lost request is carried out late",
    "one runner in the gateway",
    NONE,
    [RUNNER_CALLS],
    ["acceptance/exactly-once", "leaves one runner when %s"],
  ),
  hard(
    "Ctrl-C amid ten parallel creations",
    "a creation under way is finished: every runner in the gateway is in state",
    "the framework cancels the contexts of the calls under way; a call that ends by it leaves nothing in state",
    [STOP, RUNNER, RUNNER_CALLS],
    [
      "acceptance/interrupts",
      "in the middle of ten parallel registrations has every runner in state that is in the gateway%s",
    ],
  ),
  hard(
    "Ctrl-C in a wait",
    "the wait ends at once; what was made is kept",
    "has no waits on these objects",
    [RUNNER, ORGANIZATION],
    ["acceptance/interrupts", "ends the wait for an enrollment at once and keeps the runner"],
    ["acceptance/interrupts", "ends the wait for active workloads at once and keeps the runner"],
  ),
  hard(
    "labels appear outside over a configuration of none",
    "left, with a warning; the platform has no call to take them away",
    "a difference in each plan, which an apply can not end, as above",
    [RUNNER, PLATFORM_UPDATE],
    ["acceptance/runner-life", "leaves labels that appear outside over a configuration of none, and warns"],
  ),
  hard(
    "a runner or an organization is deleted outside",
    "planned anew; destroyed without a word",
    SAME,
    [RUNNER, ORGANIZATION, CODES],
    ["acceptance/runner-life", "is created anew when it was deleted outside"],
    ["acceptance/organization", "is planned anew when it was deleted outside, and destroyed without a word"],
  ),
  hard(
    "a slug that is still being purged",
    "waits, as long as `timeouts.create`",
    "has no slugs",
    [ORGANIZATION],
    ["acceptance/organization", "waits for one that is still being purged"],
  ),
  hard(
    "import by command, and by block with generated configuration",
    "the id is checked; a warning says that the token is lost",
    "takes any id as it is; the token stays null without a word",
    [RUNNER],
    ["acceptance/import-examples", "bring %s in by a block, and have its configuration written"],
    ["acceptance/runner-life", "comes back by import as it was, but for its token, with a warning"],
    ["acceptance/bad-input", "an id to import %s by that is none"],
    ["acceptance/runner-import", "fails for a runner of an organization the token does not see"],
  ),
  hard(
    "import by identity (Terraform 1.12, OpenTofu 1.12)",
    "organization, membership, runner",
    NONE,
    [RUNNER, ORGANIZATION],
    ["acceptance/runner-import", "plans nothing but the import"],
    ["acceptance/membership", "by its identity"],
  ),
  hard(
    "deleting while workloads run, by change, `-replace` or destroy; work that may not be listed",
    "refused by name, or waited for; what may not be listed is never taken for none",
    "deleted",
    [RUNNER, RUNNER_CALLS],
    ["acceptance/active-workloads", "comes with `wait` once none is left, which the log follows"],
    [
      "acceptance/active-workloads",
      "of a cluster-scoped runner is judged by the workloads of every organization, or says which it could not see",
    ],
    ["acceptance/active-workloads", "is held up by the enrollment too, which goes first"],
  ),

  failure(
    "401, 403, 409, 429, 500, 503, a proxy's page, another content type, truncated JSON, no answer, an endless one, a redirect, a cut connection",
    "one diagnostic each, with what to do; nothing is lost, and the next plan is empty",
    "one summary for each operation, and the error's text",
    [RUNNER, ORGANIZATION],
    ["acceptance/runner-failures", "that answers with %s"],
    ["acceptance/creation-failures", "that answers with %s loses nothing and repeats nothing blindly"],
  ),
  failure(
    "403, which may mean two things",
    "both readings are named",
    "the error's text",
    [RUNNER],
    ["acceptance/runner-life", "can not be changed by a stranger, whose refusal names both readings"],
    ["acceptance/creation-failures", "that answers with 403 names both readings where there are two"],
  ),
  failure(
    "404 of something that is no gateway",
    "never taken for an object that is gone",
    "the same: only the code `not_found` is",
    [CODES],
    ["acceptance/runner-failures", "that is no gateway: a bare 404 is never taken for a runner that is gone"],
  ),
  failure(
    "an answer of 100 MB",
    "not read beyond 16 MiB",
    "its client sets no bound",
    [CLIENT],
    ["gateway/bounds", "is not read on, however long it is"],
  ),
  failure(
    "unknown authority, expired certificate",
    "said as such, and that nothing was sent",
    "the error's text",
    [RUNNER, CLIENT],
    ["acceptance/runner-failures", "with a certificate %s, to which nothing is sent"],
  ),
  failure(
    "tokens in output, plans and logs at the most talkative level",
    "searched for by a test; nowhere but in state",
    "marked sensitive",
    [RUNNER],
    ["acceptance/secrets", "stand in state and nowhere else: not in output, plans or the most talkative log"],
  ),

  many(
    "reads of a plan",
    "one paged listing for all that wait; a few are read singly",
    "one call for each runner",
    [RUNNER, RUNNER_CALLS],
    [
      "acceptance/coalesced-reads",
      "asks for one page instead of sixty runners, also one at a time, and changes nothing",
    ],
    ["acceptance/coalesced-reads", "of one of them reads that one"],
  ),
  many(
    "reads of enrollments and memberships",
    "by what their runners were read by; one listing for the members of an organization",
    "has neither",
    [PROVIDER],
    ["acceptance/coalesced-reads", "reads enrollments from what their runners were read by"],
    ["provider/membership-reads", "wait for one listing, by either id and in any spelling"],
  ),
  many(
    "what a listing lacks",
    'asked for singly before anything is concluded; never a wrong "gone"',
    "lists nothing in a plan",
    [RUNNER_CALLS],
    ["provider/reads", "are single, and right, where a listing lacks what exists"],
    ["acceptance/coalesced-reads", "sees what was deleted and changed outside, and nothing else"],
    ["acceptance/coalesced-reads", "is the same where runners may be read and not listed"],
  ),
  many(
    "two aliases in one process",
    "each reads with its own rights",
    "a client for each configuration",
    [PROVIDER, CLIENT],
    [
      "acceptance/coalesced-reads",
      "of two aliases with different rights, in one process that serves both, reads with the rights of each",
    ],
  ),
  many(
    "with `-target`, and one at a time (`-parallelism=1`)",
    "few reads stay single; one at a time is served by a listing too",
    "one call for each runner",
    [RUNNER, RUNNER_CALLS],
    ["provider/reads", "are single while they are few"],
    [
      "acceptance/coalesced-reads",
      "asks for one page instead of sixty runners, also one at a time, and changes nothing",
    ],
  ),
  many(
    "connections",
    "at most 10",
    "its client sets no bound",
    [CLIENT],
    ["gateway/client", "shares at most 10 connections"],
  ),

  moving(
    "a state of the Go provider",
    "read with an empty plan, the token kept",
    "its own",
    [RUNNER, ORGANIZATION],
    ["acceptance/go-provider-state", "is read with an empty plan, and keeps its token"],
  ),
  moving(
    "from one to the other: same address, `state replace-provider`, `moved` blocks",
    "each a page that a test follows",
    "has no `MoveState`",
    [RUNNER, ORGANIZATION],
    ["acceptance/migration", "works as it says: ${title}"],
    ["provider/state-movers", "takes over what the Go provider has saved, and leaves null what it lacks"],
  ),
  moving(
    "both side by side",
    "under two addresses",
    "as it is",
    [PROVIDER],
    ["acceptance/migration", "works as it says, each object with the provider it names"],
    ["acceptance/migration", "hands one object over, with what its provider remembers of it"],
  ),
  moving(
    "packages",
    "linux, darwin, windows, each amd64 and arm64; manifest, checksums, the same bytes when made again",
    "the same six, checksums",
    [GORELEASER],
    [
      "scripts/package",
      "is made for every platform the registry names, each of a pinned node of the same major version",
    ],
    ["acceptance/packaged", "has the same bytes when it is made again"],
  ),
  moving(
    "versions it is tried with",
    "Terraform 1.5.7, 1.8.5 and 1.11.4, OpenTofu 1.6.3 and 1.12.6, by `npm run test:versions`",
    "Terraform 1.0.10, 1.1.7 and 1.2.0",
    [MATRIX],
    ["acceptance/rpc-sequences", "a $name calls what it called when it was recorded"],
  ),
  moving(
    "a local build in a mirror",
    "`cdktf-agyn provider install`",
    NONE,
    [PROVIDER],
    ["acceptance/provider-install", "is found as %s, and works"],
  ),
  moving(
    "pages in the registry's layout",
    "from the schema; each attribute with unit, default and what a change does; each example applied by a test",
    "from the schema, by tfplugindocs",
    [RUNNER_PAGE],
    ["docs/descriptions", "says unit, default and what a change does: %s"],
    ["docs/registry-pages", "%s begins with title, group and description"],
    ["acceptance/examples", "of %s applies, settles, and is imported as its page says"],
  ),
];
