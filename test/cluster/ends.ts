// What tests have started and have to end, also when a set-up fails: a control plane that runs on keeps jest alive.
/** Ends something. */
export type End = () => Promise<unknown>;
const running: End[] = [];

/** Has `closeAll` end something that a test has started. */
export function endsWithTests(end: End): void {
  running.push(end);
}

/** Ends all that was started here and still runs, the last first: also what a failed set-up left, which would keep jest alive. */
export async function closeAll(): Promise<void> {
  await endAll(running);
}

/**
 * Ends what is listed, the last first, and empties the list.
 * @throws what failed, once all were tried
 */
export async function endAll(ends: End[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of ends.splice(0).reverse()) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, errors.map(String).join("\n"));
}
