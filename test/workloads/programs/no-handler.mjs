// Installs no handler of SIGTERM, as SDKs of agents do: as process 1 it does not hear it.
import { serve } from "./agent-server.mjs";

serve();
