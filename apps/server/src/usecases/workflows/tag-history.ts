import type { TagMoveRow } from '../../ports/document-store.ts'

/**
 * The version a redo leads to, read off the moves since the last publish: what the latest undo left and no redo took back.
 * Publishing begins a new list, so that nothing can be redone after it (VC-14).
 */
export function redoTarget(moves: readonly TagMoveRow[]): string | undefined {
  const undone: string[] = []
  for (const move of moves) {
    if (move.kind === 'undo' && move.from !== undefined) undone.push(move.from)
    if (move.kind === 'redo') undone.pop()
  }
  return undone.at(-1)
}
