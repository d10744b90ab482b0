// Stepping through history while noting what is touched, so that a delta costs what changed and not the document.
// Before each step the element it will touch is noted with its value, after the step with its place; so it does not
// matter whether the step inserts, removes, replaces or goes deeper, nor in which direction it is taken.
// Needs unique ids, which graph validation guarantees; elements without a string id make it give up.
import { elementId, sectionArray, sectionNamed, SECTIONS } from '../graph/sections'
import { entryIndex, entryKind, entryPointerLength, entryPointerStart, logEntry, REPLACE_MEMBER, REPLACE_ROOT, stepEntry, stepInserts, stepRemoves } from '../history/log'
import { arriveAt, position, versionEnd } from '../history/versions'
import { elementAt, elementCount } from '../json/array-node'
import { cellAddress, cellTag, OBJECT, text } from '../json/cell'
import { entryCell } from '../json/entry'
import { entryAt, findKey } from '../json/object-node'
import { openCell, rootPlace } from '../json/tree'
import { frozen } from '../patch/operations'
import { lastTokenLength, lastTokenStart, NO_INDEX, readToken, tokenIndex } from '../patch/pointer'
import { addRecord, afterPlace, findRecord, markMoved, MEMBER } from './touched'

let lost: bool = false

/** Steps to a version; false when something was touched that is not known by id. */
export function trackSteps(to: u32): bool {
  lost = false
  const target = versionEnd(to)
  let at = versionEnd(position())
  while (at > target) trackStep(logEntry(--at), true)
  while (at < target) trackStep(logEntry(at++), false)
  arriveAt(to)
  return !lost
}

function trackStep(entry: usize, backwards: bool): void {
  const start = entryPointerStart(entry)
  const end = start + entryPointerLength(entry)
  if (lost || start == end) {
    lost = true
    stepEntry(entry, backwards)
    return
  }
  const firstEnd = readToken(start + 1, end)
  const section = sectionNamed(lastTokenStart(), lastTokenLength())
  if (section == SECTIONS) {
    noteMember()
    stepEntry(entry, backwards)
  } else if (firstEnd == end) {
    // The whole section comes, goes or is replaced.
    lost = true
    stepEntry(entry, backwards)
  } else {
    const secondEnd = readToken(firstEnd + 1, end)
    const direct = secondEnd == end
    trackElementStep(entry, backwards, section, direct ? entryIndex(entry) : tokenIndex(), direct)
  }
}

/** `direct` steps act on the element itself, others inside it. */
function trackElementStep(entry: usize, backwards: bool, section: u32, index: u32, direct: bool): void {
  const kind = entryKind(entry)
  if (direct && kind >= REPLACE_MEMBER && kind <= REPLACE_ROOT) lost = true
  const inserts = direct && stepInserts(kind, backwards)
  const removes = direct && stepRemoves(kind, backwards)
  if (!lost && !inserts) noteBefore(section, index)
  stepEntry(entry, backwards)
  if (!lost && !removes) noteAfter(section, index, inserts)
}

/** Place of an element, or 0 when the section is no array that long. */
function elementPlace(section: u32, index: u32): usize {
  const array = sectionArray(rootPlace(), section)
  return array != 0 && index != NO_INDEX && index < elementCount(array) ? elementAt(array, index) : 0
}

function noteBefore(section: u32, index: u32): void {
  const place = elementPlace(section, index)
  const id = place == 0 ? 0 : elementId(place)
  if (id == 0) {
    lost = true
    return
  }
  let record = findRecord(section, id)
  if (record == 0) record = addRecord(section, id, frozen(load<u64>(place)))
  // Gone until the step has been taken and the element is found again.
  store<u64>(afterPlace(record), 0)
}

function noteAfter(section: u32, index: u32, inserted: bool): void {
  const place = elementPlace(section, index)
  const id = place == 0 ? 0 : elementId(place)
  if (id == 0) {
    lost = true
    return
  }
  let record = findRecord(section, id)
  if (record == 0) record = addRecord(section, id, 0)
  store<u64>(afterPlace(record), load<u64>(place))
  if (inserted) markMoved(record)
}

/** Notes the root member named by the last token; its value at the end is looked up at the end. */
function noteMember(): void {
  const key = text(lastTokenStart(), lastTokenLength())
  if (findRecord(MEMBER, key) != 0) return
  const root = openCell(rootPlace())
  if (root == 0 || cellTag(root) != OBJECT) {
    lost = true
    return
  }
  const node = cellAddress(root)
  const found = findKey(node, lastTokenStart(), lastTokenLength())
  addRecord(MEMBER, key, found < 0 ? 0 : frozen(load<u64>(entryCell(entryAt(node, <u32>found)))))
}
