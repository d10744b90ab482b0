import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DomainError } from '../../domain-error.ts'
import type { BlobStore } from '../../ports/blob-store.ts'

const SHA256 = /^[0-9a-f]{64}$/

/**
 * Content-addressed bytes as files: `ab/cd/abcd…`, so that no directory grows too large.
 * A file appears under its name only when it is complete and on disk (written aside, synced, renamed);
 * a crash leaves at most an unnamed file in `incoming`.
 */
export function createFsBlobStore(directory: string): BlobStore {
  const incoming = join(directory, 'incoming')
  const folderOf = (sha256: string) => join(directory, sha256.slice(0, 2), sha256.slice(2, 4))
  const pathOf = (sha256: string) => join(folderOf(sha256), sha256)

  /** Bytes in the file; undefined when there is none. */
  async function sizeOf(sha256: string): Promise<number | undefined> {
    if (!SHA256.test(sha256)) return undefined
    return stat(pathOf(sha256)).then((found) => found.size, absent(undefined))
  }

  return {
    has: async (sha256) => (await sizeOf(sha256)) !== undefined,
    async put(bytes) {
      const sha256 = hashOf(bytes)
      // A file of another size was damaged from outside; writing it again mends it.
      if ((await sizeOf(sha256)) === bytes.byteLength) return sha256
      const aside = join(incoming, randomUUID())
      try {
        await mkdir(incoming, { recursive: true })
        await mkdir(folderOf(sha256), { recursive: true })
        await writeSynced(aside, bytes)
        await rename(aside, pathOf(sha256))
      } catch (error) {
        await rm(aside, { force: true })
        throw unavailable(error)
      }
      return sha256
    },
    async get(sha256) {
      if (!SHA256.test(sha256)) return undefined
      const bytes = await readFile(pathOf(sha256)).catch(absent(undefined))
      if (bytes === undefined) return undefined
      if (hashOf(bytes) !== sha256) throw new DomainError('cas.integrity', `The bytes stored as ${sha256} have another hash.`)
      return new Uint8Array(bytes)
    },
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
function absent<T>(answer: T): (error: unknown) => T {
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
