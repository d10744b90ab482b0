import type { WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { referencedNodes } from './node-references.ts'

type EdgesByEnd = Map<string, Map<string, WorkflowEdge>>

/**
 * A graph while conflicts are settled in it, in place: what one decision costs depends on what it is about, not on how large the graph is.
 * Elements keep their order; what is put in anew comes last.
 */
export class GraphDraft {
  readonly #nodes: Map<string, WorkflowNode>
  readonly #edges = new Map<string, WorkflowEdge>()
  readonly #leaving: EdgesByEnd = new Map()
  readonly #arriving: EdgesByEnd = new Map()
  /** Ids of the nodes that read a node, by its id; made when somebody asks first. */
  #readers: Map<string, Set<string>> | undefined

  constructor({ nodes, edges }: WorkflowBody) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]))
    for (const edge of edges) this.putEdge(edge)
  }

  node(id: string): WorkflowNode | undefined {
    return this.#nodes.get(id)
  }

  edge(id: string): WorkflowEdge | undefined {
    return this.#edges.get(id)
  }

  leaving(id: string): WorkflowEdge[] {
    return [...(this.#leaving.get(id)?.values() ?? [])]
  }

  arriving(id: string): WorkflowEdge[] {
    return [...(this.#arriving.get(id)?.values() ?? [])]
  }

  isReached(id: string): boolean {
    return (this.#arriving.get(id)?.size ?? 0) > 0
  }

  putNode(node: WorkflowNode): void {
    this.#forgetReads(node.id)
    this.#nodes.set(node.id, node)
    this.#noteReads(node)
  }

  removeNode(id: string): void {
    this.#forgetReads(id)
    this.#nodes.delete(id)
  }

  putEdge(edge: WorkflowEdge): void {
    this.#unhang(edge.id)
    this.#edges.set(edge.id, edge)
    hang(this.#leaving, edge.from, edge)
    hang(this.#arriving, edge.to, edge)
  }

  removeEdge(id: string): void {
    this.#unhang(id)
    this.#edges.delete(id)
  }

  /** The nodes of which an expression reads one of these. */
  readersOf(ids: ReadonlySet<string>): WorkflowNode[] {
    if (!this.#readers) {
      this.#readers = new Map()
      for (const node of this.#nodes.values()) this.#noteReads(node)
    }
    const found = new Set([...ids].flatMap((id) => [...(this.#readers?.get(id) ?? [])]))
    return [...found].flatMap((id) => this.#nodes.get(id) ?? [])
  }

  body(): WorkflowBody {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] }
  }

  #unhang(id: string): void {
    const edge = this.#edges.get(id)
    if (!edge) return
    this.#leaving.get(edge.from)?.delete(id)
    this.#arriving.get(edge.to)?.delete(id)
  }

  #noteReads(node: WorkflowNode): void {
    if (!this.#readers) return
    for (const read of referencedNodes(node)) {
      const readers = this.#readers.get(read)
      if (readers) readers.add(node.id)
      else this.#readers.set(read, new Set([node.id]))
    }
  }

  #forgetReads(id: string): void {
    const node = this.#readers && this.#nodes.get(id)
    if (node) for (const read of referencedNodes(node)) this.#readers?.get(read)?.delete(id)
  }
}

function hang(edges: EdgesByEnd, end: string, edge: WorkflowEdge): void {
  const there = edges.get(end)
  if (there) there.set(edge.id, edge)
  else edges.set(end, new Map([[edge.id, edge]]))
}
