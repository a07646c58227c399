import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { frame } from "../../src/tfplugin/grpc/frame";
import { createGrpcServer } from "../../src/tfplugin/grpc/server";
import { pluginHandlers } from "../../src/tfplugin/plugin-services";
import { GrpcClient } from "../support/grpc-client";

let shutdowns = 0;
const server = createGrpcServer(
  () =>
    new Map(
      pluginHandlers(() => {
        shutdowns++;
      }),
    ),
  undefined,
);
let client: GrpcClient;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());
beforeEach(async () => {
  client = await GrpcClient.connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
});
afterEach(() => client.close());

const EMPTY = frame(Buffer.alloc(0));

describe("StreamStdio", () => {
  it("stays open and silent while other calls go on, until the connection ends", async () => {
    const call = client.open("/plugin.GRPCStdio/StreamStdio");
    const heard: unknown[] = [];
    call.on("data", (data) => heard.push(data));
    call.end(EMPTY); // the request of a server-streaming call ends at once
    const [headers] = (await once(call, "response")) as [Record<string, unknown>];
    for (let n = 0; n < 3; n++) await client.call("/grpc.health.v1.Health/Check", EMPTY);

    expect(headers).toMatchObject({ ":status": 200, "content-type": "application/grpc" });
    expect(headers).not.toHaveProperty("grpc-status");
    expect(call.closed).toBe(false);
    expect(heard).toEqual([]);

    const closed = once(call, "close");
    await client.close();
    await closed;
  });
});

describe("StartStream", () => {
  it("takes what the host says, answers nothing, and ends well with the host's half-close", async () => {
    const call = client.open("/plugin.GRPCBroker/StartStream");
    const heard: unknown[] = [];
    call.on("data", (data) => heard.push(data));
    await once(call, "response");
    for (let n = 0; n < 100; n++) call.write(frame(Buffer.alloc(10_000)));
    await client.call("/grpc.health.v1.Health/Check", EMPTY);
    expect(call.closed).toBe(false);

    call.end();
    const [trailers] = (await once(call, "trailers")) as [Record<string, unknown>];

    expect(trailers).toMatchObject({ "grpc-status": "0" });
    expect(heard).toEqual([]);
  });
});

describe("Shutdown", () => {
  it("is answered where it does not end the process", async () => {
    const before = shutdowns;

    expect(await client.call("/plugin.GRPCController/Shutdown", EMPTY)).toMatchObject({ status: 0, body: EMPTY });
    expect(shutdowns).toBe(before + 1);
  });
});

describe("Health/Check", () => {
  const SERVING = frame(Buffer.of(0x08, 0x01));
  const asks = (service: string): Buffer => frame(new BinaryWriter().uint32(10).string(service).finish());

  it.each<[string, Buffer]>([
    ["the plugin", asks("plugin")],
    ["nothing in particular", EMPTY],
    ["the empty name", asks("")],
    [
      "the plugin, beside a field of a later version",
      frame(Buffer.from([0x10, 0x05, 0x0a, 6, ...Buffer.from("plugin")])),
    ],
  ])("is SERVING for %s", async (_name, request) => {
    expect(await client.call("/grpc.health.v1.Health/Check", request)).toMatchObject({ status: 0, body: SERVING });
  });

  it.each<[string, Buffer, number]>([
    ["another service, with NOT_FOUND", asks("tfplugin6.Provider"), 5],
    ["bytes that are no message, with INTERNAL", frame(Buffer.of(0xff)), 13],
  ])("fails for %s", async (_name, request, status) => {
    expect(await client.call("/grpc.health.v1.Health/Check", request)).toMatchObject({ status });
  });
});
