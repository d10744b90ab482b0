// A cell is one JSON value in 64 bits: low half an address, high half length << 3 | tag.
//   slice   address and length of the value's bytes in the arena, immutable
//   object  address of an object node (object-node.ts)
//   array   address of an array node (array-node.ts)
// The cell 0 means "no value".
import { equalBytes } from '../memory/bytes'

export const SLICE: u32 = 0
export const OBJECT: u32 = 1
export const ARRAY: u32 = 2

@inline
export function sliceCell(start: usize, length: usize): u64 {
  return <u64>start | (<u64>(<u32>length << 3) << 32)
}

@inline
export function nodeCell(node: usize, tag: u32): u64 {
  return <u64>node | (<u64>tag << 32)
}

@inline
export function cellAddress(cell: u64): usize {
  return <usize>(cell & 0xffffffff)
}

@inline
export function cellLength(cell: u64): usize {
  return <usize>(cell >> 35)
}

@inline
export function cellTag(cell: u64): u32 {
  return <u32>(cell >> 32) & 7
}

// A text is a byte range in 64 bits: low half its address, high half its length. Keys and ids are texts in their JSON
// spelling without quotes; behind the door equal spelling is equal value (D-23).

@inline
export function text(start: usize, length: usize): u64 {
  return <u64>start | (<u64>length << 32)
}

@inline
export function textStart(word: u64): usize {
  return <usize>(word & 0xffffffff)
}

@inline
export function textLength(word: u64): usize {
  return <usize>(word >> 32)
}

export function sameText(left: u64, right: u64): bool {
  return textLength(left) == textLength(right) && equalBytes(textStart(left), textStart(right), textLength(left))
}
