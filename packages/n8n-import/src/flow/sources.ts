import type { N8nLink, N8nNode } from '../document.ts'
import type { Lookup } from '../expressions/references.ts'
import { oneOf, type Source } from '../expressions/source.ts'
import { isTrigger, isWebhook, knownType } from '../nodes/registry.ts'

/** What is known of the nodes around when one is looked at. */
export interface Around {
  nodes: ReadonlyMap<string, N8nNode>
  /** Connections that carry data and close no circle. */
  links: readonly N8nLink[]
  idOf: (name: string) => string
  /** What a node reads that nothing in its graph leads to. */
  entry: Source
  /** The graph around, for nodes that are not in this one. */
  outside?: (name: string) => Source | undefined
  /** Whether a node of the graph around gives what it gives too late for this one. */
  lateOutside?: ((name: string) => boolean) | undefined
  /** Whether what a node answers fits a schema. */
  answersData: (name: string) => boolean
}

/** Finds for every node of a graph where its data is: what it gives, and what it gets. */
export class Sources {
  private readonly underWay = new Set<string>()
  private readonly before = new Map<string, string[]>()
  private readonly idsBefore = new Map<string, ReadonlySet<string>>()
  /** What nodes get, once found: where many hand on what they got, there are more ways back than anybody can walk. */
  private readonly got = new Map<string, Source | undefined>()

  constructor(private readonly around: Around) {
    for (const { from, to } of around.links) this.before.set(to, [...(this.before.get(to) ?? []), from])
  }

  /** Names of the nodes that lead into one, each once. */
  leadingInto(name: string): string[] {
    return [...new Set(this.before.get(name))]
  }

  of(name: string): Source | undefined {
    const node = this.around.nodes.get(name)
    if (!node) return this.around.outside?.(name)
    if (isTrigger(node)) return { kind: 'inputs', webhook: isWebhook(node) }
    const known = knownType(node.type)
    if (node.disabled || known?.passes) return this.into(name)
    return {
      kind: 'node',
      id: this.around.idOf(name),
      path: known?.path ?? [],
      answer: known?.answer === 'agent' && this.around.answersData(name) ? 'data' : known?.answer,
    }
  }

  into(name: string): Source | undefined {
    if (this.got.has(name)) return this.got.get(name)
    if (this.underWay.has(name)) return undefined
    const found = this.found(name)
    this.got.set(name, found)
    return found
  }

  private found(name: string): Source | undefined {
    this.underWay.add(name)
    const sources = this.leadingInto(name).map((before) => this.of(before))
    this.underWay.delete(name)
    if (sources.length === 0) return this.around.entry
    const found = sources.flatMap((source) => source ?? [])
    // What may not have run can be asked for; inputs and items are always there and come last.
    return found.length < sources.length ? undefined : oneOf([...found.filter(({ kind }) => kind === 'node'), ...found.filter(({ kind }) => kind !== 'node')])
  }

  /** `asked` gets the names of the nodes that are asked for by name. */
  lookupFor(name: string, asked?: Set<string>): Lookup {
    return {
      current: this.into(name),
      named: (other) => {
        asked?.add(other)
        return this.of(other)
      },
    }
  }

  /** Whether a node reads another that no connection leads from to it: n8n takes such a file, and a run fails there. */
  isLate(reader: string, named: string): boolean {
    const id = neededOf(this.of(named))
    if (id === undefined) return false
    return this.around.nodes.has(named) ? !this.leadingTo(reader).has(id) : (this.around.lateOutside?.(named) ?? false)
  }

  private leadingTo(reader: string): ReadonlySet<string> {
    const known = this.idsBefore.get(reader)
    if (known) return known
    const seen = new Set<string>()
    const open = [reader]
    for (let name = open.pop(); name !== undefined; name = open.pop())
      for (const before of this.leadingInto(name))
        if (!seen.has(before)) {
          seen.add(before)
          open.push(before)
        }
    const ids = new Set([...seen].map((name) => this.around.idOf(name)))
    this.idsBefore.set(reader, ids)
    return ids
  }
}

/** The node a source cannot do without; of several it is the last, as the others are asked for first. */
function neededOf(source: Source | undefined): string | undefined {
  if (source?.kind === 'one_of') return neededOf(source.sources.at(-1))
  return source?.kind === 'node' ? source.id : undefined
}
