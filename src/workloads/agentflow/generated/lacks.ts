// What generated files lack for production, and what is done about each: a table, so that nothing is forgotten in either direction.
//
// Source: facts 2.1, 2.2, 12.
import { imageFaults } from "../../../kubernetes/index.js";
import { readCommand } from "../command.js";
import type { AgentFlowBuild, BuildNote } from "./types.js";
import type { FileFacts, FileKind, Said } from "./file.js";

type Known = Omit<AgentFlowBuild, "lacks" | "faults">;

const KINDS: Readonly<Record<string, readonly [why: string, instead: string]>> = {
  Ingress: [
    "nobody outside of the cluster reaches it",
    "give exposure: buffering off, timeout and body size are derived",
  ],
  Secret: [
    "keys and passwords have no place but the environment as text",
    "give SecretKey under checkpointer, auth and secrets",
  ],
  HorizontalPodAutoscaler: ["the number of pods stands still", "give scaling, on what is in flight"],
  PodDisruptionBudget: ["a drain of nodes may take all pods at once", "made with two pods or more"],
  NetworkPolicy: ["everything in the cluster reaches it, and it everything", "made from what is declared"],
  ServiceAccount: ["it has the token of the namespace's default account", "made, without a token"],
};

/** What is lacking. */
export function lacksOf(known: Known, files: Readonly<Record<FileKind, FileFacts>>): readonly BuildNote[] {
  const { kubernetes, compose, dockerfile } = files;
  const kinds = kubernetes.kinds ?? [];
  const missing = Object.entries(KINDS)
    .filter(([kind]) => !kinds.includes(kind))
    .map(([what, [why, instead]]) => ({ what, why, instead, at: undefined }));
  return [
    ...missing,
    ...(kubernetes.hasSecurityContext === true
      ? []
      : [
          note(
            "securityContext",
            "the container may become root, and change its programs",
            "made: no root, no rights, read-only root",
          ),
        ]),
    ...imageNotes("kubernetes", kubernetes.image),
    ...imageNotes("compose", compose.image),
    ...imageNotes("dockerfile", dockerfile.image),
    ...userNotes(dockerfile.user),
    ...commandNotes(files),
    ...endNotes(known, files),
    ...workerNotes(known),
  ];
}

function note(what: string, why: string, instead: string, file?: FileKind, line?: number): BuildNote {
  return { what, why, instead, at: file === undefined || line === undefined ? undefined : { file, line } };
}

function imageNotes(file: FileKind, image: Said<string> | undefined): readonly BuildNote[] {
  const why = imageFaults("", image?.value)[0]?.why;
  const instead =
    file === "dockerfile" ? "name the base image by an exact tag or a digest" : "give image by its digest";
  return why === undefined ? [] : [note("image tag", why, instead, file, image?.line)];
}

function userNotes(user: Said<string> | undefined): readonly BuildNote[] {
  if (user === undefined) {
    return [note("USER", "the image runs as root", "runAsUser 999 is set; add a USER to the Dockerfile")];
  }
  if (/^\d+$/.test(user.value) && user.value !== "0") return [];
  const why =
    user.value === "root" || user.value === "0"
      ? "the image runs as root"
      : "the kubelet can't tell whether a user by name is root, and starts no container that must not be";
  return [note("USER", why, "runAsUser 999 is set, Debian's first system user", "dockerfile", user.line)];
}

const FILES = ["dockerfile", "compose", "kubernetes"] as const satisfies readonly FileKind[];

function commandNotes(files: Readonly<Record<FileKind, FileFacts>>): readonly BuildNote[] {
  return FILES.flatMap((file) => {
    const { command } = files[file];
    if (command === undefined) return [];
    const { value, line } = command;
    const { server, reloads } = readCommand(value);
    const isText = value.length === 1 && /\s/.test(value[0] ?? "");
    const isCut = server === "gunicorn" && !value.join(" ").includes("--graceful-timeout");
    const ours = "the service writes its own command";
    return [
      ...(isText ? [note("exec form", "a shell keeps SIGTERM from the server", ours, file, line)] : []),
      ...(reloads ? [note("reload", "it restarts when a file changes", ours, file, line)] : []),
      ...(isCut
        ? [note("graceful timeout", "gunicorn ends its workers after 30 s", "derived from the drain", file, line)]
        : []),
    ];
  });
}

function endNotes(known: Known, { kubernetes, compose }: Readonly<Record<FileKind, FileFacts>>): readonly BuildNote[] {
  const { gracefulSeconds, gracePeriodSeconds, preStopSeconds = 0 } = known;
  const { preStop } = kubernetes;
  const needed = (gracefulSeconds ?? 0) + preStopSeconds;
  const said = kubernetes.gracePeriodSeconds ?? compose.gracePeriodSeconds;
  const file = kubernetes.gracePeriodSeconds === undefined ? "compose" : "kubernetes";
  return [
    ...(preStop?.value.shell === true
      ? [
          note(
            "preStop",
            "it needs a shell in the image",
            "sleep is run without one; or give PreStop.http",
            "kubernetes",
            preStop.line,
          ),
        ]
      : []),
    ...(gracePeriodSeconds !== undefined && gracefulSeconds !== undefined && gracePeriodSeconds <= needed
      ? [
          note(
            "grace period",
            `${gracePeriodSeconds} s are not more than the ${needed} s that the server takes`,
            "derived from the drain",
            file,
            said?.line,
          ),
        ]
      : []),
  ];
}

function workerNotes({ workers, command }: Known): readonly BuildNote[] {
  if (command === undefined) return [];
  return readCommand(command).workers === undefined
    ? [
        note(
          "workers",
          workers === undefined
            ? "the command names none, so there is one"
            : `the command names none, so the image's WEB_CONCURRENCY decides: ${workers}`,
          "the service writes its number, 1 unless workers is given",
        ),
      ]
    : [];
}
