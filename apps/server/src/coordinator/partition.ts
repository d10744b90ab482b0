/**
 * Partition of a run: FNV-1a over its id, modulo the partition count stored with the run (D-15).
 * Every key and stream of a run lives in its partition, so that one commit is one Redis call on one slot.
 */
export function partitionOf(runId: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < runId.length; index += 1) {
    hash ^= runId.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0) % partitions
}
