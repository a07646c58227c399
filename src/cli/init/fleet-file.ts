// The fleet.yaml that a new repository begins with: small, whole, and with a word beside what has to be changed.
import type { InitArguments } from "./options.js";

export function fleetFile({ name, regions, teams, gateway }: InitArguments): string {
  const shared = teams.length === 0;
  const lines = [
    "# yaml-language-server: $schema=./node_modules/cdktf-agyn/api/fleet.schema.json",
    "# The fleet: where runners are, whose they are, and what they are for. npx cdktf-agyn check judges this file.",
    `name: ${name}`,
    "# in prod some warnings are errors, and pools have to be protected",
    "stage: dev",
    "",
    "regions:",
    ...regions.flatMap((region) => [
      `  ${region}:`,
      "    # context of the kubeconfig on the machine that runs Terraform",
      `    cluster: { context: ${name}-${region} }`,
      "    # host of your gateway, which runners reach through TLS",
      `    gateway: { viaTlsProxy: ${gateway} }`,
    ]),
    "",
    ...(shared ? [] : ["teams:", ...teams.map((team) => `  ${team}: { organization: ${name}-${team} }`), ""]),
    "defaults:",
    "  capabilities: [docker]",
    "",
    "pools:",
    ...(shared
      ? ["  # open to every organization", "  shared: { regions: all }"]
      : ["  # one for each team in each region, named <team>-standard", "  standard: { regions: all, teams: all }"]),
    "",
  ];
  return lines.join("\n");
}
