// What a real Terraform has called, once more: the recorded bytes over a real connection to a server of the framework.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createProviderServer } from "../../../src/framework/index";
import { frame } from "../../../src/tfplugin/grpc/frame";
import { createGrpcServer } from "../../../src/tfplugin/grpc/server";
import { pb } from "../../../src/tfplugin/index";
import { providerHandlers } from "../../../src/tfplugin/provider-service";
import { GrpcClient } from "../../support/grpc-client";
import { createRecordedProvider } from "./provider";
import { readRecording, recordedReleases } from "./record";

interface Answer {
  readonly diagnostics?: readonly pb.Diagnostic[];
  readonly error?: unknown;
}
interface Codec {
  decode(bytes: Uint8Array): Answer;
}

/** The answers of a plugin process that gets these calls. */
async function answers(calls: readonly { rpc: string; request: string }[]): Promise<{ rpc: string; answer: Answer }[]> {
  const server = createGrpcServer(
    () => providerHandlers(createProviderServer(createRecordedProvider()), () => undefined),
    undefined,
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = await GrpcClient.connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  try {
    const heard: { rpc: string; answer: Answer }[] = [];
    for (const { rpc, request } of calls) {
      const { status, body } = await client.call(`/tfplugin6.Provider/${rpc}`, frame(Buffer.from(request, "base64")));
      if (status !== 0) throw new Error(`${rpc} ended with status ${status}`);
      const codec = (pb as unknown as Record<string, Codec>)[`${rpc}_Response`];
      if (codec) heard.push({ rpc, answer: codec.decode(body.subarray(5)) });
    }
    return heard;
  } finally {
    await client.close();
    server.close();
  }
}

it("there is a recording of the Terraform that this project is built with", () => {
  expect(recordedReleases()).toContain("terraform-1.11.4");
});

describe.each(recordedReleases())("the calls of %s", (release) => {
  const commands = (readRecording(release) ?? []).filter(({ processes }) => processes.length > 0);

  it.each(commands)("are answered without a complaint: $name", async ({ processes }) => {
    const calls = processes.flat();
    const heard = (await Promise.all(processes.map(answers))).flat();

    expect(heard.map(({ rpc }) => rpc)).toEqual(calls.map(({ rpc }) => rpc));
    expect(heard.filter(({ answer }) => answer.diagnostics?.length)).toEqual([]);
    expect(heard.filter(({ answer }) => answer.error !== undefined)).toEqual([]);
  });
});

it("the recordings include every RPC that the framework answers and somebody calls", () => {
  const called = new Set<string>(
    recordedReleases()
      .flatMap((release) => readRecording(release) ?? [])
      .flatMap(({ processes }) => processes.flat().map(({ rpc }) => rpc)),
  );
  const answered = Object.keys(createProviderServer(createRecordedProvider()));

  expect(answered.filter((rpc) => !called.has(rpc)).sort()).toEqual(NEVER_CALLED);
});

/** Asked for by nobody, after an interrupt, by a `moved` block, before an expiry, or for an identity. */
const NEVER_CALLED = [
  "GetFunctions",
  "GetMetadata",
  "MoveResourceState",
  "RenewEphemeralResource",
  "StopProvider",
  "UpgradeResourceIdentity",
];
