// The app: the stacks of the fleet, one for the organizations and one for each slice.
import { App } from "cdktf";
import { fleet } from "./inventory/index.js";

const app = new App({ stackTraces: false });
fleet.stacks(app);
app.synth();
