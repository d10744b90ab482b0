import type { RunStatus } from '@aob/schemas'

export type StatusFilter = 'all' | 'active' | 'needs_you' | 'completed' | 'failed' | 'cancelled'

/** Filters a person thinks in; each stands for one status the server can filter by, or for a choice made on the page. */
export const STATUS_FILTERS: ReadonlyArray<{ value: StatusFilter; label: string; status?: RunStatus }> = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Running', status: 'RUNNING' },
  { value: 'needs_you', label: 'Needs you', status: 'WAITING_FOR_APPROVAL' },
  { value: 'completed', label: 'Succeeded', status: 'COMPLETED' },
  { value: 'failed', label: 'Failed', status: 'FAILED' },
  { value: 'cancelled', label: 'Cancelled', status: 'CANCELLED' },
]

/** The status the server is asked for; undefined for all. */
export function statusOfFilter(filter: StatusFilter): RunStatus | undefined {
  return STATUS_FILTERS.find((candidate) => candidate.value === filter)?.status
}
