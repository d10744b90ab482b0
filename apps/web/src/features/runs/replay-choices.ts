import type { RunDetail } from '@aob/schemas'

export interface ReplayChoices {
  options: { value: string; label: string }[]
  /** Where most people want to begin: at the step that failed, else at the beginning. */
  first: string
}

/** Steps a run may be replayed from, in the order in which they began; those inside scopes begin with their scope. */
export function replayChoices({ nodes }: Pick<RunDetail, 'nodes'>): ReplayChoices {
  const begun = Object.values(nodes)
    .filter(({ nodeId, status }) => !nodeId.includes('/') && status !== 'not_taken')
    .sort((left, right) => (left.queuedAt ?? left.endedAt ?? 0) - (right.queuedAt ?? right.endedAt ?? 0))
  const failed = begun.find(({ status }) => status === 'failed')
  return {
    options: [
      { value: '', label: 'The beginning' },
      ...begun.map(({ nodeId, status }) => ({ value: nodeId, label: status === 'failed' ? `${nodeId} (failed)` : nodeId })),
    ],
    first: failed?.nodeId ?? '',
  }
}
