import { existsSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { dirname } from "node:path";
import { listen } from "../../src/tfplugin/listen";

const servers: Server[] = [];
const server = (): Server => {
  const one = createServer();
  servers.push(one);
  return one;
};
afterEach(() => {
  for (const one of servers.splice(0)) one.close();
});

const anywhere = { socketDirectory: undefined, ports: undefined };

async function taken(): Promise<number> {
  const one = server().listen(0, "127.0.0.1");
  await once(one, "listening");
  return (one.address() as AddressInfo).port;
}

it("puts a unix socket into a folder of its own and removes both, connections stay", async () => {
  const listening = server();
  const endpoint = await listen(listening, { network: "unix", ...anywhere });
  const accepted = once(listening, "connection");
  const socket = connect(endpoint.address);
  const [peer] = (await accepted) as [Socket];

  endpoint.remove();
  endpoint.remove();
  peer.end("still here");

  expect(endpoint.network).toBe("unix");
  expect(existsSync(dirname(endpoint.address))).toBe(false);
  expect(String((await once(socket, "data"))[0])).toBe("still here");
});

it("takes any port of the loopback address when the host names none", async () => {
  const { network, address } = await listen(server(), { network: "tcp", ...anywhere });

  expect(network).toBe("tcp");
  expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
});

it("takes a port of the range, past those that are taken", async () => {
  const min = await taken();
  const range = { min, max: Math.min(min + 50, 65_535) };

  const { address } = await listen(server(), { network: "tcp", socketDirectory: undefined, ports: range });

  const port = Number(address.split(":")[1]);
  expect(port).toBeGreaterThan(range.min);
  expect(port).toBeLessThanOrEqual(range.max);
});

it("fails when the whole range is taken, and names it", async () => {
  const port = await taken();
  const ports = { min: port, max: port };

  await expect(listen(server(), { network: "tcp", socketDirectory: undefined, ports })).rejects.toThrow(
    `none of the ports ${port} to ${port} is free`,
  );
});
