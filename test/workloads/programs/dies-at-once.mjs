// Leaves when it hears SIGTERM, whatever it works on.
import { serve } from "./agent-server.mjs";

serve();
process.on("SIGTERM", () => process.exit(0));
