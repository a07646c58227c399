// A small agent service: turns that take their time, or that ask a model, at most AGENT_IN_FLIGHT_LIMIT at a time, with at most
// AGENT_MODEL_LIMIT calls at the model; probes as they should be. What it does on SIGTERM is the matter of whoever starts it.
import { spawnSync } from "node:child_process";
import { createServer, request } from "node:http";
import { sleep } from "./clock.mjs";

const { POD_IP, PORT, AGENT_IN_FLIGHT_LIMIT = "Infinity", AGENT_MODEL_LIMIT = "Infinity", MODEL_URL } = process.env;

/** Starts to listen. */
export function serve() {
  const service = { inFlight: 0, isDraining: false, onIdle: () => undefined };
  const server = createServer(async (asked, answer) => {
    const url = new URL(asked.url, "http://pod");
    const say = (status, body = "") => answer.writeHead(status, { connection: "close" }).end(body);
    // while it drains it says so to everybody, as some do (facts 3.1)
    if (url.pathname === "/healthz" || url.pathname === "/readyz") return say(service.isDraining ? 503 : 200);
    if (url.pathname === "/metrics") return say(200, String(service.inFlight));
    if (url.pathname === "/drain") return say((service.isDraining = true) && 202);
    if (url.pathname === "/wait") return sleep(Number(url.searchParams.get("seconds"))).then(() => say(200));
    if (service.inFlight >= Number(AGENT_IN_FLIGHT_LIMIT)) return say(429, "full");
    service.inFlight += 1;
    try {
      say(...(await turn(url.searchParams)));
    } finally {
      service.inFlight -= 1;
      if (service.inFlight === 0) service.onIdle();
    }
  });
  server.listen(Number(PORT), POD_IP);
  return { server, service };
}

async function turn(options) {
  const seconds = Number(options.get("seconds") ?? 0);
  // nothing else happens in this process meanwhile, so its probes get no answer
  if (options.has("blocked")) spawnSync("sleep", [String(seconds)]);
  else if (options.has("calls")) {
    const path = `/v1/chat/completions?seconds=${seconds}`;
    const calls = Array.from({ length: Number(options.get("calls")) }, () => withPermit(() => ask(path)));
    const statuses = await Promise.all(calls);
    return [statuses.every((status) => status === 200) ? 200 : 502, statuses.join()];
  } else await sleep(seconds);
  return [200, "done"];
}

const waiting = [];
let permits = Number(AGENT_MODEL_LIMIT);

async function withPermit(work) {
  if (permits === 0) await new Promise((resolve) => waiting.push(resolve));
  else permits -= 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) permits += 1;
    else next();
  }
}

const ask = (path) =>
  new Promise((resolve, reject) => {
    const asked = request(`${MODEL_URL}${path}`, { method: "POST", agent: false }, (answer) =>
      answer.resume().on("end", () => resolve(answer.statusCode)),
    );
    asked.on("error", reject).end(JSON.stringify({ model: "gpt", messages: [{ role: "user", content: "hello" }] }));
  });
