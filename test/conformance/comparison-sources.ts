// Where the comparison with the Go provider has its half from: files of public repositories at the commit they were read at.

/** A file of a public repository on GitHub. */
export interface Source {
  readonly repository: string;
  readonly path: string;
  /** The first seven digits. */
  readonly commit: string;
}

const source = (repository: string, path: string, commit: string): Source => ({ repository, path, commit });
const go = (path: string, commit: string): Source => source("agynio/terraform-provider-agyn", path, commit);

/** The provider block, and which resources there are. */
export const PROVIDER = go("internal/provider/provider.go", "4f93ec5");
export const CLIENT = go("internal/agentapi/client.go", "c96ac98");
export const RETRY = go("internal/agentapi/retry.go", "798b9cb");
/** What counts as gone, and what as a conflict. */
export const CODES = go("internal/agentapi/errors.go", "798b9cb");
export const RUNNER_CALLS = go("internal/agentapi/runner.go", "72d0412");
export const RUNNER = go("internal/resources/runner_resource.go", "8b687eb");
/** How a list of capabilities comes into state. */
export const LISTS = go("internal/resources/list_helpers.go", "d353a7c");
export const ORGANIZATION = go("internal/resources/organization_resource.go", "dae5483");
export const RUNNER_DATA = go("internal/resources/runner_data_source.go", "f760061");
export const IMAGE_DATA = go("docs/data-sources/image.md", "72d0412");
export const USER = go("docs/resources/user.md", "ad970e6");
/** A page of its documentation, made by tfplugindocs. */
export const RUNNER_PAGE = go("docs/resources/runner.md", "358280b");
export const RELEASE = go(".github/workflows/release.yml", "098bf37");
export const GORELEASER = go(".goreleaser.yaml", "dcad250");
export const MATRIX = go(".github/workflows/test.yml", "2ebbc82");
export const CI = go(".github/workflows/ci.yml", "770aeed");

/** The platform, which takes an empty map for none at all. */
export const PLATFORM_UPDATE = source("agynio/runners", "internal/server/runners.go", "fcc54cf");
/** What an interrupt does to the calls of a provider in Go. */
export const STOP = source("hashicorp/terraform-plugin-framework", "internal/proto6server/serve.go", "555a882");
