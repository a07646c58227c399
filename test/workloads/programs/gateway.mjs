// Stands for LiteLLM, and is not LiteLLM: reads its command line, its config.yaml and its variables, and does the part of it that a
// fallback needs: sends a call to the deployments of its model, again as often as `num_retries` says, then to the fallbacks in order.
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { parse } from "yaml";
import { sleep } from "./clock.mjs";

const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
const fromEnvironment = (value) =>
  String(value).startsWith("os.environ/") ? process.env[value.slice("os.environ/".length)] : value;

const config = parse(readFileSync(argument("--config"), "utf8"));
const { num_retries: retries = 0, fallbacks = [] } = config.router_settings;
const masterKey = fromEnvironment(config.general_settings.master_key);
/** LiteLLM's own, where nothing is said. */
const DEFAULT_TIMEOUT_SECONDS = 6_000;
let inFlight = 0;
let isDraining = false;

const server = createServer(async (asked, answer) => {
  const say = (status, body) => answer.writeHead(status, { connection: "close" }).end(JSON.stringify(body ?? {}));
  if (asked.url === "/health/readiness") return say(200);
  if (asked.url === "/health/liveliness") return say(isDraining ? 503 : 200);
  if (asked.url === "/health/drain") {
    isDraining = true;
    for (let seconds = 0; inFlight > 0 && seconds < Number(process.env.GRACEFUL_SHUTDOWN_TIMEOUT); seconds++)
      await sleep(1);
    return say(200);
  }
  if (asked.headers.authorization !== `Bearer ${masterKey}`) return say(401);
  let text = "";
  for await (const part of asked) text += part;
  const { model } = JSON.parse(text);
  const own = fallbacks.flatMap((one) => one[model] ?? []);
  inFlight += 1;
  let status = 500;
  for (const name of [model, ...own]) {
    for (let tried = 0; tried <= retries && status !== 200; tried++) status = await tryModel(name, text);
    if (status === 200) {
      say(200, { model: name });
      break;
    }
  }
  if (status !== 200) say(status);
  inFlight -= 1;
});

async function tryModel(name, text) {
  const { litellm_params: known } = config.model_list.find(({ model_name }) => model_name === name);
  const { api_base, api_key, timeout = DEFAULT_TIMEOUT_SECONDS } = known;
  const headers = { authorization: `Bearer ${fromEnvironment(api_key)}` };
  return new Promise((resolve) => {
    const call = request(`${api_base}/chat/completions`, { method: "POST", agent: false, headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode));
    });
    call.on("error", () => resolve(500));
    call.end(text);
    void sleep(timeout).then(() => {
      resolve(408);
      call.destroy();
    });
  });
}

process.on("SIGTERM", async () => {
  server.close();
  while (inFlight > 0) await sleep(1);
  process.exit(0);
});
server.listen(Number(argument("--port")), process.env.POD_IP);
