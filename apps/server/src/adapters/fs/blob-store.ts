import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { DomainError } from '../../domain-error.ts'
import type { BlobStore } from '../../ports/blob-store.ts'

export const SHA256 = /^[0-9a-f]{64}$/

/**
 * Content-addressed bytes as files: `ab/cd/abcd…`, so that no directory grows too large.
 * A file appears under its name only when it is complete and on disk (written aside, synced, renamed);
 * a crash leaves at most an unnamed file in `incoming`. What garbage collection set aside in `aside` is brought back by whoever wants it.
 */
export function createFsBlobStore(directory: string): BlobStore {
  const incoming = join(directory, 'incoming')
  const places = blobPlaces(directory)
  const { folderOf, pathOf } = places

  /** Bytes in the file; undefined when there is none in its place. */
  async function sizeOf(sha256: string): Promise<number | undefined> {
    return stat(pathOf(sha256)).then(({ size }) => size, absent(undefined))
  }

  const known = new Set<string>()

  /** Folders are made once and never removed; most of a young store's blobs are the first of theirs. */
  async function folderFor(sha256: string): Promise<void> {
    const folder = folderOf(sha256)
    if (known.has(folder)) return
    await mkdir(folder, { recursive: true })
    known.add(folder)
  }

  /** Whoever stores bytes again is about to name them: they are new to garbage collection. False when they are gone meanwhile. */
  async function touch(sha256: string): Promise<boolean> {
    const now = new Date()
    return utimes(pathOf(sha256), now, now).then(() => true, absent(false))
  }

  return {
    has: async (sha256) => SHA256.test(sha256) && ((await sizeOf(sha256)) !== undefined || bringBack(places, sha256)),
    async put(bytes) {
      const sha256 = hashOf(bytes)
      // A file of another size was damaged from outside; writing it again mends it.
      if ((await sizeOf(sha256)) === bytes.byteLength && (await touch(sha256))) return sha256
      const aside = join(incoming, randomUUID())
      try {
        await Promise.all([inFolder(incoming, () => writeSynced(aside, bytes)), folderFor(sha256)])
        await inFolder(folderOf(sha256), () => rename(aside, pathOf(sha256)))
      } catch (error) {
        await rm(aside, { force: true })
        throw unavailable(error)
      }
      return sha256
    },
    async get(sha256) {
      if (!SHA256.test(sha256)) return undefined
      const read = () => readFile(pathOf(sha256)).catch(absent(undefined))
      const bytes = (await read()) ?? ((await bringBack(places, sha256)) ? await read() : undefined)
      if (bytes === undefined) return undefined
      if (hashOf(bytes) !== sha256) throw new DomainError('cas.integrity', `The bytes stored as ${sha256} have another hash.`)
      return new Uint8Array(bytes)
    },
  }
}

export interface BlobPlaces {
  folderOf(sha256: string): string
  pathOf(sha256: string): string
  /** Where garbage collection puts what nobody names. */
  aside: string
}

export function blobPlaces(directory: string): BlobPlaces {
  const folderOf = (sha256: string) => join(directory, sha256.slice(0, 2), sha256.slice(2, 4))
  return { folderOf, pathOf: (sha256) => join(folderOf(sha256), sha256), aside: join(directory, 'aside') }
}

/** True when bytes that were set aside are back in their place. */
export async function bringBack({ pathOf, aside }: BlobPlaces, sha256: string): Promise<boolean> {
  return rename(join(aside, sha256), pathOf(sha256)).then(() => true, absent(false))
}

/** Does it, and where the folder is missing makes that first: it nearly always exists. */
async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await mkdir(folder, { recursive: true })
    await work()
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A handler that answers for a file that is not there and passes on every other failure. */
export function absent<T>(answer: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return answer
    throw unavailable(error)
  }
}

function unavailable(error: unknown): DomainError {
  const code = codeOf(error) ?? 'unknown error'
  return new DomainError('service.unavailable', `The blob directory cannot be used (${code}).`, { retryAfterMs: 1000, cause: error })
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return String(error.code)
}
