// A terraform for commands that run it themselves (`cdktf-agyn rehearse`, `npm start`, steps of CI): the one under test, told of a
// provider that runs already. As kept-plugin.ts, one process of the provider serves all of them whose settings of the provider are the
// same; the first that comes with others starts one. `init` and what needs no provider hear nothing of it.
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { KeptPlugin } from "./kept-plugin";
import { terraformUnderTest } from "./terraform-workspace";
import { mayKeep, PLUGIN } from "./workspace";

/** Hands the settings of the provider over; ends when it runs and its value lies in the file. */
const ASK = `const socket = require("node:net").connect(process.argv[1]);
let failure = "";
socket.on("data", (text) => (failure += text)).on("end", () => {
  if (failure === "") return;
  console.error(failure);
  process.exitCode = 1;
});
const settings = Object.entries(process.env).filter(([name]) => name.startsWith("AGYN_"));
socket.end(JSON.stringify({ file: process.argv[2], settings }));`;

/** Commands that start the provider, but for `init`, which installs it. */
const STARTING = "plan|apply|destroy|refresh|import|show|validate|console|state";

export class KeptTerraform {
  private readonly plugins = new Map<string, Promise<KeptPlugin>>();
  private server: Server | undefined;

  private constructor(
    /** Path of the command, for TERRAFORM_BINARY_NAME. */
    readonly binary: string,
  ) {}

  /** @param folder temporary, of the test; it may not be where the command runs or looks for what it left */
  static async start(folder: string): Promise<KeptTerraform> {
    const { path } = await terraformUnderTest();
    if (!mayKeep) return new KeptTerraform(path);
    mkdirSync(folder, { recursive: true });
    const socket = join(folder, "socket");
    const binary = join(folder, "terraform");
    writeFileSync(
      binary,
      `#!/bin/sh
command=$1
case "$1" in -chdir=*) command=$2 ;; esac
case "$command" in ${STARTING}) ;; *) exec "${path}" "$@" ;; esac
file="${folder}/reattach-$(env | grep '^AGYN_' | sort | cksum | tr ' ' -)"
[ -s "$file" ] || "${process.execPath}" -e '${ASK}' "${socket}" "$file" || exit
kept=$(cat "$file")
others=\${TF_REATTACH_PROVIDERS:-"{}"}
[ "$others" = "{}" ] || kept="\${others%\\}},\${kept#\\{}"
TF_REATTACH_PROVIDERS=$kept exec "${path}" "$@"
`,
      { mode: 0o755 },
    );
    const kept = new KeptTerraform(binary);
    await kept.listen(folder, socket);
    return kept;
  }

  private async listen(folder: string, socket: string): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (asking) => {
      let asked = "";
      asking.setEncoding("utf8").on("data", (text: string) => (asked += text));
      const answer = async (): Promise<void> => {
        const { file, settings } = JSON.parse(asked) as { file: string; settings: [string, string][] };
        const plugin = this.plugins.get(file) ?? KeptPlugin.start(PLUGIN, folder, Object.fromEntries(settings));
        this.plugins.set(file, plugin);
        writeFileSync(file, (await plugin).reattach);
      };
      asking.once("end", () => {
        answer().then(
          () => asking.end(),
          (error: unknown) => asking.end(String(error)),
        );
      });
    });
    this.server = server;
    await new Promise<void>((done) => server.listen(socket, done));
  }

  async stop(): Promise<void> {
    await new Promise<unknown>((done) => (this.server ? this.server.close(done) : done(undefined)));
    for (const plugin of this.plugins.values()) await (await plugin).stop();
  }
}
