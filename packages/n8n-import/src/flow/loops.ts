import type { N8nLink, N8nNode } from '../document.ts'
import { LOOP_TYPE } from '../nodes/registry.ts'

/** A `Loop over items` whose steps can be the body of a map: they are entered from it and lead back to it only. */
export interface Loop {
  name: string
  body: ReadonlySet<string>
  /** Index of n8n's output behind the last item. */
  doneOutput: number
}

const outputsOf = ({ typeVersion }: N8nNode): { each: number; done: number } => (typeVersion >= 3 ? { each: 1, done: 0 } : { each: 0, done: 1 })

export function targets(links: readonly N8nLink[], from: string, output?: number): string[] {
  return links.filter((link) => link.from === from && (output === undefined || link.output === output)).map(({ to }) => to)
}

function reachable(links: readonly N8nLink[], starts: readonly string[], wall: string): Set<string> {
  const seen = new Set<string>()
  const open = [...starts]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === wall || seen.has(name)) continue
    seen.add(name)
    open.push(...targets(links, name))
  }
  return seen
}

/** The outermost loops among some nodes; those inside the body of another are found when that body is looked at. */
export function outermostLoops(nodes: readonly N8nNode[], links: readonly N8nLink[]): Loop[] {
  const loops = nodes.filter(({ type, disabled }) => type === LOOP_TYPE && !disabled).flatMap((node) => loopOf(node, links) ?? [])
  return loops.filter(({ name }) => !loops.some((other) => other.name !== name && other.body.has(name)))
}

function loopOf(node: N8nNode, links: readonly N8nLink[]): Loop | undefined {
  const { each, done } = outputsOf(node)
  const body = reachable(links, targets(links, node.name, each), node.name)
  const enters = ({ from, to, output }: N8nLink) => body.has(to) && !body.has(from) && !(from === node.name && output === each)
  const leaves = ({ from, to }: N8nLink) => body.has(from) && !body.has(to) && to !== node.name
  return body.size === 0 || links.some((link) => enters(link) || leaves(link)) ? undefined : { name: node.name, body, doneOutput: done }
}

/** Splits connections into those that lead on and those that would close a circle. In the order of the file, so that the same file gives the same answer. */
export function withoutCircles(names: readonly string[], links: readonly N8nLink[]): { kept: N8nLink[]; cut: N8nLink[] } {
  const state = new Map<string, 'open' | 'done'>()
  const cut = new Set<N8nLink>()
  const from = new Map<string, N8nLink[]>()
  for (const link of links) from.set(link.from, [...(from.get(link.from) ?? []), link])
  for (const start of names) {
    if (state.has(start)) continue
    // Without recursion: a long chain of nodes is no reason to run out of stack.
    const stack: { name: string; next: number }[] = [{ name: start, next: 0 }]
    state.set(start, 'open')
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const link = from.get(top.name)?.[top.next]
      top.next += 1
      if (!link) {
        state.set(top.name, 'done')
        stack.pop()
      } else if (state.get(link.to) === 'open') cut.add(link)
      else if (!state.has(link.to)) {
        state.set(link.to, 'open')
        stack.push({ name: link.to, next: 0 })
      }
    }
  }
  return { kept: links.filter((link) => !cut.has(link)), cut: [...cut] }
}
