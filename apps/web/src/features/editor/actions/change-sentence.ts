import type { PatchSummary } from '@aob/schemas'

function part(count: number, one: string, many: string, verb: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many} ${verb}`]
}

/** "2 nodes added, 1 connection removed" for a summary; moves alone have a sentence of their own. */
export function changeSentence(summary: PatchSummary): string {
  const parts = [
    ...part(summary.nodesAdded.length, 'node', 'nodes', 'added'),
    ...part(summary.nodesChanged.length, 'node', 'nodes', 'changed'),
    ...part(summary.nodesRemoved.length, 'node', 'nodes', 'removed'),
    ...part(summary.edgesAdded.length, 'connection', 'connections', 'added'),
    ...part(summary.edgesChanged.length, 'connection', 'connections', 'changed'),
    ...part(summary.edgesRemoved.length, 'connection', 'connections', 'removed'),
  ]
  return parts.length === 0 ? 'Only the layout or the settings of the workflow changed.' : `${parts.join(', ')}.`
}
