import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { frame } from "../../src/tfplugin/grpc/frame";
import { pb } from "../../src/tfplugin/index";
import { environmentFile, instructions, reattachValue } from "../../src/tfplugin/reattach";
import { GrpcClient } from "../support/grpc-client";
import { bundlePlugin, PluginProcess } from "../support/plugin-process";

const folder = mkdtempSync(join(tmpdir(), "plugin-debug-"));
const bundle = join(folder, "plugin.cjs");
beforeAll(() => bundlePlugin(join(__dirname, "plugin-fixture.ts"), bundle));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Reattach {
  readonly Protocol: string;
  readonly ProtocolVersion: number;
  readonly Pid: number;
  readonly Test: boolean;
  readonly Addr: { readonly Network: string; readonly String: string };
}

async function valueOf(plugin: PluginProcess): Promise<Record<string, Reattach>> {
  const line = await plugin.line(/TF_REATTACH_PROVIDERS=\{/);
  await plugin.line(/Ctrl-C/);
  return JSON.parse(/=(\{.*\})"/.exec(line)?.[1] ?? "") as Record<string, Reattach>;
}

function withDebug(run: (plugin: PluginProcess) => Promise<void>, args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  return PluginProcess.use(bundle, () => env, run, ["--debug", ...args]);
}

describe("a plugin in debug mode", () => {
  it("needs no cookie and says how it is reached, under the names of both registries", async () => {
    await withDebug(async (plugin) => {
      const value = await valueOf(plugin);

      expect(Object.keys(value)).toEqual([
        "registry.terraform.io/example/fixture",
        "registry.opentofu.org/example/fixture",
      ]);
      for (const reattach of Object.values(value)) {
        expect(reattach).toMatchObject({ Protocol: "grpc", ProtocolVersion: 6, Pid: plugin.pid, Test: true });
        expect(reattach.Addr.Network).toBe("unix");
        expect(existsSync(reattach.Addr.String)).toBe(true);
      }
    });
  });

  it("serves one connection after the other, each with a provider that no earlier one has stopped", async () => {
    await withDebug(async (plugin) => {
      const [{ Addr: address } = { Addr: { String: "" } }] = Object.values(await valueOf(plugin));
      const stoppedOf = async (client: GrpcClient): Promise<string[]> => {
        const { body } = await client.call("/tfplugin6.Provider/GetMetadata", frame(Buffer.alloc(0)));
        return pb.GetMetadata_Response.decode(body.subarray(5)).resources.map(({ typeName }) => typeName);
      };

      const first = await GrpcClient.connect({ path: address.String });
      await first.call("/tfplugin6.Provider/StopProvider", frame(Buffer.alloc(0)));
      expect(await stoppedOf(first)).toEqual(["stopped"]);
      await first.close();
      const second = await GrpcClient.connect({ path: address.String });
      expect(await stoppedOf(second)).toEqual([]);
      expect((await second.call("/plugin.GRPCController/Shutdown", frame(Buffer.alloc(0)))).status).toBe(0);
      expect(await stoppedOf(second)).toEqual([]);
      await second.close();
    });
  });

  it("can listen on a TCP port", async () => {
    await withDebug(
      async (plugin) => {
        const [{ Addr: address } = { Addr: undefined }] = Object.values(await valueOf(plugin));

        expect(address).toEqual({ Network: "tcp", String: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string });
      },
      [],
      { FIXTURE_NETWORK: "tcp" },
    );
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends with %s and leaves nothing behind", async (signal) => {
    const file = join(folder, `${signal}.env`);

    await withDebug(
      async (plugin) => {
        await valueOf(plugin);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        plugin.send(signal);

        expect(await plugin.ended).toEqual({ code: 0, signal: null });
        expect(readdirSync(plugin.folder)).toEqual([]);
        expect(existsSync(file)).toBe(false);
      },
      ["--debug-env-file", file],
    );
  });

  it("leaves alone a file that somebody else has written in the meantime", async () => {
    const file = join(folder, "shared.env");

    await withDebug(
      async (plugin) => {
        await valueOf(plugin);
        writeFileSync(file, "OTHER=1\n");
        plugin.send("SIGTERM");
        await plugin.ended;

        expect(readFileSync(file, "utf8")).toBe("OTHER=1\n");
      },
      ["--debug-env-file", file],
    );
  });

  it("fails with a line that names the file when that can not be written, and leaves nothing", async () => {
    const file = join(folder, "not", "there.env");

    await withDebug(
      async (plugin) => {
        expect(await plugin.ended).toEqual({ code: 1, signal: null });
        expect(plugin.stderr).toMatch(new RegExp(`^terraform-provider-fixture: ENOENT.*${file}'\n$`));
        expect(readdirSync(plugin.folder)).toEqual([]);
      },
      ["--debug-env-file", file],
    );
  });

  it("ends with a panic, without secrets and with nothing left behind, when nobody catches an error", async () => {
    await withDebug(async (plugin) => {
      const [{ Addr: address } = { Addr: { String: "" } }] = Object.values(await valueOf(plugin));
      const client = await GrpcClient.connect({ path: address.String });
      const call = client.call("/tfplugin6.Provider/ValidateProviderConfig", frame(Buffer.alloc(0)));
      call.catch(() => undefined);

      expect(await plugin.ended).toEqual({ code: 1, signal: null });
      expect(plugin.stderr).toContain("panic: Error: nobody caught this");
      expect(plugin.stderr).toContain("the token is [redacted]");
      expect(readdirSync(plugin.folder)).toEqual([]);
      await client.close();
    });
  });

  it.each<[string, string[], string]>([
    ["is unknown", ["--debgu"], "Unknown option '--debgu'"],
    ["lacks its value", ["--debug", "--debug-env-file"], "argument missing"],
    ["is of no use alone", ["--debug-env-file", "x.env"], "usage: "],
    ["is a word", ["serve"], "Unexpected argument 'serve'"],
  ])("fails with its usage when an argument %s", async (_name, args, text) => {
    await PluginProcess.use(
      bundle,
      () => ({}),
      async (plugin) => {
        expect(await plugin.ended).toEqual({ code: 2, signal: null });
        expect(plugin.stderr).toContain(text);
        expect(plugin.stderr).toContain("usage: terraform-provider-fixture --debug [--debug-env-file FILE]");
        expect(readdirSync(plugin.folder)).toEqual([]);
      },
      args,
    );
  });
});

describe("what a person is told", () => {
  const value = reattachValue("example/fixture", { network: "unix", address: "/tmp/it's here/provider" }, 7);

  it("is one value under a registry that is named", () => {
    const own = reattachValue("registry.example.org/a/b", { network: "tcp", address: "127.0.0.1:1" }, 7);

    expect(Object.keys(JSON.parse(own) as object)).toEqual(["registry.example.org/a/b"]);
  });

  it("is a command that a POSIX shell takes, quotes in paths included", () => {
    const command = /export .*/.exec(instructions("fixture", value))?.[0] ?? "";
    const { stdout } = spawnSync("sh", ["-c", `${command}; printf %s "$TF_REATTACH_PROVIDERS"`], { encoding: "utf8" });

    expect(stdout).toBe(value);
  });

  it("is a file that a POSIX shell reads", () => {
    const { stdout } = spawnSync("sh", ["-c", `${environmentFile(value)} printf %s "$TF_REATTACH_PROVIDERS"`], {
      encoding: "utf8",
    });

    expect(stdout).toBe(value);
  });

  it("is a command for each of the other shells", () => {
    const text = instructions("fixture", '{"a":"it\'s"}');

    expect(text).toContain(`$env:TF_REATTACH_PROVIDERS = '{"a":"it''s"}'`);
    expect(text).toContain(`set "TF_REATTACH_PROVIDERS={"a":"it's"}"`);
  });
});
