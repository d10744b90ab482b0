import { randomBytes } from 'node:crypto'
import { appendFile, chmod, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { blobStoreSuite } from '../../conformance/blob-store-suite.ts'
import { createFsBlobStore } from './blob-store.ts'

const pathOf = (directory: string, sha256: string) => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256)

blobStoreSuite('files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aob-blobs-'))
  return {
    blobs: createFsBlobStore(directory),
    damage: (sha256) => writeFile(pathOf(directory, sha256), 'something else'),
    count: async () => (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length,
    close: () => rm(directory, { recursive: true }),
  }
})

describe('files of blobs', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aob-blobs-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  test('the directory is made on first use, and nothing is left aside', async () => {
    const store = createFsBlobStore(join(directory, 'not', 'yet'))
    expect(await store.has('0'.repeat(64))).toBe(false)
    await store.put(randomBytes(10))
    expect(await readdir(join(directory, 'not', 'yet', 'incoming'))).toEqual([])
  })

  test('a cut-off file is mended by the next write of its bytes', async () => {
    const store = createFsBlobStore(directory)
    const bytes = randomBytes(100)
    const sha256 = await store.put(bytes)
    await truncate(pathOf(directory, sha256), 50)
    await expect(store.get(sha256)).rejects.toMatchObject({ code: 'cas.integrity' })
    await store.put(bytes)
    expect(await store.get(sha256)).toEqual(new Uint8Array(bytes))
  })

  test('a directory that cannot be written is service.unavailable, in a sentence', async () => {
    const file = join(directory, 'a-file')
    await appendFile(file, '')
    await chmod(file, 0o600)
    const store = createFsBlobStore(file)
    await expect(store.put(randomBytes(1))).rejects.toMatchObject({ code: 'service.unavailable', message: 'The blob directory cannot be used (ENOTDIR).' })
  })
})
