/**
 * Numbered behaviours: what `decide` may do differently from its first version. A run keeps those it was started with
 * (`run.started`), so that a log replays for ever with the logic that wrote it.
 *
 * To change what `decide` answers: add a number here that was never used, ask `behaves(state, …)` where the two versions part, keep both, and
 * record a history that shows the new one. A number is never given away again, and goes only when no log with runs before it is kept.
 */
export const BEHAVIOURS = {
  /** A retry policy counts attempts that failed. Before, it counted every attempt, those whose executor was lost included. */
  countsFailures: 1,
  /**
   * A log in mode `fast` also tells which agents got a token, which retries went out again, and where hot state was lost. Before, a rebuild
   * gave an agent's place to whoever was ready first, and a replay had to guess the rest.
   */
  fastTellsWhatDecides: 2,
} as const satisfies Record<string, number>

/** What runs started now are told to do. */
export const CURRENT_BEHAVIOURS: readonly number[] = Object.values(BEHAVIOURS)

/** Whether a run was started with a behaviour. */
export function behaves(run: { readonly behaviours?: readonly number[] }, behaviour: number): boolean {
  return run.behaviours?.includes(behaviour) ?? false
}
