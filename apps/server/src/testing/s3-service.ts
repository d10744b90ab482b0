import { randomUUID } from 'node:crypto'
import { readdir, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { S3Settings } from '../s3-settings.ts'

/**
 * A real S3-compatible service, where the environment names one: AOB_TEST_S3_ENDPOINT, _BUCKET, _ACCESS_KEY_ID, _SECRET_ACCESS_KEY and
 * _REGION. Every call gets a prefix of its own.
 */
export function s3ServiceUnderTest(): S3Settings | undefined {
  const of = (name: string) => process.env[`AOB_TEST_S3_${name}`] ?? ''
  if (!of('ENDPOINT')) return undefined
  const keys = { accessKeyId: of('ACCESS_KEY_ID'), secretAccessKey: of('SECRET_ACCESS_KEY') }
  return { endpoint: of('ENDPOINT'), bucket: of('BUCKET'), region: of('REGION') || 'us-east-1', ...keys, prefix: `suite-${randomUUID()}/`, style: 'path' }
}

/**
 * Makes time pass for the objects of a service that keeps them as files and takes their age from there (AOB_TEST_S3_FILES: the folder of
 * buckets). Undefined where there is none.
 */
export function s3FilesUnderTest({ bucket, prefix }: S3Settings) {
  const root = process.env.AOB_TEST_S3_FILES
  if (!root) return undefined
  const folder = join(root, bucket, prefix)
  const older = async (path: string, ms: number) => {
    const then = new Date((await stat(path)).mtimeMs - ms)
    await utimes(path, then, then)
  }
  return {
    age: (sha256: string, ms: number) => older(join(folder, 'blobs', sha256), ms),
    async pass(ms: number) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      for (const entry of entries) if (entry.isFile()) await older(join(entry.parentPath, entry.name), ms)
    },
  }
}
