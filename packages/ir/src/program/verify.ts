import type { Ir } from '@aob/schemas'
import { isAgentType } from '../document/agents.ts'
import { compareIds } from '../document/graph.ts'
import { own } from '../document/own-property.ts'
import type { IrGraph } from './site.ts'

/** Internal consistency of an IR, bodies included, one sentence per contradiction; empty when fine. */
export function verifyIr(ir: Ir): string[] {
  const agents = agentsIn(ir)
  const count = agents === ir.agentCount ? [] : [`The agent count is ${ir.agentCount} instead of ${agents}.`]
  return [...graphFaults(ir, ''), ...count]
}

function graphFaults(graph: IrGraph, where: string): string[] {
  const inside = Object.values(graph.nodes).flatMap(({ id, scope }) => (scope ? graphFaults(scope, `${where}${id}/`) : []))
  return [...edgeFaults(graph), ...nodeFaults(graph), ...entryFaults(graph)].map((fault) => (where === '' ? fault : `In ${where} ${fault}`)).concat(inside)
}

function edgeFaults(ir: IrGraph): string[] {
  return Object.entries(ir.edges).flatMap(([id, edge]) => {
    const faults: string[] = []
    if (edge.id !== id) faults.push(`Edge ${id} calls itself ${edge.id}.`)
    if (!own(ir.nodes, edge.from)?.out.includes(id)) faults.push(`Edge ${id} is not among the outgoing edges of ${edge.from}.`)
    if (!own(ir.nodes, edge.to)?.in.includes(id)) faults.push(`Edge ${id} is not among the incoming edges of ${edge.to}.`)
    return faults
  })
}

function nodeFaults(ir: IrGraph): string[] {
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

function entryFaults(graph: IrGraph): string[] {
  const entries = Object.values(graph.nodes)
    .filter((node) => node.in.length === 0)
    .map((node) => node.id)
    .sort(compareIds)
  return entries.join() === graph.entries.join() ? [] : ['The entries are not the nodes without incoming edges.']
}

function agentsIn(graph: IrGraph): number {
  return Object.values(graph.nodes).reduce((sum, { type, scope }) => sum + Number(isAgentType(type)) + (scope ? agentsIn(scope) : 0), 0)
}

function inOrder(ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || compareIds(ids[index - 1] ?? '', id) < 0)
}
