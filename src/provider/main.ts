// Entry of the plugin executable `terraform-provider-agyn`. The provider is loaded once Terraform connects.
import { serve } from "../framework/index.js";

void serve(
  { name: "agyn", create: async () => (await import("./provider.js")).createAgynProvider(process.env) },
  {
    debug: { source: "agynio/agyn", args: process.argv.slice(2) },
    // for tests and for those who change the provider: see docs/plugin-process.md
    checkCoreRules: process.env["AGYN_CHECK_CORE_RULES"] === "1",
  },
);
