import type { IrEdge, IrNode } from '@aob/schemas'
import { pathOf, prefixOf } from '../document/address.ts'
import { own } from '../document/own-property.ts'

/** A graph that runs: the workflow itself, or the body of a scope. */
export interface IrGraph {
  readonly nodes: Readonly<Record<string, IrNode>>
  readonly edges: Readonly<Record<string, IrEdge>>
  readonly entries: readonly string[]
}

/** A node at its address, with the graph its edges lead through. */
export interface Site {
  readonly address: string
  /** What stands before the ids of the graph's elements. */
  readonly prefix: string
  readonly graph: IrGraph
  readonly node: IrNode
}

/** The graph whose elements have this prefix; undefined when a scope on the way is not there. */
export function graphAt(ir: IrGraph, prefix: string): IrGraph | undefined {
  if (prefix === '') return ir
  let graph: IrGraph | undefined = ir
  for (const id of pathOf(prefix.slice(0, -1))) graph = graph && own(graph.nodes, id)?.scope
  return graph
}

/** The node at an address; undefined when there is none. */
export function siteAt(ir: IrGraph, address: string): Site | undefined {
  const prefix = prefixOf(address)
  const graph = graphAt(ir, prefix)
  const node = graph && own(graph.nodes, address.slice(prefix.length))
  return graph && node && { address, prefix, graph, node }
}

/** Edges that leave the node, in id order. */
export function outgoing({ node, graph }: Pick<Site, 'node' | 'graph'>): IrEdge[] {
  return node.out.flatMap((id) => own(graph.edges, id) ?? [])
}

/** Whether an effect of the node itself cannot be taken back. A scope has none: its inner nodes have theirs. */
export function isIrreversible(node: IrNode): boolean {
  return node.irreversible && node.scope === undefined
}
