import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Operation, Workflow } from '@aob/schemas'
import pg from 'pg'
import { compose, LOCAL_CALLER, type Product } from '../../apps/server/src/compose.ts'
import { readConfig } from '../../apps/server/src/config.ts'
import { createLogger } from '../../apps/server/src/observability/logger.ts'
import type { ArtifactRow } from '../../apps/server/src/ports/document-store.ts'
import { type CompactionTarget, compactTag } from '../../apps/server/src/usecases/workflows/compact-tag.ts'
import { requireArtifact } from '../../apps/server/src/usecases/workflows/read-workflows.ts'
import { JsonColumn } from './json-column.ts'
import { measuredWorkflow, patchNumber } from './workload.ts'

export const PEER = 'fast-json-patch, JSON column'

/** Both contestants on one Postgres, in one process. */
export interface Stage {
  product: Product
  caller: typeof LOCAL_CALLER
  peer: JsonColumn
  /** An empty database on the same server. */
  emptyDatabase(): Promise<string>
  /** A workflow of that size with as many patches as compaction waits for, which are left over the base. */
  chainOf(nodes: number): Promise<{ workflow: Workflow; patches: Operation[][] }>
  /** Reads that chain, makes one base of it, and puts the tag back. */
  compact(name: string): Promise<void>
  close(): Promise<void>
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** The product with its background work, and the peer in the same database; on a Postgres of its own unless one is named. */
export async function openStage(): Promise<Stage> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'aob-bench-'))
  const server = await databaseServer(dataDir)
  const databaseUrl = await freshDatabase(server.url)
  const product = await compose(readConfig({ DATABASE_URL: databaseUrl, AOB_DATA_DIR: dataDir, AOB_LIMIT_MAX_AGENTS: '5' }), {
    version: 'bench',
    logger: createLogger('silent'),
  })
  const loops = product.start()
  const { engine } = product
  const deps = { ...engine, tags: product.tags }
  const heads = new Map<string, CompactionTarget & { head: ArtifactRow }>()
  const peer = await JsonColumn.open(databaseUrl, (document) => engine.rules.require(document))
  return {
    product,
    caller: LOCAL_CALLER,
    peer,
    emptyDatabase: () => freshDatabase(server.url),
    async chainOf(nodes) {
      const workflow = { ...measuredWorkflow(nodes), name: `compacted-${nodes}` }
      let { workflowId, artifactId } = await product.services.workflows.create(LOCAL_CALLER, { workflow: { ...workflow } })
      // One fewer than the background waits for.
      const patches = Array.from({ length: engine.limits.compactAfterPatches - 1 }, (_, index) => patchNumber(nodes, index))
      for (const operations of patches) {
        const answer = await product.services.workflows.patch(LOCAL_CALLER, workflow.name, 'main', { operations, baseVersion: artifactId })
        artifactId = answer.artifactId ?? artifactId
      }
      const head = await requireArtifact(engine.documents, artifactId)
      heads.set(workflow.name, { workflow: { workflowId, workspaceId: LOCAL_CALLER.workspaceId, name: workflow.name }, tag: { tag: 'main' }, head })
      return { workflow, patches }
    },
    async compact(name) {
      const target = heads.get(name)
      if (!target) throw new Error(`There is no chain named ${name}.`)
      const base = await compactTag(deps, target, target.head)
      if (!base) throw new Error(`The tag of ${name} moved.`)
      const { workflowId } = target.workflow
      const back = { workflowId, tag: 'main', expected: base.artifactId, to: target.head.artifactId, kind: 'undo' as const, actor: LOCAL_CALLER.actor }
      await product.tags.move(back)
    },
    async close() {
      await loops.stop()
      await Promise.all([product.close(), peer.close()])
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

interface Launcher {
  startPostgres(options: { root: string; dataDir: string; say(line: string): void }): Promise<{ child: { stop(): Promise<void> }; url: string }>
}

export async function databaseServer(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.AOB_TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => undefined }
  // The launcher is plain JavaScript.
  const { startPostgres } = (await import(new URL('../../scripts/launch/postgres.mjs', import.meta.url).href)) as Launcher
  const { child, url } = await startPostgres({ root, dataDir, say: (line) => console.error(line) })
  return { url, stop: () => child.stop() }
}

export async function freshDatabase(serverUrl: string): Promise<string> {
  const name = `aob_bench_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
