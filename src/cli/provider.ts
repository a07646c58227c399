// `cdktf-agyn provider`: what can be done with the provider of this package.
import { PROVIDER_HELP, runProviderInstall } from "./provider-install.js";

/** Runs the subcommand that the first word names. */
export async function runProvider([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "install") return await runProviderInstall(rest);
  if (name === "--help" || name === "-h") {
    process.stdout.write(PROVIDER_HELP);
    return 0;
  }
  const found = name === undefined ? "a command is missing" : `unknown command ${JSON.stringify(name)}`;
  throw new Error(`provider: ${found}; there is: install. See cdktf-agyn provider --help.`);
}
