// Runners as the gateway offers them: types, and one function per method.
//
// Source: agynio/api `proto/agynio/api/runners/v1/runners.proto`. Names are not unique; the service token comes back once;
// an empty map or list in an update changes nothing; a listing without an organization has short and empty pages.
import { Caller, type ListOptions } from "./caller.js";
import {
  date,
  enumName,
  type JsonObject,
  object,
  objects,
  optionalText,
  requiredText,
  ShapeError,
  text,
  textMap,
  texts,
} from "./decode.js";
import type { CallOptions } from "./transport.js";

/** `enrolled` means "has enrolled at least once", not "is alive"; nothing sets `offline` yet. */
export type RunnerStatus = "unspecified" | "pending" | "enrolled" | "offline";

/** In the order of their numbers. */
const STATUSES = ["unspecified", "pending", "enrolled", "offline"] as const;

/** One runner. */
export interface Runner {
  /** UUID in canonical form. */
  readonly id: string;
  /** Platform identity; equal to the id. */
  readonly identityId: string;
  readonly name: string;
  /** Absent: cluster-scoped. */
  readonly organizationId?: string;
  readonly status: RunnerStatus;
  readonly labels: Readonly<Record<string, string>>;
  /** In the platform's order, duplicates kept. */
  readonly capabilities: readonly string[];
  /** `runner-<id>` */
  readonly openzitiServiceName: string;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}

/** What a new runner is made of. */
export interface RegisterRunnerInput {
  /** Trimmed by the platform; must not be blank. */
  readonly name: string;
  /**
   * UUID of the organization.
   * @default - cluster-scoped
   */
  readonly organizationId?: string;
  /** @default {} */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default [] */
  readonly capabilities?: readonly string[];
}

/** A new runner, with the token its process enrolls with: given here and never again. */
export interface RegisteredRunner {
  readonly runner: Runner;
  /** 64 lower-case hex digits. */
  readonly serviceToken: string;
}

/** What to change; a field left out, an empty map or an empty list stays as it is. */
export interface UpdateRunnerInput {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly capabilities?: readonly string[];
}

/** Which runners to list. */
export interface RunnerFilter {
  /**
   * UUID: that organization's runners and all cluster-scoped ones.
   * @default - every runner the caller may see
   */
  readonly organizationId?: string;
}

/** One page of runners. */
export interface RunnerPage {
  /** May be short or empty on any page. */
  readonly runners: Runner[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** What a runner process gets for its token. */
export interface Enrollment {
  /** Identity document of the overlay network. */
  readonly identityJson: Uint8Array;
  readonly serviceName: string;
  /** Identity on the overlay network, not on the platform. */
  readonly identityId: string;
}

/** Calls of the RunnersGateway. All throw `GatewayError`. */
export class Runners {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Registers one. Not idempotent: after `sent: "maybe"` there may be a runner whose token is lost. */
  async register(input: RegisterRunnerInput, options: CallOptions = {}): Promise<RegisteredRunner> {
    const { name, organizationId, labels, capabilities } = input;
    return await this.#caller.call(
      "RunnersGateway/RegisterRunner",
      { name, organizationId, labels, capabilities },
      options,
      (answer) => ({
        runner: decodeAnswer(answer),
        serviceToken: requiredText(answer, "serviceToken"),
      }),
    );
  }

  /** Reads one by id. */
  async get(id: string, options: CallOptions = {}): Promise<Runner> {
    return await this.#caller.call("RunnersGateway/GetRunner", { id }, options, decodeAnswer);
  }

  /** One page, in id order. Go on while there is a token, whatever the number of rows. */
  async list(options: ListOptions & RunnerFilter = {}): Promise<RunnerPage> {
    const message = { ...Caller.page(options), organizationId: options.organizationId };
    return await this.#caller.call("RunnersGateway/ListRunners", message, options, (answer) => ({
      runners: objects(answer, "runners").map(decodeRunner),
      nextPageToken: text(answer, "nextPageToken"),
    }));
  }

  /** All runners, page by page as they are asked for. */
  async *listAll({ organizationId, signal }: CallOptions & RunnerFilter = {}): AsyncGenerator<Runner, void, undefined> {
    const rpc = "RunnersGateway/ListRunners";
    for await (const page of Caller.pages(rpc, (pageToken) => this.list({ organizationId, signal, pageToken }))) {
      yield* page.runners;
    }
  }

  /** Changes one. The scope can't be changed. */
  async update(
    id: string,
    { name, labels, capabilities }: UpdateRunnerInput,
    options: CallOptions = {},
  ): Promise<Runner> {
    return await this.#caller.call(
      "RunnersGateway/UpdateRunner",
      { id, name, labels, capabilities },
      options,
      decodeAnswer,
    );
  }

  /** Deletes one; its token stops working. A second deletion is `not_found`. */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#caller.delete("RunnersGateway/DeleteRunner", { id }, options);
  }

  /** Enrolls with a service token, as the runner process does at each start; the enrollment before is replaced. */
  async enroll(serviceToken: string, options: CallOptions = {}): Promise<Enrollment> {
    return await this.#caller.call("RunnersGateway/EnrollRunner", { serviceToken }, options, (answer) => ({
      identityJson: Uint8Array.from(Buffer.from(text(answer, "identityJson"), "base64")),
      serviceName: text(answer, "serviceName"),
      identityId: text(answer, "identityId"),
    }));
  }
}

function decodeAnswer(answer: JsonObject): Runner {
  return decodeRunner(object(answer, "runner"));
}

function decodeRunner(from: JsonObject): Runner {
  const meta = object(from, "meta");
  const id = requiredText(meta, "id");
  const organizationId = optionalText(from, "organizationId");
  if (organizationId === "") {
    throw new ShapeError('the answer\'s "organizationId" is empty');
  }
  return {
    id,
    identityId: text(from, "identityId"),
    name: text(from, "name"),
    organizationId,
    status: enumName(from, "status", "RUNNER_STATUS_", STATUSES),
    labels: textMap(from, "labels"),
    capabilities: texts(from, "capabilities"),
    openzitiServiceName: text(from, "openzitiServiceName"),
    createdAt: date(meta, "createdAt"),
    updatedAt: date(meta, "updatedAt"),
  };
}
