import type { Ir } from '@aob/schemas'
import { isAgentType } from '../document/agents.ts'
import { compareIds } from '../document/graph.ts'
import { own } from '../document/own-property.ts'

/** Internal consistency of an IR, one sentence per contradiction; empty when fine. */
export function verifyIr(ir: Ir): string[] {
  return [...edgeFaults(ir), ...nodeFaults(ir), ...summaryFaults(ir)]
}

function edgeFaults(ir: Ir): string[] {
  return Object.entries(ir.edges).flatMap(([id, edge]) => {
    const faults: string[] = []
    if (edge.id !== id) faults.push(`Edge ${id} calls itself ${edge.id}.`)
    if (!own(ir.nodes, edge.from)?.out.includes(id)) faults.push(`Edge ${id} is not among the outgoing edges of ${edge.from}.`)
    if (!own(ir.nodes, edge.to)?.in.includes(id)) faults.push(`Edge ${id} is not among the incoming edges of ${edge.to}.`)
    return faults
  })
}

function nodeFaults(ir: Ir): string[] {
  return Object.entries(ir.nodes).flatMap(([id, node]) => {
    const faults: string[] = []
    if (node.id !== id) faults.push(`Node ${id} calls itself ${node.id}.`)
    for (const edge of node.in) if (own(ir.edges, edge)?.to !== id) faults.push(`Node ${id} lists ${edge}, which does not lead to it.`)
    for (const edge of node.out) if (own(ir.edges, edge)?.from !== id) faults.push(`Node ${id} lists ${edge}, which does not leave it.`)
    if (!inOrder(node.in) || !inOrder(node.out)) faults.push(`Node ${id} lists its edges out of order.`)
    if (node.joinCount !== undefined && node.join !== 'any') faults.push(`Node ${id} counts branches of a join that takes all.`)
    return faults
  })
}

function summaryFaults(ir: Ir): string[] {
  const nodes = Object.values(ir.nodes)
  const entries = nodes
    .filter((node) => node.in.length === 0)
    .map((node) => node.id)
    .sort(compareIds)
  const agents = nodes.filter((node) => isAgentType(node.type)).length
  const faults: string[] = []
  if (entries.join() !== ir.entries.join()) faults.push('The entries are not the nodes without incoming edges.')
  if (agents !== ir.agentCount) faults.push(`The agent count is ${ir.agentCount} instead of ${agents}.`)
  return faults
}

function inOrder(ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || compareIds(ids[index - 1] ?? '', id) < 0)
}
