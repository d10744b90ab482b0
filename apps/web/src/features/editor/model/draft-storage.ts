import type { Workflow } from '@aob/schemas'

/** Edits that were not saved, kept in this browser for one workflow on one version. */
export interface StoredDraft {
  document: Workflow
  /** Milliseconds since the epoch. */
  savedAt: number
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

function keyOf(workflow: string, baseArtifact: string): string {
  return `aob.draft:${workflow}:${baseArtifact}`
}

/** Keeps the draft; false when the browser has no room or no storage for it. */
export function storeDraft(storage: Store, workflow: string, baseArtifact: string, draft: StoredDraft): boolean {
  try {
    storage.setItem(keyOf(workflow, baseArtifact), JSON.stringify(draft))
    return true
  } catch {
    // Quota or privacy mode: the caller shows that the draft only lives in the page.
    return false
  }
}

export function readDraft(storage: Store, workflow: string, baseArtifact: string): StoredDraft | undefined {
  const text = storage.getItem(keyOf(workflow, baseArtifact))
  if (text === null) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const { document, savedAt } = value as Partial<StoredDraft>
    return document && Array.isArray(document.nodes) && Array.isArray(document.edges) && typeof savedAt === 'number' ? { document, savedAt } : undefined
  } catch {
    // Written by hand or cut short: the same as no draft.
    return undefined
  }
}

export function dropDraft(storage: Store, workflow: string, baseArtifact: string): void {
  storage.removeItem(keyOf(workflow, baseArtifact))
}
