import type { InternalNode, ReactFlowState, useStoreApi } from '@xyflow/react'

type Store = ReturnType<typeof useStoreApi>
type Measured = Parameters<ReactFlowState['updateNodeInternals']>[0] extends Map<string, infer Update> ? Update : never

const told = new WeakSet<Store>()

/**
 * Cards say how large they are and where their ports sit. React Flow measures every card all the same once it is mounted, and then
 * renders it and its edges a second time; here it is told only of cards that do not have the size they say.
 */
export function trustDeclaredSizes(store: Store): void {
  if (told.has(store)) return
  told.add(store)
  const { updateNodeInternals } = store.getState()
  store.setState({
    updateNodeInternals: (updates, options) => {
      const { nodeLookup } = store.getState()
      const wrong = new Map([...updates].filter(([id, { nodeElement }]) => !isAsDeclared(nodeLookup.get(id), nodeElement)))
      if (wrong.size > 0) updateNodeInternals(wrong, options)
    },
  })
}

export function isAsDeclared(node: Pick<InternalNode, 'measured' | 'handles'> | undefined, { offsetWidth, offsetHeight }: Measured['nodeElement']): boolean {
  return node?.handles !== undefined && node.measured.width === offsetWidth && node.measured.height === offsetHeight
}
