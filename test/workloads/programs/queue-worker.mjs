// Takes tasks from a queue, one at a time, each for as long as it is told that tasks are lent; on SIGTERM it finishes what it has.
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { sleep } from "./clock.mjs";

const { BROKER_URL, POD_NAME, QUEUE_VISIBILITY_TIMEOUT_SECONDS: visible, AGENT_HEARTBEAT_FILE } = process.env;
const IDLE_SECONDS = 15;
let isEnding = false;

process.on("SIGTERM", () => (isEnding = true));

const ask = (path) =>
  new Promise((resolve, reject) => {
    const asked = request(`${BROKER_URL}${path}`, { method: "POST", agent: false }, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part)).on("end", () => resolve(text));
    });
    asked.on("error", reject).end();
  });

while (!isEnding) {
  writeFileSync(AGENT_HEARTBEAT_FILE, "");
  const taken = await ask(`/take?by=${POD_NAME}&visible=${visible}`);
  if (taken === "") {
    await sleep(IDLE_SECONDS);
    continue;
  }
  await sleep(Number(taken));
  await ask("/done");
}
process.exit(0);
