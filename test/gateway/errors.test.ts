// The table of failures: every row is walked, and the page shows what it says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GatewayClient } from "../../src/gateway/index.js";
import {
  CONNECT_ERRORS,
  CONNECTION_ERRORS,
  type ErrorRow,
  findRow,
  HTTP_ERRORS,
  LOCAL_ERRORS,
  PROXY_ERRORS,
  TLS_ERRORS,
} from "../../src/gateway/error-table.js";
import { METHODS } from "../../src/gateway/methods.js";
import { explain } from "../../src/gateway/node-errors.js";
import { answer, type FakeServer, fakeServer, json } from "./fake-server.js";
import { failureOf, ID } from "./support.js";

const GROUPS: Readonly<Record<string, Readonly<Record<string, ErrorRow>>>> = {
  ...{ CONNECTION_ERRORS, TLS_ERRORS, PROXY_ERRORS, LOCAL_ERRORS, HTTP_ERRORS },
  CONNECT_ERRORS: Object.fromEntries(Object.entries(CONNECT_ERRORS).map(([code, row]) => [`Connect ${code}`, row])),
};
const rows = Object.values(GROUPS).flatMap((group) => Object.entries(group));

describe("a row", () => {
  it.each(rows)("says what was seen and what to do: %s", (_name, { code, means, advice }) => {
    expect(means).toMatch(/^[a-z].*[^.]$/);
    if (code === "aborted_locally") return;
    expect(advice).toMatch(/^[A-Z].*[.?]$/);
  });

  const foreign = [...Object.entries(CONNECTION_ERRORS), ...Object.entries(TLS_ERRORS)].filter(([name]) =>
    /^[A-Z]/.test(name),
  );
  it.each(foreign)("is found by the code of an error of Node or undici: %s", (name, row) => {
    const code = name.replace("*", "SOMETHING");

    const found = explain(Object.assign(new Error("foreign s3cret"), { code }), false, []);

    expect(found).toEqual({ reason: code, row, detail: `${row.means} (${code})` });
  });

  it.each<[string, unknown, string]>([
    ["one of several tries", { errors: [{ code: "ECONNREFUSED" }, { code: "ETIMEDOUT" }] }, "ECONNREFUSED"],
    ["a cause", { cause: { code: "ENOTFOUND" } }, "ENOTFOUND"],
    ["a parser's error", { name: "HTTPParserError", data: "s3cret" }, "HPE_INVALID"],
    ["a code that is not known", { code: "E_NEW" }, "E_NEW"],
    ["a name of Object.prototype", { code: "constructor" }, "constructor"],
    ["no error", undefined, "other failure"],
  ])("is found by %s", (_name, error, reason) => {
    expect(explain(error, false, []).reason).toBe(reason);
  });

  it("of an unknown failure claims nothing: it may have been sent, and is not tried again", () => {
    expect(findRow("E_NEW").row).toMatchObject({ code: "connection_lost", sent: "if begun", again: false });
  });

  it.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"])("is one of TLS where %s comes in the handshake", (code) => {
    expect(explain({ code }, true, [])).toMatchObject({
      reason: "closed during the handshake",
      row: { code: "tls" },
      detail: `the connection was closed during the TLS handshake (${code})`,
    });
  });
});

describe("an answer over HTTP", () => {
  let server: FakeServer;
  let client: GatewayClient;
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const statuses: [string, ErrorRow, number][] = Object.entries(HTTP_ERRORS)
    .filter(([name]) => /\d/.test(name))
    .map(([name, row]) => [name, row, Number(name.slice(-3).replace("3xx", "308"))]);
  it.each([
    ...statuses,
    ["HTTP other" as const, HTTP_ERRORS["HTTP other"], 418] as const,
    ["a page" as const, HTTP_ERRORS["HTTP page"], 405] as const,
  ])("is read by its row: %s", async (name, row, status) => {
    const type = name === "a page" ? "text/html" : "text/plain";
    server = await fakeServer(answer(status, type, "no"));
    client = new GatewayClient({ url: server.url, maxRetries: 0 });

    const error = await failureOf(client.runners.get(ID));

    expect(error).toMatchObject({
      code: row.code,
      sent: row.sent,
      transient: row.again,
      status,
      reason: `HTTP ${status}`,
    });
    if (row.code !== "redirect") expect(error.advice).toBe(row.advice);
  });

  it.each(Object.entries(CONNECT_ERRORS))("is read by its row: Connect %s", async (code, row) => {
    server = await fakeServer(json({ code, message: "said" }, 500));
    client = new GatewayClient({ url: server.url, maxRetries: 0 });

    const error = await failureOf(client.runners.get(ID));

    const { sent, advice } = row;
    expect(error).toMatchObject({ code, sent, advice, transient: row.again, detail: "said", fromServer: true });
  });
});

describe("docs/gateway.md", () => {
  const page = readFileSync(join(__dirname, "../../docs/gateway.md"), "utf8");
  /** Cells of the rows under a heading. */
  const tableUnder = (heading: string): string[][] => {
    const section = page.split(/^#+ /m).find((part) => part.startsWith(heading)) ?? "";
    return [...section.matchAll(/^\| (.*) \|$/gm)].slice(1).map(([, row = ""]) => row.split(" | "));
  };

  it.each([
    ["Connecting", GROUPS["CONNECTION_ERRORS"]],
    ["TLS", GROUPS["TLS_ERRORS"]],
    ["Proxies", GROUPS["PROXY_ERRORS"]],
    ["Ended by the client, or not an answer", GROUPS["LOCAL_ERRORS"]],
    ["Answers without a Connect error", GROUPS["HTTP_ERRORS"]],
    ["Answers of the platform", GROUPS["CONNECT_ERRORS"]],
  ])("lists exactly the failures of the table: %s", (heading, group = {}) => {
    const expected = Object.entries(group).map(([name, { code, sent, again, means, advice }]) => [
      `\`${name}\``,
      `\`${code}\``,
      sent,
      again ? "yes" : "no",
      means,
      advice === "" ? "-" : advice,
    ]);

    expect(tableUnder(heading)).toEqual(expected);
  });

  it("lists exactly the methods that are called, and which may be repeated", () => {
    const listed = tableUnder("Methods").map(([, rpc = "", repeated = ""]) => [rpc.replaceAll("`", ""), repeated]);

    expect(listed.sort()).toEqual(
      Object.entries(METHODS)
        .map(([rpc, repeatable]) => [rpc, repeatable === "any" ? "yes" : "when nothing was sent"])
        .sort(),
    );
  });

  it("lists every option with its default", () => {
    const source = readFileSync(join(__dirname, "../../src/gateway/options.ts"), "utf8");
    const [, body = ""] = /interface GatewayOptions \{([\s\S]*?)\n\}/.exec(source) ?? [];
    const options = [...body.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name = ""]) => name);

    expect(options).toContain("maxRetries");
    expect(tableUnder("Options").map(([name]) => name)).toEqual(options.map((name) => `\`${name}\``));
  });
});
