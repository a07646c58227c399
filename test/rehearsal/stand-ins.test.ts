import { clusterClient } from "../../src/rehearsal/cluster-store/index";
import { ADDRESS_VARIABLE, type Platform, startPlatform } from "../../src/rehearsal/index";
import { knownClusterName } from "../../src/rehearsal/stand-ins/cluster-name";
import { secretDataOnCreate, secretDataOnUpdate } from "../../src/rehearsal/stand-ins/secret-data";
import { UNKNOWN } from "../../src/values/index";

describe("write-only data of a Secret", () => {
  const config = { data_wo: { token: "new" } };

  it("is read on create with a revision of 1 or more", () => {
    expect(secretDataOnCreate({ data_wo_revision: 1 }, config)).toEqual({ token: "new" });
  });

  it.each([null, 0])("is left out on create with a revision of %s, without an error", (data_wo_revision) => {
    expect(secretDataOnCreate({ data_wo_revision, data: null }, config)).toEqual({});
  });

  it("is read on update when the revision changed, up or down", () => {
    expect(secretDataOnUpdate({ data_wo_revision: 2 }, { data_wo_revision: 1 }, config)).toEqual({ token: "new" });
  });

  it("is left as it is on update when the revision stays", () => {
    expect(secretDataOnUpdate({ data_wo_revision: 2 }, { data_wo_revision: 2 }, config)).toBeUndefined();
  });

  it("is compared exactly for revisions beyond 2^53", () => {
    const state = { data_wo_revision: 9007199254740993n };

    expect(secretDataOnUpdate(state, { data_wo_revision: 9007199254740992n }, config)).toEqual({ token: "new" });
  });

  it("overwrites the token of an imported Secret with nothing, for a runner whose token is not known", () => {
    expect(
      secretDataOnUpdate({ data_wo_revision: null }, { data_wo_revision: 1 }, { data_wo: { token: null } }),
    ).toEqual({
      token: "",
    });
  });

  it("gives way to plain and binary data without a revision", () => {
    const plan = { data: { a: "1" }, binary_data: { b: Buffer.from("2").toString("base64") } };

    expect(secretDataOnCreate(plan, {})).toEqual({ a: "1", b: "2" });
  });
});

describe("cluster of a provider block", () => {
  it("is named by context and kubeconfig, alike for both providers", () => {
    expect(knownClusterName({ config_path: "~/.kube/config", config_context: "acme-us-east-1" })).toBe(
      "acme-us-east-1 of ~/.kube/config",
    );
  });

  it("is named by its address where there is one", () => {
    expect(knownClusterName({ host: "https://1.2.3.4", config_path: "x" })).toBe("https://1.2.3.4");
  });

  it("is not known while a part of the configuration is not", () => {
    expect(knownClusterName({ config_path: "x", config_context: UNKNOWN })).toBeUndefined();
  });
});

describe("platform", () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ token: "admin-token", gatewayAddresses: [] });
  });
  afterEach(() => platform.close());

  it("gives terraform the addresses and the admin's token, and nothing else", () => {
    expect(Object.keys(platform.env).sort()).toEqual(["AGYN_API_TOKEN", "AGYN_API_URL", ADDRESS_VARIABLE]);
  });

  it("fails when a cluster is asked for an operation it does not know", async () => {
    const client = clusterClient(platform.env[ADDRESS_VARIABLE], "c");

    await expect(client.call("toString" as "get", { kind: "Role", namespace: "", name: "" })).rejects.toThrow(
      "no such operation: POST toString",
    );
  });
});
