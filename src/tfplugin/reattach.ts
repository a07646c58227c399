// How a running plugin is told to Terraform: the value of TF_REATTACH_PROVIDERS, and the command that sets it in each shell.
//
// `Test` must be true: without it terraform 1.11 forgets the protocol version and crashes, and would end the process itself.
// A provider is looked up by its full source address, and Terraform and OpenTofu complete a short one differently, so both are
// given.
//
// Source: go-plugin's ReattachConfig in JSON; measured with terraform 1.11.
import { PROTOCOL_VERSION } from "./handshake.js";
import type { Endpoint } from "./listen.js";

const VARIABLE = "TF_REATTACH_PROVIDERS";
const REGISTRIES = ["registry.terraform.io", "registry.opentofu.org"];

/**
 * The variable's value.
 *
 * @param source `agynio/agyn`, or with a registry before it
 */
export function reattachValue(source: string, { network, address }: Omit<Endpoint, "remove">, pid: number): string {
  const addresses = source.split("/").length > 2 ? [source] : REGISTRIES.map((registry) => `${registry}/${source}`);
  const plugin = {
    Protocol: "grpc",
    ProtocolVersion: PROTOCOL_VERSION,
    Pid: pid,
    Test: true,
    Addr: { Network: network, String: address },
  };
  return JSON.stringify(Object.fromEntries(addresses.map((key) => [key, plugin])));
}

/** The line of a file of variables that POSIX shells and editors read. */
export function environmentFile(value: string): string {
  return `${VARIABLE}=${posixQuoted(value)}\n`;
}

/** What a person who started the plugin is told. */
export function instructions(name: string, value: string): string {
  return `${name} is running in debug mode. It serves every Terraform or OpenTofu that has this variable set:

POSIX shells:    export ${VARIABLE}=${posixQuoted(value)}
PowerShell:      $env:${VARIABLE} = '${value.replaceAll("'", "''")}'
Command Prompt:  set "${VARIABLE}=${value}"

Ctrl-C ends it.
`;
}

const posixQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
