/** Stands for a node without a type and for an end of an edge that names no node. */
export const NO_NODE = 0xffffffff

/** A graph as numbers. Nodes and edges are known by their places in the document's arrays. */
export interface GraphView {
  /** Null for an element without a string id. */
  nodeIds: Array<string | null>
  edgeIds: Array<string | null>
  /** The types there are, in the order of their first node. */
  types: string[]
  /** Place of each node's type in `types`, or NO_NODE. */
  nodeTypes: Uint32Array
  /** x and y of each node; NaN where it has no position. */
  positions: Float64Array
  /** Nodes at the ends of each edge, or NO_NODE. */
  edgeFrom: Uint32Array
  edgeTo: Uint32Array
  /** `outEdges` from `outStart[node]` up to `outStart[node + 1]` are the edges that leave a node; the same for those that arrive. */
  outStart: Uint32Array
  outEdges: Uint32Array
  inStart: Uint32Array
  inEdges: Uint32Array
}

const HEADER_BYTES = 16

/** Views over the bytes that assembly/graph/graph-view.ts writes; the buffer must begin with them. */
export function readGraphView(bytes: Uint8Array): GraphView {
  const { buffer } = bytes
  const [nodes = 0, edges = 0, namesOffset = 0, namesLength = 0] = new Uint32Array(buffer, 0, 4)
  let at = HEADER_BYTES
  const positions = new Float64Array(buffer, at, nodes * 2)
  at += positions.byteLength
  const words = (length: number): Uint32Array => {
    const view = new Uint32Array(buffer, at, length)
    at += view.byteLength
    return view
  }
  const nodeTypes = words(nodes)
  const edgeFrom = words(edges)
  const edgeTo = words(edges)
  const outStart = words(nodes + 1)
  const outEdges = words(edges).subarray(0, outStart[nodes])
  const inStart = words(nodes + 1)
  const inEdges = words(edges).subarray(0, inStart[nodes])
  // The core writes these three lists and nothing else.
  const names = JSON.parse(new TextDecoder().decode(bytes.subarray(namesOffset, namesOffset + namesLength))) as [
    Array<string | null>,
    Array<string | null>,
    string[],
  ]
  const [nodeIds, edgeIds, types] = names
  return { nodeIds, edgeIds, types, nodeTypes, positions, edgeFrom, edgeTo, outStart, outEdges, inStart, inEdges }
}
