// The graph as numbers, for the canvas and for passes: N nodes and E edges, each known by its place in its section.
//   0 N u32 | 4 E u32 | 8 offset of the names u32 | 12 length of the names u32 | 16 x and y of each node f64[2N]
//   then u32: type[N] from[E] to[E] outStart[N + 1] out[E] inStart[N + 1] in[E]
//   then the names as JSON: [[node ids], [edge ids], [types]], null for an element without a string id
// NONE stands for a node without a type and for an end that names no node. out and in hold edges, grouped by node.
import { elementAt, elementCount } from '../json/array-node'
import { text, textLength, textStart } from '../json/cell'
import { peekMember, peekText } from '../json/peek'
import { rootPlace } from '../json/tree'
import { addRecord, findRecord, firstRecord, nextRecord, recordId, recordIndex, recordSection, resetTouched, setIndex } from '../diff/touched'
import { bump, mark, release } from '../memory/arena'
import { beginOutput, endOutput, outputLength, outputStart, putByte, putSlice, putText, setResult } from '../memory/output'
import { EDGES, NODES, sectionArray, SECTIONS } from './sections'
import { locate, locatedX, locatedY } from './position'

const NONE: u32 = 0xffffffff
/** Pseudo-section of the types. */
const TYPES: u32 = SECTIONS + 1
const HEADER: usize = 16

const ID_NAME: usize = memory.data<u8>([0x69, 0x64, 0, 0, 0, 0, 0, 0])
const TYPE_NAME: usize = memory.data<u8>([0x74, 0x79, 0x70, 0x65, 0, 0, 0, 0])
const FROM_NAME: usize = memory.data<u8>([0x66, 0x72, 0x6f, 0x6d, 0, 0, 0, 0])
const TO_NAME: usize = memory.data<u8>([0x74, 0x6f, 0, 0, 0, 0, 0, 0])

let nodes: usize = 0
let edges: usize = 0
let nodeCount: u32 = 0
let edgeCount: u32 = 0

@inline
function setWord(array: usize, index: u32, value: u32): void {
  store<u32>(array + (<usize>index << 2), value)
}

@inline
function word(array: usize, index: u32): u32 {
  return load<u32>(array + (<usize>index << 2))
}

function memberText(element: u64, name: usize, length: usize): u64 {
  return peekText(peekMember(element, text(name, length)))
}

export function writeGraph(): void {
  nodes = sectionArray(rootPlace(), NODES)
  edges = sectionArray(rootPlace(), EDGES)
  nodeCount = nodes == 0 ? 0 : elementCount(nodes)
  edgeCount = edges == 0 ? 0 : elementCount(edges)
  const before = mark()
  const words = <usize>nodeCount * 3 + <usize>edgeCount * 4 + 2
  const namesOffset = HEADER + (<usize>nodeCount << 4) + (words << 2)
  const start = bump(namesOffset)
  store<u32>(start, nodeCount)
  store<u32>(start, edgeCount, 4)
  store<u32>(start, <u32>namesOffset, 8)
  resetTouched()
  const types = start + HEADER + (<usize>nodeCount << 4)
  readNodes(start + HEADER, types)
  const from = types + (<usize>nodeCount << 2)
  const to = from + (<usize>edgeCount << 2)
  readEdges(from, to)
  const outgoing = to + (<usize>edgeCount << 2)
  const incoming = outgoing + (<usize>(nodeCount + 1 + edgeCount) << 2)
  groupEdges(from, outgoing)
  groupEdges(to, incoming)
  writeNames()
  const names = start + namesOffset
  const length = outputLength()
  // The tables between are no longer needed.
  memory.copy(names, outputStart(), length)
  store<u32>(start, <u32>length, 12)
  setResult(start, namesOffset + length)
  release(before)
}

function readNodes(positions: usize, types: usize): void {
  let typeCount: u32 = 0
  for (let index: u32 = 0; index < nodeCount; index++) {
    const node = load<u64>(elementAt(nodes, index))
    locate(node)
    store<f64>(positions + (<usize>index << 4), locatedX())
    store<f64>(positions + (<usize>index << 4), locatedY(), 8)
    const id = memberText(node, ID_NAME, 2)
    if (id != 0 && findRecord(NODES, id) == 0) setIndex(addRecord(NODES, id, 0), index)
    const type = memberText(node, TYPE_NAME, 4)
    let record = type == 0 ? 0 : findRecord(TYPES, type)
    if (type != 0 && record == 0) {
      record = addRecord(TYPES, type, 0)
      setIndex(record, typeCount++)
    }
    setWord(types, index, record == 0 ? NONE : recordIndex(record))
  }
}

function readEdges(from: usize, to: usize): void {
  for (let index: u32 = 0; index < edgeCount; index++) {
    const edge = load<u64>(elementAt(edges, index))
    setWord(from, index, nodeNamed(memberText(edge, FROM_NAME, 4)))
    setWord(to, index, nodeNamed(memberText(edge, TO_NAME, 2)))
  }
}

function nodeNamed(id: u64): u32 {
  const record: usize = id == 0 ? 0 : findRecord(NODES, id)
  return record == 0 ? NONE : recordIndex(record)
}

/** Fills `starts` (one per node and the end) and behind it the edges by the node at their end. */
function groupEdges(ends: usize, starts: usize): void {
  memory.fill(starts, 0, <usize>(nodeCount + 1 + edgeCount) << 2)
  for (let edge: u32 = 0; edge < edgeCount; edge++) {
    const node = word(ends, edge)
    if (node != NONE) setWord(starts, node + 1, word(starts, node + 1) + 1)
  }
  for (let node: u32 = 0; node < nodeCount; node++) setWord(starts, node + 1, word(starts, node + 1) + word(starts, node))
  const grouped = starts + (<usize>(nodeCount + 1) << 2)
  const next = bump(<usize>(nodeCount + 1) << 2)
  memory.copy(next, starts, <usize>(nodeCount + 1) << 2)
  for (let edge: u32 = 0; edge < edgeCount; edge++) {
    const node = word(ends, edge)
    if (node == NONE) continue
    setWord(grouped, word(next, node), edge)
    setWord(next, node, word(next, node) + 1)
  }
}

function writeNames(): void {
  beginOutput()
  putByte(0x5b)
  writeIds(nodes, nodeCount)
  putByte(0x2c)
  writeIds(edges, edgeCount)
  putText(',[')
  let first = true
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
    if (recordSection(record) != TYPES) continue
    if (!first) putByte(0x2c)
    first = false
    putName(recordId(record))
  }
  putText(']]')
  endOutput()
}

function writeIds(array: usize, count: u32): void {
  putByte(0x5b)
  for (let index: u32 = 0; index < count; index++) {
    if (index > 0) putByte(0x2c)
    const id = memberText(load<u64>(elementAt(array, index)), ID_NAME, 2)
    if (id == 0) putText('null')
    else putName(id)
  }
  putByte(0x5d)
}

function putName(name: u64): void {
  putByte(0x22)
  putSlice(textStart(name), textLength(name))
  putByte(0x22)
}
