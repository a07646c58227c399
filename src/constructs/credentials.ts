// Which credential a resource of the agyn provider uses: one provider block per credential and stack, made once and found again.
// The platform's block has no attributes at all: address and token come from AGYN_API_URL and AGYN_API_TOKEN.
//
// Source: authorization of the platform (an organization's own runners need an owner's token, the platform's is refused).
import { AgynProvider } from "../bindings/agyn/provider/index.js";
import { type IConstruct, type TerraformProvider, TerraformStack, TerraformVariable } from "./core.js";

/** Looking for a provider block walks the whole stack, so what was found is kept: every runner asks. */
const platformOfStack = new WeakMap<TerraformStack, TerraformProvider>();

/** The stack's provider block without alias: yours when you made one before, else an empty one that reads the environment. */
export function platformProvider(scope: IConstruct): TerraformProvider {
  const stack = TerraformStack.of(scope);
  const known = platformOfStack.get(stack);
  if (known !== undefined) return known;
  const existing = stack
    .allProviders()
    .find((provider) => provider instanceof AgynProvider && provider.alias === undefined);
  const platform = existing ?? new AgynProvider(stack, "agyn", {});
  platformOfStack.set(stack, platform);
  return platform;
}

/** The provider block of one team, whose token is the sensitive variable `agyn_token_<team>`. */
export function teamProvider(scope: IConstruct, team: string): TerraformProvider {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(`agyn-${team}`);
  if (existing instanceof AgynProvider) {
    return existing;
  }
  const token = new TerraformVariable(stack, `agyn_token_${team.replaceAll("-", "_")}`, {
    type: "string",
    sensitive: true,
    nullable: false,
    description: `Agyn API token of an owner of team ${team}'s organization.`,
  });
  return new AgynProvider(stack, `agyn-${team}`, { alias: team, apiToken: token.stringValue });
}
