// Creating an organization when something stands in the way: a slug that is taken, and an answer that is lost.
//
// A slug may be taken by an organization that was just destroyed: the platform purges it in its own time and holds the slug
// meanwhile. No call tells that from one of somebody else's, so a slug that none of the caller's organizations has is asked for
// again until `timeouts.create`; one that is seen to be the caller's is an error at once.
//
// After a lost answer the slug is what proves: it is unique, so one that none of the caller's organizations had before the call is
// the call's own when one of them has it afterwards, and a second attempt can not make a second organization. Names repeat freely,
// so without a slug in the configuration a second attempt could, with nobody to notice: the provider does not try again, and
// names what the lost attempt may have made, to be imported.
//
// Source: agynio/organizations `internal/server/server.go`; agynio/architecture `organizations.md` (Deletion).
import { DiagnosticError, parseDuration, Path } from "../../framework/index.js";
import {
  type CreateOrganizationInput,
  type GatewayClient,
  GatewayError,
  type Organization,
} from "../../gateway/index.js";
import { describeFailure } from "../failures.js";
import { lastLook, madeWithin, named } from "../last-look.js";
import { log } from "../log.js";
import { quoted } from "../quoted.js";
import { type Patience, untilAnswered } from "../second-try.js";
import { wait } from "../waiting.js";

/** Asks again for a slug after this long, twice as long each time, up to the limit. */
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 5_000;

/** How long a slug may stay taken, and how a loss is gone about. */
export interface CreationOptions extends Patience {
  /** Go duration. */
  readonly timeout: string;
}

/** @throws {DiagnosticError} which names what has the slug, or what may have been created */
export async function createOrganization(
  gateway: GatewayClient,
  input: CreateOrganizationInput,
  options: CreationOptions,
): Promise<Organization> {
  return await new Creation(gateway, input, options).run();
}

class Creation {
  readonly #action: string;
  readonly #started = performance.now();
  /** The answer to the last attempt, where it was lost. */
  #lost: GatewayError | undefined;
  /** None of the caller's organizations had the slug before the first attempt. */
  #provable = false;

  constructor(
    readonly gateway: GatewayClient,
    readonly input: CreateOrganizationInput,
    readonly options: CreationOptions,
  ) {
    this.#action = `create organization ${quoted(input.name)}`;
  }

  async run(): Promise<Organization> {
    const { signal, timeout } = this.options;
    const deadline = this.#started + (parseDuration(timeout) ?? 0);
    this.#provable = await this.#isFree();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
      if (signal.aborted)
        throw new DiagnosticError("Interrupted", `Did not ${this.#action}: Terraform was asked to stop.`);
      let error: GatewayError;
      try {
        return await this.gateway.organizations.create(this.input, { stop: signal });
      } catch (thrown) {
        if (!(thrown instanceof GatewayError)) throw thrown;
        error = thrown;
      }
      if (error.code !== "already_exists") {
        const made = await this.#settle(error);
        if (made) return made;
        continue; // the next attempt, with a slug that proves
      }
      const owner = await this.#slugOwner();
      if (owner && this.#lost && this.#isOurs(owner)) return this.#adopt(owner);
      const left = deadline - performance.now();
      if (owner !== undefined || this.input.slug === undefined || left <= 0) throw this.#slugTaken(error, owner);
      log(`${this.#action}: its slug is taken; asking again, for ${Math.ceil(left / 1000)} s more at most`);
      await wait(Math.min(pause, left), signal);
    }
  }

  /**
   * After an attempt that was not refused for its slug.
   * @returns what it made; undefined when it may be made once more
   * @throws {DiagnosticError} when it failed for good
   */
  async #settle(error: GatewayError): Promise<Organization | undefined> {
    const failure = describeFailure(error, this.#action);
    if (error.sent === "no") throw this.#lost ? await this.#describeLoss(failure) : failure;
    const second = this.#lost !== undefined;
    this.#lost = error;
    let mine: Organization[] | undefined;
    try {
      mine = await untilAnswered(error, this.#action, (stop) => this.#mine(stop), this.options);
    } catch (thrown) {
      if (!(thrown instanceof GatewayError || thrown instanceof DiagnosticError)) throw thrown;
      const interrupted = thrown instanceof DiagnosticError ? thrown : undefined;
      throw await this.#describeLoss(
        interrupted ? new DiagnosticError(interrupted.summary, `${failure.detail} ${interrupted.detail}`) : failure,
      );
    }
    const made = mine?.find((found) => this.#isOurs(found));
    if (made) return this.#adopt(made);
    if (second || !this.#provable || mine === undefined) throw await this.#describeLoss(failure);
    log(`${this.#action}: none of your organizations has its slug; creating it a second time`);
    return undefined;
  }

  #mine(signal: AbortSignal): Promise<Organization[]> {
    return this.gateway.organizations.listAccessible({ signal });
  }

  /** Where it can not be seen, nothing can be proved. */
  async #isFree(): Promise<boolean> {
    const { slug } = this.input;
    if (slug === undefined) return false;
    try {
      return (await this.#mine(this.options.signal)).every((found) => found.slug !== slug);
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  }

  #isOurs({ name, slug }: Organization): boolean {
    return this.#provable && slug === this.input.slug && name === this.input.name;
  }

  #adopt(made: Organization): Organization {
    log(`${this.#action}: an answer was lost; organization ${made.id} was created all the same, and is kept`);
    return made;
  }

  /** Among the caller's own; undefined also when they can not be listed. */
  async #slugOwner(): Promise<Organization | undefined> {
    const { slug } = this.input;
    if (slug === undefined) return undefined;
    try {
      return await this.gateway.organizations.findBySlug(slug, { signal: this.options.signal });
    } catch {
      return undefined;
    }
  }

  #slugTaken(error: GatewayError, owner: Organization | undefined): DiagnosticError {
    const { summary, detail } = describeFailure(error, this.#action);
    const more =
      owner !== undefined
        ? `It is the slug of organization ${owner.id} (${JSON.stringify(owner.name)}): take that over with terraform import ADDRESS ${owner.id}.`
        : this.input.slug === undefined
          ? "Every slug derived from this name is taken: set slug."
          : `None of your organizations has the slug, so it belongs to somebody else, or to one that was deleted and is still being purged. It was asked for again for ${this.options.timeout} (timeouts.create). Choose another slug, or apply again later.`;
    return new DiagnosticError(summary, `${detail} ${more}`, Path.of("slug"));
  }

  /** The failure, with what the lost attempt may have made, or why that could not be found out. */
  async #describeLoss({ summary, detail }: DiagnosticError): Promise<DiagnosticError> {
    const { name, slug } = this.input;
    let found: string;
    try {
      const mine = await lastLook(this.options.signal, (stop) => this.#mine(stop));
      const alike = mine.filter((one) => one.name === name && (slug === undefined || one.slug === slug));
      found = describeCandidates(madeWithin(performance.now() - this.#started, alike));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      found = `Whether it was created all the same could not be found out (${error.rpc}: ${error.code}): look for it before you apply again, or a second one is made.`;
    }
    return new DiagnosticError(summary, `${detail} ${found}`);
  }
}

function describeCandidates(found: readonly Organization[]): string {
  if (found.length === 0) return "No organization was found that this left behind.";
  const list = named(found, ({ slug }) => ` (slug ${JSON.stringify(slug)})`);
  return `It may have been created all the same: ${list} (times are the platform's). If it is yours, take it over with terraform import ADDRESS ID before you apply again, or a second one is made.`;
}
