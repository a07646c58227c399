// Networks as the Kubernetes API takes them.
//
// Source: ValidateCIDR of k8s.io/apimachinery, strict since 1.36 (measured: 10.20.0.1/16 is refused there and taken by 1.35; an address
// with a zone, and IPv4 within IPv6, by none).
import { isIPv4, isIPv6 } from "node:net";

/** Whether it is `<first address>/<bits>` of an IPv4 or IPv6 network. */
export function isNetwork(cidr: string): boolean {
  const [, address = "", bits = ""] = /^([^/%]+)\/(0|[1-9]\d{0,2})$/.exec(cidr) ?? [];
  const all = isIPv4(address) ? bitsOf4(address) : isIPv6(address) && !address.includes(".") ? bitsOf6(address) : "";
  return all !== "" && Number(bits) <= all.length && !all.slice(Number(bits)).includes("1");
}

function bitsOf4(address: string): string {
  return address.split(".").map(binary(8)).join("");
}

function bitsOf6(address: string): string {
  const [before = [], after = []] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => binary(16)(`0x${group}`)).join("");
}

const binary =
  (digits: number) =>
  (number: string): string =>
    Number(number).toString(2).padStart(digits, "0");
