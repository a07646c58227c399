// Judges what an example builds, in an app of its own, without synthesizing it.
import { App } from "cdktf";
import type { Finding } from "../../../src/rules/index";
import { AgentPlatform, type AgentPlatformProps } from "../../../src/workloads/index";
import { type Given, givenIn, platformProps } from "./examples/example";

/** What is found in what is built. */
export function judge(build: (given: Given) => unknown, props: AgentPlatformProps = {}): readonly Finding[] {
  const app = new App({ stackTraces: false });
  const platform = new AgentPlatform(app, "agents", { ...platformProps, ...props });
  build(givenIn(app, platform));
  return platform.findings;
}
