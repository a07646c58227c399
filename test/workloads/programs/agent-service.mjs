// Handles SIGTERM as it should: takes no more, finishes, saves what it knows, leaves.
import { serve } from "./agent-server.mjs";
import { sleep } from "./clock.mjs";

const { server, service } = serve();

process.on("SIGTERM", async () => {
  service.isDraining = true;
  server.close();
  if (service.inFlight > 0) await new Promise((resolve) => (service.onIdle = resolve));
  await sleep(Number(process.env.AGENT_SAVE_SECONDS ?? 0));
  console.log("saved");
  process.exit(0);
});
