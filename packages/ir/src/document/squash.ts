import type { Operation, Workflow } from '@aob/schemas'
import { areOrderedAlike, orderOperations } from './element-order.ts'
import { operationsBetween } from './operations-between.ts'
import { applied } from './restack.ts'

/** One patch that does what several do one after another, the order of nodes and edges included; empty when they cancel out. */
export function squash(base: Workflow, patches: readonly (readonly Operation[])[]): Operation[] {
  return exactOperationsBetween(base, patches.reduce(applied, base))
}

/** Operations that turn `before` into `after` exactly: by id like `operationsBetween`, then into the same order. */
export function exactOperationsBetween(before: Workflow, after: Workflow): Operation[] {
  const byId = operationsBetween(before, after)
  if (areOrderedAlike(before, after)) return byId
  return [...byId, ...orderOperations(applied(before, byId), after)]
}
