import type { TagMoveRow } from '../../ports/document-store.ts'

/** The versions a tag may step through and where it stands: undo goes left, redo right. */
export interface TagTrail {
  versions: readonly string[]
  at: number
}

/**
 * Read off every move of a tag. A change (publish, merge, restore) cuts what could be redone and stands at the end (VC-14);
 * a compaction takes the place of the version whose bytes it has, so that steps lead past it as past that version.
 */
export function tagTrail(moves: readonly TagMoveRow[]): TagTrail {
  const versions: string[] = []
  let at = -1
  for (const { kind, to } of moves) {
    if (kind === 'undo') at = Math.max(0, at - 1)
    else if (kind === 'redo') at = Math.min(versions.length - 1, at + 1)
    else if (kind === 'compact') versions[at] = to
    else {
      versions.length = at + 1
      versions.push(to)
      at = versions.length - 1
    }
  }
  return { versions, at }
}

export function stepTarget({ versions, at }: TagTrail, kind: 'undo' | 'redo'): string | undefined {
  return versions[kind === 'undo' ? at - 1 : at + 1]
}
