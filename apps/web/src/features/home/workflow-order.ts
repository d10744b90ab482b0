import type { WorkflowSummary } from '@aob/schemas'
import { useState } from 'react'
import { inBrowser } from '../../lib/browser-storage.ts'

export const ORDERS = [
  { value: 'name', label: 'By name' },
  { value: 'updated', label: 'Changed last' },
  { value: 'run', label: 'Run last' },
] as const
export type WorkflowOrder = (typeof ORDERS)[number]['value']

const KEY = 'aob.home.order'

/** The order a person likes best, kept by this browser. */
export function useWorkflowOrder(): [WorkflowOrder, (order: WorkflowOrder) => void] {
  const [order, setOrder] = useState(() => ORDERS.find(({ value }) => value === inBrowser.recall(KEY))?.value ?? 'name')
  return [
    order,
    (next) => {
      setOrder(next)
      inBrowser.keep(KEY, next)
    },
  ]
}

/** The newest first, or by name as people read names; what never ran comes after what did. */
export function inOrder(workflows: readonly WorkflowSummary[], order: WorkflowOrder): WorkflowSummary[] {
  const byName = (a: WorkflowSummary, b: WorkflowSummary) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' })
  if (order === 'name') return [...workflows].sort(byName)
  const at = (workflow: WorkflowSummary) => Date.parse((order === 'updated' ? workflow.updatedAt : workflow.lastRun?.startedAt) ?? '') || 0
  return [...workflows].sort((a, b) => at(b) - at(a) || byName(a, b))
}
