import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createIdentity } from "../../src/tfplugin/certificate";
import { frame } from "../../src/tfplugin/grpc/frame";
import { pb } from "../../src/tfplugin/index";
import type { GrpcClient, Reply } from "../support/grpc-client";
import { bundlePlugin, PluginProcess } from "../support/plugin-process";

const NOTHING = frame(Buffer.alloc(0));
const SHUTDOWN = "/plugin.GRPCController/Shutdown";

const folder = mkdtempSync(join(tmpdir(), "plugin-bundle-"));
const bundle = join(folder, "plugin.cjs");

beforeAll(() => bundlePlugin(join(__dirname, "plugin-fixture.ts"), bundle));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs with the fixture started as Terraform starts it. */
function withPlugin(run: (plugin: PluginProcess) => Promise<void>, env: NodeJS.ProcessEnv = {}): Promise<void> {
  return PluginProcess.use(bundle, (identity) => ({ ...PluginProcess.hostEnvironment(identity), ...env }), run);
}

const schemaOf = (client: GrpcClient): Promise<Reply> => client.call("/tfplugin6.Provider/GetProviderSchema", NOTHING);

describe("serving", () => {
  it("writes the handshake and nothing else to stdout, whatever the provider prints", async () => {
    await withPlugin(
      async (plugin) => {
        const fields = await plugin.handshake();
        const client = await plugin.connect();
        await schemaOf(client);
        await client.close();
        await plugin.ended;

        expect(fields).toHaveLength(6);
        expect(fields.slice(0, 3)).toEqual(["1", "6", "unix"]);
        expect(fields[4]).toBe("grpc");
        expect(plugin.stdout).toHaveLength(1);
        expect(plugin.stderr).toContain('"@message":"a line before the handshake"');
        expect(plugin.stderr).toContain('"@message":"a stray line"');
      },
      { TF_LOG: "DEBUG" },
    );
  });

  it("answers with the schema to the client whose certificate it was given", async () => {
    await withPlugin(async (plugin) => {
      const client = await plugin.connect();
      const { status, body } = await schemaOf(client);
      const schema = pb.GetProviderSchema_Response.decode(body.subarray(5));

      expect(status).toBe(0);
      expect(schema.provider?.block?.attributes).toEqual([]);
      await client.close();
    });
  });

  it("answers an RPC the provider lacks with UNIMPLEMENTED", async () => {
    await withPlugin(async (plugin) => {
      const client = await plugin.connect();

      expect((await client.call("/tfplugin6.Provider/CallFunction", NOTHING)).status).toBe(12);
      expect((await client.call("/grpc.reflection.v1.ServerReflection/Info", NOTHING)).status).toBe(12);
      await client.close();
    });
  });

  it("answers bytes that are no message with INTERNAL", async () => {
    await withPlugin(async (plugin) => {
      const client = await plugin.connect();
      const reply = await client.call("/tfplugin6.Provider/GetProviderSchema", frame(Buffer.from("ffff", "hex")));

      expect(reply.status).toBe(13);
      await client.close();
    });
  });

  it("speaks plain text to a host that gives no certificate", async () => {
    await withPlugin(
      async (plugin) => {
        const fields = await plugin.handshake();
        const client = await plugin.connect();

        expect(fields[5]).toBe("");
        expect((await schemaOf(client)).status).toBe(0);
        await client.close();
      },
      { PLUGIN_CLIENT_CERT: "" },
    );
  });

  it("sends everything a console can write to the log, each line as one", async () => {
    await withPlugin(
      async (plugin) => {
        const client = await plugin.connect();
        await client.call("/tfplugin6.Provider/GetFunctions", NOTHING);
        await client.close();
        await plugin.ended;

        const logged = plugin.stderr
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Record<"@level" | "@message", string>);
        const levelOf = (text: string): string | undefined =>
          logged.find((line) => line["@message"].includes(text))?.["@level"];
        expect(plugin.stdout).toHaveLength(1);
        expect(levelOf("words and { a: 1 }")).toBe("info");
        expect(levelOf("est: { one: 1 }")).toBe("debug");
        expect(levelOf("column")).toBe("debug");
        expect(levelOf("Trace: a trace\n    at ")).toBe("error");
        expect(levelOf("Assertion failed: an assertion")).toBe("warn");
        expect(levelOf("times: 1")).toBe("debug");
      },
      { TF_LOG: "TRACE" },
    );
  });

  it("goes on when nobody reads what it writes any more", async () => {
    await withPlugin(
      async (plugin) => {
        const client = await plugin.connect();
        plugin.closeOutput();

        expect((await schemaOf(client)).status).toBe(0);
        expect((await schemaOf(client)).status).toBe(0);
        await client.close();
        expect(await plugin.ended).toEqual({ code: 0, signal: null });
      },
      { TF_LOG: "TRACE" },
    );
  });

  it("puts its socket where the host wants it", async () => {
    const wanted = join(folder, "sockets");
    mkdirSync(wanted);

    await withPlugin(
      async (plugin) => {
        const [, , , address = ""] = await plugin.handshake();

        expect(dirname(dirname(address))).toBe(wanted);
        plugin.send("SIGTERM");
        await plugin.ended;
        expect(readdirSync(wanted)).toEqual([]);
      },
      { PLUGIN_UNIX_SOCKET_DIR: wanted },
    );
  });
});

