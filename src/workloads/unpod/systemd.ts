// A runner as a unit of systemd.
//
// Source: systemd.service(5), systemd.exec(5), systemd.syntax(7): `%` begins a specifier, `$` a variable of a command line only; files
// of EnvironmentFile= come after Environment= and win.
import type { WorkloadDescription } from "../description/workload.js";
import { headOf, inUnits, machineOf } from "./machine.js";
import { WRAPPER_HOST_VARIABLE, WRAPPER_REFUSES } from "./wrapper.js";

/** What a unit needs beside what the pool has. */
export interface SystemdOptions {
  /** Folder of the program. */
  readonly workingDirectory: string;

  /**
   * Program and arguments, the program by its path.
   *
   * @default - the pool's
   */
  readonly command?: readonly string[];

  /**
   * Account that it runs as.
   *
   * @default - one of systemd's making (DynamicUser)
   */
  readonly user?: string;

  /**
   * Address of the machine at which the wrapper answers probes and shows metrics, to everybody who reaches it.
   *
   * @default "127.0.0.1"
   */
  readonly metricsAddress?: string;

  /**
   * File with the secrets, one `NAME=value` a line, readable by root only.
   *
   * @default "/etc/unpod-runner/<name>.env"
   */
  readonly environmentFile?: string;
}

/** What a runner can't do on the machine. */
const HARDENING = [
  "NoNewPrivileges=yes",
  "CapabilityBoundingSet=",
  "AmbientCapabilities=",
  "ProtectSystem=strict",
  "ProtectHome=yes",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "ProtectClock=yes",
  "ProtectControlGroups=yes",
  "ProtectHostname=yes",
  "ProtectKernelLogs=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelTunables=yes",
  "ProtectProc=invisible",
  "LockPersonality=yes",
  "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "UMask=0077",
];

/** The unit. Without a command, of the pool or of the options, ExecStart is empty, and systemd refuses the unit. */
export function systemdText(
  workload: WorkloadDescription,
  derived: Readonly<Record<string, string>>,
  options: SystemdOptions,
): string {
  const { workingDirectory, command = workload.command ?? [], user, environmentFile } = options;
  const { metricsAddress = "127.0.0.1" } = options;
  const machine = machineOf(workload, derived, environmentFile);
  const { texts, stopSeconds, memoryBytes, processors, file } = machine;
  const { name } = workload;
  const lines = [
    ...headOf(workload, machine),
    "[Unit]",
    `Description=${specifier(`Unpod runner ${name}`)}`,
    "Wants=network-online.target",
    "After=network-online.target",
    "# a runner that ends is always started anew, but for one that is not what is declared",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=exec",
    ...(user === undefined ? ["DynamicUser=yes"] : [`User=${user}`]),
    `WorkingDirectory=${specifier(workingDirectory)}`,
    ...Object.entries({ ...listening(workload, metricsAddress), ...texts }).map(
      ([key, text]) => `Environment=${quoted(`${key}=${text}`)}`,
    ),
    `EnvironmentFile=${specifier(file)}`,
    `ExecStart=${command.map((word) => quoted(word).replaceAll("$", "$$$$")).join(" ")}`,
    "Restart=always",
    "RestartSec=5",
    `RestartPreventExitStatus=${WRAPPER_REFUSES}`,
    "KillSignal=SIGTERM",
    "# the runner alone is told; what it has started is killed when it has left",
    "KillMode=mixed",
    `TimeoutStopSec=${stopSeconds}`,
    ...(memoryBytes === undefined ? [] : [`MemoryMax=${inUnits(memoryBytes, ["", "K", "M", "G", "T"])}`]),
    ...(processors === undefined ? [] : [`CPUQuota=${Math.ceil(processors * 100)}%`]),
    ...HARDENING,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  ];
  return `${lines.join("\n")}\n`;
}

/** On a machine no policy stands before the wrapper's port. */
function listening({ unpod }: WorkloadDescription, address: string): Readonly<Record<string, string>> {
  return unpod?.wrapper === undefined ? {} : { [WRAPPER_HOST_VARIABLE]: address };
}

const specifier = (text: string): string => text.replaceAll("%", "%%");

/** One word, whatever is in it. */
function quoted(text: string): string {
  const escaped = specifier(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? specifier(text) : `"${escaped}"`;
}
