// The command by which an AgentFlow server is started: AFL, and what the shared rules read of it.
import { AgentFlowService, PreStop } from "../../../../src/workloads/index";
import { agentFlowProps } from "../../agentflow/support";
import type { RuleExample } from "./example";

/** Commands: the beginning of one, all of one, and of uvicorn alone. */
const gunicorn = ["gunicorn", "agentflow_cli.src.app.main:app", "-k", "uvicorn.workers.UvicornWorker"];
const whole = [...gunicorn, "-b", "0.0.0.0:8000", "--graceful-timeout", "150"];
const uvicorn = ["python", "-m", "uvicorn", "agentflow_cli.src.app.main:app"];

export const agentFlowCommandExamples: readonly RuleExample[] = [
  {
    rule: "AFL-04",
    what: "a server that reloads",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: [...whole, "--reload"] }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-04",
    what: "the server of the CLI, which reloads by itself",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: ["agentflow", "api", "--host", "0.0.0.0"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: ["agentflow", "api", "--host", "0.0.0.0", "--no-reload"],
      }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "a server on the loopback",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...uvicorn, "--host", "127.0.0.1"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: [...uvicorn, "--host", "0.0.0.0"] }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "gunicorn without an address",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...gunicorn, "--graceful-timeout", "150"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "another port",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole, port: 8001 }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole, port: 8000 }),
    at: "flow.command",
  },
  {
    rule: "AFL-12",
    what: "the command of an older generator, without graceful flags",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...gunicorn, "-b", "0.0.0.0:8000"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-12",
    what: "the command of the generator in a pod that ends sooner",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=600"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=600"],
        gracePeriodSeconds: 660,
      }),
    at: "flow.command",
  },
  {
    rule: "AFL-12",
    what: "a command that waits beyond a hook that sleeps",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=200"],
        preStop: PreStop.command(["sleep", "60"]),
        gracePeriodSeconds: 240,
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=200"],
        preStop: PreStop.command(["sleep", "60"]),
        gracePeriodSeconds: 275,
      }),
    at: "flow.command",
  },
  {
    rule: "SET-01",
    what: "a command with other processes than workers says",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: [...whole, "--workers", "4"] }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        workers: 4,
        command: [...whole, "--workers", "4"],
      }),
    at: "flow.command",
  },
];