describe("the end", () => {
  it("comes with Shutdown, and leaves no socket behind", async () => {
    await withPlugin(async (plugin) => {
      const client = await plugin.connect();
      const answer = client.call(SHUTDOWN, NOTHING).catch((error: unknown) => error);

      expect(await plugin.ended).toEqual({ code: 0, signal: null });
      expect(await answer).toBeInstanceOf(Error);
      expect(readdirSync(plugin.folder)).toEqual([]);
    });
  });

  it("comes when the last session closes, not before", async () => {
    await withPlugin(
      async (plugin) => {
        const first = await plugin.connect();
        const second = await plugin.connect();
        await first.close();
        expect((await schemaOf(second)).status).toBe(0);

        await second.close();

        expect(await plugin.ended).toEqual({ code: 0, signal: null });
      },
      { FIXTURE_NETWORK: "tcp" },
    );
  });

  it("by a kill leaves nothing behind either, because the socket goes once the host is there", async () => {
    await withPlugin(async (plugin) => {
      await plugin.handshake();
      expect(readdirSync(plugin.folder)).toHaveLength(1);
      const client = await plugin.connect();
      expect((await schemaOf(client)).status).toBe(0);

      plugin.send("SIGKILL");

      expect(await plugin.ended).toEqual({ code: null, signal: "SIGKILL" });
      expect(readdirSync(plugin.folder)).toEqual([]);
      await client.close();
    });
  });

  it("does not come with a client that is turned away", async () => {
    await withPlugin(async (plugin) => {
      await expect(plugin.connect(createIdentity(new Date()))).rejects.toThrow();
      const client = await plugin.connect();

      expect((await schemaOf(client)).status).toBe(0);
      await client.close();
    });
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "does not come with %s while the host is there, which may have got it too and says itself when to stop",
    async (signal) => {
      await withPlugin(async (plugin) => {
        const client = await plugin.connect();
        plugin.send(signal);

        expect((await schemaOf(client)).status).toBe(0);
        await client.close();
        expect(await plugin.ended).toEqual({ code: 0, signal: null });
      });
    },
  );

  it.each(["SIGTERM", "SIGHUP"] as const)("comes with %s before the host is there", async (signal) => {
    await withPlugin(async (plugin) => {
      await plugin.handshake();
      plugin.send(signal);

      expect(await plugin.ended).toEqual({ code: 0, signal: null });
      expect(readdirSync(plugin.folder)).toEqual([]);
    });
  });

  it("comes when the host never does", async () => {
    await withPlugin(
      async (plugin) => {
        expect(await plugin.ended).toEqual({ code: 1, signal: null });
        expect(plugin.stdout).toHaveLength(1);
        expect(readdirSync(plugin.folder)).toEqual([]);
      },
      { FIXTURE_CONNECT_GRACE_MS: "50" },
    );
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    [
      "the folder for the socket is not there",
      { PLUGIN_UNIX_SOCKET_DIR: "/not/there" },
      "can not listen on a unix socket in /not/there (ENOENT)",
    ],
    [
      "the path of the socket would be too long",
      { PLUGIN_UNIX_SOCKET_DIR: join(folder, "x".repeat(100)) },
      "(the path is too long): it must be a folder one may write to, with a path of at most 80 bytes. Set TMPDIR to another one.",
    ],
  ])("comes with one line that Terraform shows when %s", async (_name, env, text) => {
    mkdirSync(join(folder, "x".repeat(100)), { recursive: true });

    await withPlugin(async (plugin) => {
      expect(await plugin.ended).toEqual({ code: 1, signal: null });
      expect(plugin.stdout).toEqual([expect.stringContaining(text)]);
      expect(readdirSync(join(folder, "x".repeat(100)))).toEqual([]);
    }, env);
  });

  it.each([
    ["throws where nobody catches", "ValidateProviderConfig", "nobody caught this"],
    ["rejects where nobody awaits", "ConfigureProvider", "nobody awaited this"],
  ])("comes with a panic that Terraform shows when the provider %s", async (_name, rpc, text) => {
    await withPlugin(async (plugin) => {
      const client = await plugin.connect();
      const answer = client.call(`/tfplugin6.Provider/${rpc}`, NOTHING).catch((error: unknown) => error);

      expect(await plugin.ended).toEqual({ code: 1, signal: null });
      expect(await answer).toBeInstanceOf(Error);
      expect(plugin.stderr).toMatch(new RegExp(`^panic: Error: ${text}\n +at `, "m"));
      expect(plugin.stderr).not.toContain("s3cret");
      expect(readdirSync(plugin.folder)).toEqual([]);
    });
  });

  it("comes at once, with a hint, when a person starts it", async () => {
    await PluginProcess.use(
      bundle,
      () => ({}),
      async (plugin) => {
        expect(await plugin.ended).toEqual({ code: 1, signal: null });
        expect(plugin.stderr).toContain("terraform-provider-fixture is a plugin of Terraform and OpenTofu");
        expect(plugin.stdout).toEqual(["a line before the handshake"]);
        expect(readdirSync(plugin.folder)).toEqual([]);
      },
    );
  });
});
