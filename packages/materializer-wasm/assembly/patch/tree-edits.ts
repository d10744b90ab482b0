// The elementary changes of the tree, each recorded in the log. Operations are made of them.
import { elementAt, elementCount, insertElement, removeElement } from '../json/array-node'
import { cellAddress, cellTag, OBJECT, text } from '../json/cell'
import { entryCell, entryKey } from '../json/entry'
import { entryAt, findKey, insertMember, memberCount, removeMember } from '../json/object-node'
import { rootCell, setRoot } from '../json/tree'
import {
  INSERT_ELEMENT,
  INSERT_MEMBER,
  notePointer,
  record,
  REMOVE_ELEMENT,
  REMOVE_MEMBER,
  REPLACE_ELEMENT,
  REPLACE_MEMBER,
  REPLACE_ROOT,
} from '../history/log'
import { INDEX_INVALID, OK, PATH_MISSING, ROOT } from '../status'
import { containerCell, lastTokenLength, lastTokenStart, tokenIndex, tokenIsDash, walkToParent } from './pointer'

/** Cell taken out by the last removal. */
let removed: u64 = 0

@inline
export function removedCell(): u64 {
  return removed
}

function replaceRoot(cell: u64): i32 {
  record(REPLACE_ROOT, 0, 0, rootCell(), 0)
  setRoot(cell)
  return OK
}

/** Inserts into an array, or sets a member of an object whether it is there or not. */
export function addAt(start: usize, length: usize, cell: u64): i32 {
  notePointer(start, length)
  if (length == 0) return replaceRoot(cell)
  const status = walkToParent(start, length, true)
  if (status != OK) return status
  const node = cellAddress(containerCell())
  return cellTag(containerCell()) == OBJECT ? setMember(node, cell) : insertAtToken(node, cell)
}

function insertAtToken(node: usize, cell: u64): i32 {
  const count = elementCount(node)
  const index = tokenIsDash() ? count : tokenIndex()
  if (index > count) return INDEX_INVALID
  insertElement(node, index, cell)
  record(INSERT_ELEMENT, node, index, cell, 0)
  return OK
}

function setMember(node: usize, cell: u64): i32 {
  const found = findKey(node, lastTokenStart(), lastTokenLength())
  if (found >= 0) {
    replaceCell(REPLACE_MEMBER, node, <u32>found, entryCell(entryAt(node, <u32>found)), cell)
    return OK
  }
  const key = text(lastTokenStart(), lastTokenLength())
  const last = memberCount(node)
  insertMember(node, last, key, cell)
  record(INSERT_MEMBER, node, last, cell, key)
  return OK
}

function replaceCell(kind: u32, node: usize, index: u32, place: usize, cell: u64): void {
  record(kind, node, index, load<u64>(place), 0)
  store<u64>(place, cell)
}

/** Takes a value out; `removedCell` holds it. */
export function removeAt(start: usize, length: usize): i32 {
  notePointer(start, length)
  if (length == 0) return ROOT
  const status = walkToParent(start, length, true)
  if (status != OK) return status
  const node = cellAddress(containerCell())
  if (cellTag(containerCell()) == OBJECT) {
    const found = findKey(node, lastTokenStart(), lastTokenLength())
    if (found < 0) return PATH_MISSING
    const key = entryKey(entryAt(node, <u32>found))
    removed = removeMember(node, <u32>found)
    record(REMOVE_MEMBER, node, <u32>found, removed, key)
    return OK
  }
  const index = tokenIndex()
  if (index >= elementCount(node)) return INDEX_INVALID
  removed = removeElement(node, index)
  record(REMOVE_ELEMENT, node, index, removed, 0)
  return OK
}

/** Puts a value in the place of one that is there. */
export function replaceAt(start: usize, length: usize, cell: u64): i32 {
  notePointer(start, length)
  if (length == 0) return replaceRoot(cell)
  const status = walkToParent(start, length, true)
  if (status != OK) return status
  const node = cellAddress(containerCell())
  if (cellTag(containerCell()) == OBJECT) {
    const found = findKey(node, lastTokenStart(), lastTokenLength())
    if (found < 0) return PATH_MISSING
    replaceCell(REPLACE_MEMBER, node, <u32>found, entryCell(entryAt(node, <u32>found)), cell)
    return OK
  }
  const index = tokenIndex()
  if (index >= elementCount(node)) return INDEX_INVALID
  replaceCell(REPLACE_ELEMENT, node, index, elementAt(node, index), cell)
  return OK
}
