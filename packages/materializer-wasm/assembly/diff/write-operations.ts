// The shortest patch between two documents: nodes and edges by id, everything else member by member.
import { NODES, sectionArray, sectionKey, SECTIONS } from '../graph/sections'
import { ARRAY, nodeCell } from '../json/cell'
import { rootPlace } from '../json/tree'
import { beginOutput, endOutput } from '../memory/output'
import { lookUpMembers } from './changed-fields'
import { compareDocuments, isPlainSection } from './compare-documents'
import { beginOperations, endOperations, enterIndex, enterKey, leave, putOperation, putOperationWithValue } from './operation-writer'
import { countMoves, writePlacement } from './place-elements'
import { afterPlace, beforePlace, cellAfter, cellBefore, firstRecord, MEMBER, nextRecord, oldIndex, recordId, recordSection } from './touched'
import { writeDifference } from './write-difference'

/** A section with more moves than this is replaced: its patch would be as long, and placing is quadratic in moves. */
const MAX_MOVES: u32 = 1000

/** Leaves the operations that turn the document at `before` into the one in the tree as the output. */
export function writeOperations(before: usize): void {
  const comparable = compareDocuments(before, rootPlace())
  if (comparable) lookUpMembers()
  beginOutput()
  beginOperations()
  if (comparable) {
    for (let section = NODES; section < SECTIONS; section++) if (!isPlainSection(section)) writeSection(section)
    writeMembers()
  } else writeDifference(before, rootPlace())
  endOperations()
  endOutput()
}

function writeSection(section: u32): void {
  enterKey(sectionKey(section))
  if (countMoves(section) > MAX_MOVES) putOperationWithValue('replace', nodeCell(sectionArray(rootPlace(), section), ARRAY))
  else {
    for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
      if (recordSection(record) != section || cellBefore(record) == 0 || cellAfter(record) == 0) continue
      enterIndex(oldIndex(record))
      writeDifference(beforePlace(record), afterPlace(record))
      leave()
    }
    writePlacement(section)
  }
  leave()
}

function writeMembers(): void {
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
    if (recordSection(record) != MEMBER) continue
    enterKey(recordId(record))
    if (cellBefore(record) == 0) putOperationWithValue('add', cellAfter(record))
    else if (cellAfter(record) == 0) putOperation('remove')
    else writeDifference(beforePlace(record), afterPlace(record))
    leave()
  }
}
