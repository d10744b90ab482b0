import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileTarget } from '../scripts/build.mjs'
import { compileMaterializer } from '../src/node.ts'
import { differentialRound } from '../src/test-support/differential-round.ts'

const HOME = fileURLToPath(new URL('..', import.meta.url))
/** Seeds tried on each fault before it counts as missed. */
const MAX_ROUNDS = 2_000

/** The control: a copy in which nothing is wrong must pass. */
export const NO_FAULT = 'none'

/** One fault: in that file of the core, the first text is replaced by the second. */
interface Fault {
  name: string
  file: string
  from: string
  to: string
}

const FAULTS: readonly Fault[] = [
  { name: NO_FAULT, file: 'document.ts', from: '  commitVersion(from)\n', to: '  commitVersion(from)\n' },
  {
    name: 'undo in the order of making',
    file: 'history/versions.ts',
    from: 'stepEntry(logEntry(index - 1), true)',
    to: 'stepEntry(logEntry(logCount() - index), true)',
  },
  {
    name: 'a member is put back last',
    file: 'history/log.ts',
    from: 'insertMember(node, index, load<u64>(entry, 24)',
    to: 'insertMember(node, load<u32>(node, 4), load<u64>(entry, 24)',
  },
  {
    name: 'the way to a change is not marked',
    file: 'patch/pointer.ts',
    from: 'if (willChange) markDirty(cellAddress(container))',
    to: 'if (willChange && tokenEnd == end) markDirty(cellAddress(container))',
  },
  { name: '~1 and ~0 exchanged', file: 'patch/pointer.ts', from: '== 0x31 ? 0x2f : 0x7e', to: '== 0x30 ? 0x2f : 0x7e' },
  { name: 'leading zeros are indices', file: 'patch/pointer.ts', from: 'if (load<u8>(tokenStart) == 0x30 && tokenLength > 1) return NO_INDEX', to: '' },
  {
    name: 'an index one beyond the end',
    file: 'patch/pointer.ts',
    from: 'if (index < elementCount(node)) return elementAt',
    to: 'if (index + 1 < elementCount(node)) return elementAt',
  },
  {
    name: 'copies share their source',
    file: 'patch/operations.ts',
    from: 'const value = frozen(load<u64>(targetPlace()))',
    to: 'const value = load<u64>(targetPlace())',
  },
  {
    name: 'the directory of chunks is shifted the wrong way',
    file: 'json/array-node.ts',
    from: 'memory.copy(entry + 16, entry + 8,',
    to: 'memory.copy(entry + 8, entry + 16,',
  },
  {
    name: 'removal leaves the last key of a pair',
    file: 'json/object-node.ts',
    from: 'memory.copy(place, place + ENTRY_BYTES, <usize>(count - index - 1) * ENTRY_BYTES)',
    to: 'memory.copy(place, place + ENTRY_BYTES, <usize>(count - index - 2) * ENTRY_BYTES)',
  },
  { name: 'the key index forgets to shift', file: 'json/key-index.ts', from: 'if (entry + 1 < count) shiftSlots(index, entry, -1)', to: '' },
  { name: 'equal in length is equal', file: 'memory/bytes.ts', from: '    if (load<u64>(a + at) != load<u64>(b + at)) return false\n', to: '' },
  { name: 'objects of other keys are equal', file: 'json/equal.ts', from: 'if (found < 0) return false', to: 'if (found < 0) continue' },
  { name: 'escaped quotes end strings', file: 'json/blocks.ts', from: 'quotes & ~escapedBits(slashes)', to: 'quotes' },
  { name: 'a delta names members without looking', file: 'diff/changed-fields.ts', from: 'if (found >= 0 && equalAt', to: 'if (found >= 0 || equalAt' },
  {
    name: 'elements that wait are not counted on',
    file: 'diff/place-elements.ts',
    from: 'store<u32>(place, settledBefore + 1, 4)',
    to: 'store<u32>(place, settledBefore, 4)',
  },
  {
    name: 'the quick way takes whatever stands between containers',
    file: 'json/expand-array.ts',
    from: '(load<u8>(start - 1) != 0x2c && index > base)',
    to: 'false',
  },
  { name: 'runs that do not touch are joined', file: 'memory/output.ts', from: 'if (at == runEnd)', to: 'if (at >= runEnd && runEnd != 0)' },
  { name: 'refused patches are not rolled back', file: 'document.ts', from: '    rollBack(from)\n', to: '' },
]

/** A fault and after how many patches it was noticed; null when it never was. */
export interface FoundFault {
  name: string
  foundAfterPatches: number | null
}

/** Plants every fault in a copy of the core, alone, and fuzzes until somebody notices. */
export async function findPlantedFaults(): Promise<FoundFault[]> {
  const found: FoundFault[] = []
  for (const fault of FAULTS) found.push({ name: fault.name, foundAfterPatches: await patchesUntilFound(fault) })
  return found
}

async function patchesUntilFound(fault: Fault): Promise<number | null> {
  const make = await compileMaterializer(await compileFaulty(fault))
  let patches = 0
  for (let seed = 1; seed <= MAX_ROUNDS; seed++) {
    try {
      patches += differentialRound(seed, [make()]).judged
    } catch (error) {
      // In whatever way a broken core shows, it was noticed; that the fuzz itself is sound the control shows.
      if (error instanceof Error) return patches + 1
      throw error
    }
  }
  return null
}

async function compileFaulty({ name, file, from, to }: Fault): Promise<{ wasm: Uint8Array; analysis: Uint8Array }> {
  const folder = mkdtempSync(join(tmpdir(), 'materializer-fault-'))
  try {
    for (const part of ['assembly', 'asconfig.json']) cpSync(join(HOME, part), join(folder, part), { recursive: true })
    const path = join(folder, 'assembly', file)
    const source = readFileSync(path, 'utf8')
    if (source.split(from).length !== 2) throw new Error(`The fault "${name}" fits ${file} in ${source.split(from).length - 1} places.`)
    writeFileSync(path, source.replace(from, to))
    return { wasm: await compileTarget('plain', folder), analysis: await compileTarget('analysis-plain', folder) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
