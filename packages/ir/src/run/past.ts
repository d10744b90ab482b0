import { activationsAround, splitActivation } from '../document/address.ts'
import { own } from '../document/own-property.ts'
import { hasResult, sheetOf } from './results.ts'
import type { RunState } from './state.ts'
import { isSettled } from './status.ts'

/** Whether an activation around the address is over: nothing in there counts any more (SC2, SC4). One that is yet to begin is not. */
export function isPast({ nodes, results }: Pick<RunState, 'nodes' | 'results'>, address: string): boolean {
  return activationsAround(address).some((activation) => {
    const { scope, index } = splitActivation(activation)
    return hasResult(own(results, sheetOf(scope, index)), index) || isSettled(nodes.get(scope)?.status ?? 'idle')
  })
}
