import type { HistoryEntry } from './edit-history.ts'

/** One sentence for the record when the person gives none: the gestures since the last save, repeats counted. */
export function rationaleOf(entries: readonly HistoryEntry[]): string {
  const counts = new Map<string, number>()
  for (const { label } of entries) counts.set(label, (counts.get(label) ?? 0) + 1)
  const parts = [...counts].slice(0, 6).map(([label, count]) => (count > 1 ? `${label} (${count}×)` : label))
  if (counts.size > 6) parts.push(`${counts.size - 6} more`)
  const sentence = parts.join(', ')
  return sentence === '' ? 'Edited' : sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** The gestures since a version was published, oldest first; all of them when that one is older than the history. */
export function entriesSince(entries: readonly HistoryEntry[], lastPublished: HistoryEntry | undefined): readonly HistoryEntry[] {
  return entries.slice(lastPublished === undefined ? 0 : entries.indexOf(lastPublished) + 1)
}
