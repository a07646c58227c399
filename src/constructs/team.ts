// A team as a value: the organization it owns and the credential it brings. In a stack this becomes one sensitive variable, one
// provider alias and one look-up of the organization, shared by all pools of the team in that stack.
//
// Source: authorization of the platform: an organization's runners are registered with an owner's token.
import { type IConstruct, type TerraformProvider, TerraformStack } from "./core.js";
import { teamProvider } from "./credentials.js";
import { checkSlug, checkTeamName } from "./names.js";
import { type IOrganization, Organization } from "./organization.js";
import { ConstructError, type Problem } from "./problems.js";

/** What a team brings. */
export interface TeamOptions {
  /** Slug of the organization the team owns. */
  readonly organization: string;
}

/** A team; its runners carry the label `team=<name>`. */
export class Team {
  /** Slug of the organization the team owns. */
  readonly organization: string;

  private constructor(
    /** Name of the team. */
    readonly name: string,
    options: TeamOptions,
  ) {
    this.organization = options.organization;
  }

  /** A team by its name: lower-case letters, digits and inner hyphens, a letter first. */
  static of(name: string, options: TeamOptions): Team {
    return new Team(name, options);
  }

  /** Labels that runners of the team carry. */
  get labels(): Readonly<Record<string, string>> {
    return { team: this.name };
  }

  /** The team's credential in the stack of a construct: alias `<name>`, token from the variable `agyn_token_<name>`. */
  provider(scope: IConstruct): TerraformProvider {
    this.#assertFine(scope);
    return teamProvider(scope, this.name);
  }

  /** The team's organization, looked up once in the stack of a construct (child `organization-<slug>` of the stack). */
  organizationIn(scope: IConstruct): IOrganization {
    this.#assertFine(scope);
    const stack = TerraformStack.of(scope);
    const provider = teamProvider(stack, this.name);
    const bySlug = organizationsOfStack.get(stack) ?? new Map<string, IOrganization>();
    organizationsOfStack.set(stack, bySlug);
    const known = bySlug.get(this.organization);
    if (known !== undefined) {
      return known;
    }
    const found = Organization.fromSlug(stack, `organization-${this.organization}`, this.organization, { provider });
    bySlug.set(this.organization, found);
    return found;
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return [...checkTeamName(`${path}.name`, this.name), ...checkSlug(`${path}.organization`, this.organization)];
  }

  #assertFine(scope: IConstruct): void {
    const problems = this.problems("team");
    if (problems.length > 0) {
      throw new ConstructError(scope.node.path, problems);
    }
  }
}

const organizationsOfStack = new WeakMap<TerraformStack, Map<string, IOrganization>>();
