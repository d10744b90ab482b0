import type { N8nDocument, N8nLink } from '../document.ts'
import { isTrigger, NOTE_TYPE, STOP_TYPE } from '../nodes/registry.ts'
import { targets } from './loops.ts'

function reachedFrom(starts: readonly string[], links: readonly N8nLink[]): Set<string> {
  const seen = new Set(starts)
  const open = [...starts]
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const to of targets(links, name))
      if (!seen.has(to)) {
        seen.add(to)
        open.push(to)
      }
  return seen
}

/**
 * Names of the nodes that n8n never ran: no trigger of the file leads to them. Here a step that nothing leads to is a start, and a request
 * somebody had put aside would be sent. A file without triggers or connections is a part of a workflow: there only an end in an error
 * that nothing leads to is one of them.
 */
export function idleNodes({ nodes, links }: N8nDocument): ReadonlySet<string> {
  const main = links.filter(({ kind }) => kind === 'main')
  const attached = new Set(links.filter(({ kind }) => kind !== 'main').map(({ from }) => from))
  const entered = new Set(main.map(({ to }) => to))
  const triggers = nodes.filter(isTrigger).map(({ name }) => name)
  const reached = triggers.length > 0 && main.length > 0 ? reachedFrom(triggers, main) : undefined
  const isIdle = (name: string, type: string) => (reached ? !reached.has(name) : type === STOP_TYPE && !entered.has(name))
  return new Set(nodes.filter(({ name, type }) => type !== NOTE_TYPE && !attached.has(name) && isIdle(name, type)).map(({ name }) => name))
}

/** Whether its triggers start different parts: in n8n only that of the trigger ran. */
export function isManyStarted({ nodes, links }: N8nDocument): boolean {
  const main = links.filter(({ kind }) => kind === 'main')
  const starts = nodes.filter(isTrigger).map(({ name }) => JSON.stringify(targets(main, name).sort()))
  return new Set(starts.filter((targetsOf) => targetsOf !== '[]')).size > 1
}
