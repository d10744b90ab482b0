import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { waitUntil } from './wait-until.ts'

/** One Postgres server of a pair. */
export interface Server {
  url: string
  /** Statements it was sent, as its own log tells them. */
  statements(): string[]
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  stop(): Promise<void>
  start(): Promise<void>
}

/** A database and a copy of it that streams its log and only reads. */
export interface ReplicatedPostgres {
  primary: Server
  replica: Server
  remove(): Promise<void>
}

interface Launcher {
  findPostgres(where: { root: string; spareFolder: string; user: RunAs }): { bin: string }
  postgresUser(): RunAs
}
interface RunAs {
  uid?: number
  gid?: number
}

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const SETTINGS = ['-c', 'listen_addresses=', '-c', 'log_statement=all', '-c', 'fsync=off', '-c', 'max_connections=40']

/** Starts the pair in a folder of its own, by the programs the product starts. */
export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  // The launcher is plain JavaScript.
  const load = (file: string) => import(new URL(`../../../../scripts/launch/${file}`, import.meta.url).href) as Promise<Launcher>
  const user = (await load('unprivileged-user.mjs')).postgresUser()
  const folder = mkdtempSync(path.join(tmpdir(), 'aob-pair-'))
  const { bin } = (await load('postgres-binaries.mjs')).findPostgres({ root, spareFolder: path.join(folder, 'programs'), user })
  const own = (name: string) => {
    const made = path.join(folder, name)
    mkdirSync(made, { mode: 0o700 })
    if (user.uid !== undefined && user.gid !== undefined) chownSync(made, user.uid, user.gid)
    return made
  }
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const cluster = own('primary')
  const init = ['-D', cluster, '-U', 'aob', '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-instructions', '--no-sync']
  const made = spawnSync(path.join(bin, 'initdb'), init, { ...user, cwd: '/', encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  const primary = server({ bin, user, cluster, sockets: own('p') })
  await primary.start()
  await primary.query('CREATE DATABASE aob')
  const copy = path.join(folder, 'replica')
  const sockets = own('r')
  await copyCluster(primary, cluster, copy)
  appendFileSync(path.join(copy, 'postgresql.auto.conf'), `primary_conninfo = 'host=${path.join(folder, 'p')} user=aob'\n`)
  spawnSync('chown', ['-R', `${user.uid ?? ''}:${user.gid ?? ''}`, copy])
  const replica = server({ bin, user, cluster: copy, sockets })
  await replica.start()
  return {
    primary,
    replica,
    async remove() {
      await replica.stop()
      await primary.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** As the manual has it for a base backup by hand: the session that begins it ends it, and its label goes with the copy. */
async function copyCluster({ url }: Server, from: string, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`SELECT pg_backup_start('copy', true)`)
  cpSync(from, to, { recursive: true, filter: (file) => !file.endsWith('postmaster.pid') })
  const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)')
  writeFileSync(path.join(to, 'backup_label'), rows[0]?.labelfile ?? '')
  writeFileSync(path.join(to, 'standby.signal'), '')
  await client.end()
}

function server({ bin, user, cluster, sockets }: { bin: string; user: RunAs; cluster: string; sockets: string }): Server {
  const log: string[] = []
  const url = `postgres://aob@localhost/aob?host=${encodeURIComponent(sockets)}`
  let child: ChildProcess | undefined
  return {
    url,
    statements: () =>
      log
        .join('')
        .split('\n')
        .flatMap((line) => /(?:statement|execute [^:]*): (.*)/.exec(line)?.[1] ?? []),
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const client = new pg.Client({ connectionString: text.startsWith('CREATE DATABASE') ? url.replace('/aob?', '/postgres?') : url })
      await client.connect()
      try {
        return (await client.query(text, [...values])).rows as Row[]
      } finally {
        await client.end()
      }
    },
    async start() {
      child = spawn(path.join(bin, 'postgres'), ['-D', cluster, '-k', sockets, ...SETTINGS], { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
      child.stderr?.on('data', (text) => log.push(String(text)))
      await waitUntil('Postgres to answer', () => answers(url.replace('/aob?', '/postgres?')))
    },
    async stop() {
      if (!child || child.exitCode !== null) return
      const ended = once(child, 'exit')
      // At once, without a farewell to its clients.
      child.kill('SIGQUIT')
      await ended
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return true
  } catch {
    // Not yet.
    return false
  } finally {
    await client.end()
  }
}
