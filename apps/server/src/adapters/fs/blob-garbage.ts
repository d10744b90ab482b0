import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobGarbage } from '../../ports/record-keeping.ts'
import { absent, blobPlaces, bringBack, SHA256 } from './blob-store.ts'

const BATCH = 5000
const PREFIX = /^[0-9a-f]{2}$/

/** Garbage of a blob directory. A file's modification time is when its bytes were last stored; its change time when it was set aside. */
export function createFsBlobGarbage(directory: string, now: () => number = Date.now): BlobGarbage {
  const places = blobPlaces(directory)
  const { pathOf, aside } = places

  async function isUntouched(path: string, forMs: number): Promise<boolean> {
    return stat(path).then((found) => now() - found.mtimeMs >= forMs, absent(false))
  }

  async function* names(): AsyncIterable<string> {
    for (const first of await foldersIn(directory))
      for (const second of await foldersIn(join(directory, first))) for (const name of await filesIn(join(directory, first, second))) yield name
  }

  return {
    async *untouched(forMs) {
      yield* batched(names(), (name) => isUntouched(pathOf(name), forMs))
    },
    async setAside(sha256, untouchedForMs) {
      if (!(await isUntouched(pathOf(sha256), untouchedForMs))) return false
      await mkdir(aside, { recursive: true })
      return rename(pathOf(sha256), join(aside, sha256)).then(() => true, absent(false))
    },
    async *setAsideFor(ms) {
      yield* batched(await filesIn(aside), (name) => stat(join(aside, name)).then((found) => now() - found.ctimeMs >= ms, absent(false)))
    },
    async bringBack(sha256) {
      await bringBack(places, sha256)
    },
    async delete(sha256, untouchedForMs) {
      // Stored again between its look and its move: wanted after all.
      if (!(await isUntouched(join(aside, sha256), untouchedForMs))) {
        await bringBack(places, sha256)
        return false
      }
      // Stored again since it was set aside: what is here is a second copy.
      const isBack = await stat(pathOf(sha256)).then(() => true, absent(false))
      await rm(join(aside, sha256), { force: true })
      return !isBack
    },
  }
}

async function foldersIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(absent([]))).filter((name) => PREFIX.test(name))
}

async function filesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(absent([]))).filter((name) => SHA256.test(name))
}

async function* batched(names: AsyncIterable<string> | Iterable<string>, wanted: (name: string) => Promise<boolean>): AsyncIterable<string[]> {
  let batch: string[] = []
  for await (const name of names) {
    if (!(await wanted(name))) continue
    batch.push(name)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
