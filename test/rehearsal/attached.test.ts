// The stand-ins as the platform itself serves them; that terraform does the same with them as with processes is what every rehearsal
// shows, beside test/acceptance/stand-ins.test.ts.
import { existsSync } from "node:fs";
import { joinReattach, type Platform, startPlatform } from "../../src/rehearsal/index";
import { frame } from "../../src/tfplugin/grpc/frame";
import { pb } from "../../src/tfplugin/index";
import { GrpcClient } from "../support/grpc-client";

interface Reattach {
  readonly Addr: { readonly String: string };
}

describe("stand-ins that the platform serves", () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ token: "admin" });
  });
  afterEach(() => platform.close());

  const pathsOf = (value: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(JSON.parse(value) as Record<string, Reattach>).map(([key, { Addr }]) => [key, Addr.String]),
    );

  it("are found under the names of both registries, and each has its own types", async () => {
    const paths = pathsOf(await platform.standIns("/somewhere"));

    const types: Record<string, string[]> = {};
    for (const [address, path] of Object.entries(paths)) {
      const client = await GrpcClient.connect({ path });
      const { body } = await client.call("/tfplugin6.Provider/GetMetadata", frame(Buffer.alloc(0)));
      await client.close();
      types[address] = pb.GetMetadata_Response.decode(body.subarray(5)).resources.map(({ typeName }) => typeName);
    }
    expect(Object.keys(types).sort()).toEqual([
      "registry.opentofu.org/hashicorp/helm",
      "registry.opentofu.org/hashicorp/kubernetes",
      "registry.terraform.io/hashicorp/helm",
      "registry.terraform.io/hashicorp/kubernetes",
    ]);
    expect(types["registry.terraform.io/hashicorp/helm"]).toEqual(["helm_release"]);
    expect(types["registry.opentofu.org/hashicorp/kubernetes"]).toContain("kubernetes_secret_v1");
  });

  it("are served once for a directory, and once more for another, from where its charts are read", async () => {
    const [first, again, other] = await Promise.all(["/a", "/a", "/b"].map((one) => platform.standIns(one)));

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it("leave no socket behind when the platform is closed", async () => {
    const paths = Object.values(pathsOf(await platform.standIns("/somewhere")));
    expect(paths.map((path) => existsSync(path))).toEqual(paths.map(() => true));

    await platform.close();

    expect(paths.map((path) => existsSync(path))).toEqual(paths.map(() => false));
  });
});

describe("values of TF_REATTACH_PROVIDERS", () => {
  it("are joined, and what comes later holds", () => {
    expect(joinReattach('{"a":1,"b":1}', "{}", '{"b":2}')).toBe('{"a":1,"b":2}');
  });
});
